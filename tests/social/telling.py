"""Kinds that tests declare, and the clock and workers that deliver what was told."""

from datetime import datetime
from uuid import UUID

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit import outbox, timers
from projects.models import Project
from social import fan_out, kinds, notices
from social.audiences import Audience
from social.models import Notice
from tests import cast
from tests.projects import story


def declare() -> None:
    """One kind of each sort: told one by one, told together, and one that nobody can switch off."""
    kinds.declare("waved", family="work", icon="mail", label="Waves", sentence="%(actor)s waved.", button="Look")
    kinds.declare(
        "liked", family="people", icon="star", label="Likes", sentence="%(actor)s likes %(title)s.",
        together="%(actor)s like %(title)s.", button="Look", mail="now",
    )  # fmt: skip
    kinds.declare("hung", family="discovery", icon="frame", label="Works", sentence="New: %(title)s", button="Look")
    kinds.declare("alarmed", family="security", icon="lock", label="Alarms", sentence="Alarm.", button="Look")


def tell(user: User, kind: str = "waved", key: str | UUID = "1", **rest: object) -> None:
    """Tell one person."""
    notices.tell([user], kind, key=key, url=f"/{key}/", **rest)  # type: ignore[arg-type]


def likes(user: User, by: User, listing: Listing) -> None:
    """Somebody likes something of this person's."""
    tell(user, "liked", key=f"{by.pk}", actor=by.party, listing=listing)


def announce(listing: Listing, *to: Audience, actor: Party | None = None, by: User | None = None) -> None:
    """Something about the listing, for many."""
    notices.announce("hung", key="1", url="/1/", to=list(to), actor=actor, listing=listing, by=by)


def deliver() -> int:
    """What the workers do when they come by: the outbox, then the events for many; returns the notices written."""
    outbox.deliver()
    told = fan_out.run()
    outbox.deliver()
    return told


def run_clock(traveller: object, to: datetime) -> list[EmailMultiAlternatives]:
    """Let it be that moment, run the timers and send the mails; returns those that were sent now."""
    traveller.move_to(to)  # type: ignore[attr-defined]
    before = len(mail.outbox)
    timers.run_due()
    outbox.deliver()
    return mail.outbox[before:]  # type: ignore[return-value]


def of(user: User) -> list[Notice]:
    """What this person was told, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("created_at", "pk"))


def job(by: User) -> Project:
    """A job that everybody may read."""
    cast.topics()
    return story.posted(by)
