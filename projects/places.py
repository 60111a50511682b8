"""Where the menu of whoever has signed in leads to on this floor, beside jobs and proposals."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.ports import Place
from projects.hours import weeks
from projects.models import TimeEntry


def places(user: User) -> Iterator[Place]:
    """One's contracts, what is one's own to do in them, and the timer that runs."""
    mine = TimeEntry.objects.running().filter(by=user).select_related("week__contract__project__listing")
    if running := mine.defer("week__contract__project__listing__search").first():
        yield _timer(running)
    yield Place("file", _("Your contracts"), reverse("projects:my_contracts"))
    yield Place("check", _("Your cards"), reverse("projects:my_cards"))


def _timer(running: TimeEntry) -> Place:
    contract = running.week.contract
    said = _("Your timer runs: %(title)s") % {"title": contract.title}
    url = reverse("projects:hours", args=[contract.pk])
    return Place("clock", said, url, since=running.starts_at, figure=weeks.hours(running.minutes), said=said)
