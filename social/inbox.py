"""What a person does with the notices in their centre: put away, take back, put off until later, get back.

A notice stands for all that were told together with it, so an act on it is an act on all of them.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.kit import clock, timers
from marketplace.kit.refusals import Refused
from social import channels, rest
from social.channels import Told
from social.models import Notice

BACK = "notice_back"
A_WHILE = timedelta(hours=3)


class Until(TextChoices):
    """For how long a notice is put off."""

    LATER = "later", _("Later today")
    TOMORROW = "tomorrow", _("Tomorrow morning")
    NEXT_WEEK = "week", _("Next Monday")


@transaction.atomic
def archive(notice: Notice, *, by: User) -> bool:
    """Put it away, read; whether it was not there already."""
    now = clock.now()
    timers.cancel(BACK, notice.pk)
    _whole(notice, by).filter(read_at__isnull=True).update(read_at=now)
    return bool(_whole(notice, by).filter(archived_at__isnull=True).update(archived_at=now, snoozed_until=None))


@transaction.atomic
def restore(notice: Notice, *, by: User) -> bool:
    """Take it out of the archive, to where it stood; whether it was there."""
    return bool(_whole(notice, by).filter(archived_at__isnull=False).update(archived_at=None))


@transaction.atomic
def snooze(notice: Notice, until: str, *, by: User) -> datetime:
    """Put it off; returns when it comes back, unread and on top. Said again, the moment changes.

    Raises Refused for a moment that is not offered, and for a notice that was put away.
    """
    if until not in Until.values:
        raise Refused(_t("Choose until when."))
    at = back_at(until, rest.of(by))
    if not _whole(notice, by).filter(archived_at__isnull=True).update(snoozed_until=at):
        raise Refused(_t("This notice was put away. Take it back first."))
    timers.set(BACK, notice.pk, at, by=by)
    return at


@transaction.atomic
def wake(notice: Notice, *, by: User) -> bool:
    """Let it come back now; whether it was put off."""
    timers.cancel(BACK, notice.pk)
    return _bring_back(_whole(notice, by).filter(snoozed_until__isnull=False))


def back_at(until: str, peace: rest.Peace) -> datetime:
    """The moment: three hours from now, or seven in the morning of that day where the person is."""
    now = clock.now()
    if until == Until.LATER:
        return now + A_WHILE
    return peace.next_morning(now, weekday=rest.MONDAY if until == Until.NEXT_WEEK else None)


@timers.handles(BACK)
def come_back(key: str) -> None:
    """The moment has come, unless the person did something else with it meanwhile."""
    waiting = Notice.objects.filter(pk=key, archived_at__isnull=True, snoozed_until__lte=clock.now())
    user = waiting.values_list("user", flat=True).first()
    if user and _bring_back(waiting):
        channels.live([Told(UUID(key), user)])


def _bring_back(notices: "QuerySet[Notice]") -> bool:
    return bool(notices.update(snoozed_until=None, read_at=None, shown_at=clock.now()))


def _whole(notice: Notice, by: User) -> "QuerySet[Notice]":
    """The notice and what stands under it, if they are this person's."""
    return Notice.objects.visible_to(by).filter(Q(pk=notice.pk) | Q(under=notice.pk))
