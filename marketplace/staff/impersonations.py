"""Seeing the site as somebody else: for a reason, for a quarter of an hour, reading only, and they are told.

Every page that is opened meanwhile is a line of the audit under both names. See `middleware` for what stays shut.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import audit, clock, timers
from marketplace.kit.desk import Act
from marketplace.staff.models import Impersonation
from social import kinds, notices
from social.families import Family

LASTS = timedelta(minutes=15)
END = "impersonation_end"
ACT = Act(
    "see_as", gettext_lazy("See the site as they do"), page="staff:see_as",
    when=lambda user: user.is_active and not user.is_staff,
)  # fmt: skip
RIGHT = ACT.right(User)


@transaction.atomic
def start(person: User, *, by: User, why: str) -> Impersonation:
    """See the site as this person from now on. One that still runs ends.

    Raises NotAllowed without the right, Refused for staff, oneself and closed accounts.
    """
    if not by.has_perm(RIGHT):
        raise NotAllowed(_("Only moderators can do this."))
    if person.pk == by.pk or person.is_staff or person.is_superuser:
        raise Refused(_("Nobody sees the site as a member of staff."))
    if not person.is_active or not hasattr(person, "party"):
        raise Refused(_("This account cannot be signed in to."))
    for running in Impersonation.objects.running().filter(staff=by):
        end(running)
    now = clock.now()
    seeing = Impersonation.objects.create(staff=by, person=person, reason=why, started_at=now, ends_at=now + LASTS)
    timers.set(END, seeing.pk, seeing.ends_at)
    audit.append("see_as", by=by.pk, subject=audit.subject_of(person), data={"reason": why})
    return seeing


@transaction.atomic
def end(seeing: Impersonation) -> None:
    """Be oneself again; the person is told. Twice changes nothing."""
    ended = Impersonation.objects.filter(pk=seeing.pk, ended_at__isnull=True).update(ended_at=clock.now())
    if not ended:
        return
    timers.cancel(END, seeing.pk)
    notices.tell(
        [seeing.person], "seen_as", key=seeing.pk, url=reverse("social:notices"), staff=_name(seeing.staff),
        reason_given=seeing.reason,
    )  # fmt: skip
    audit.append("see_as_ended", by=seeing.staff_id, subject=audit.subject_of(seeing.person))


def running(pk: str, *, staff: User) -> Impersonation | None:
    """The one that the session names, while it runs and while its member of staff may do it."""
    try:
        key = UUID(pk)
    except (TypeError, ValueError):
        return None
    found = Impersonation.objects.running().select_related("person__party", "staff__party").filter(pk=key, staff=staff)
    seeing = found.first()
    may = seeing and staff.has_perm(RIGHT) and seeing.person.is_active and not seeing.person.is_staff
    return seeing if may else None


@timers.handles(END)
def run_out(key: str) -> None:
    """The quarter of an hour is over."""
    seeing = Impersonation.objects.select_related("person", "staff").filter(pk=UUID(key)).first()
    if seeing:
        end(seeing)


def declare() -> None:
    """Let the notice afterwards exist. It cannot be switched off."""
    kinds.declare(
        "seen_as", family=Family.SECURITY, icon="eye", label=gettext_lazy("Staff saw the site as you"),
        sentence=gettext_lazy("%(staff)s of our staff looked at the site as you see it. The reason: %(reason_given)s"),
        button=gettext_lazy("Your notices"),
        more=gettext_lazy("They could read what you can read, but change nothing, and your settings stayed shut."),
    )  # fmt: skip


def _name(staff: User) -> str:
    return staff.party.name if hasattr(staff, "party") else str(_("Somebody"))
