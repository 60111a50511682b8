"""The only source of "now". Rules never ask the database, so that time can be travelled in tests."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """This day in the viewer's zone (UTC where no zone is set)."""
    return timezone.localdate()
