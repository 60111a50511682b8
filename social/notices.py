"""Telling people what happened: on the page, by mail and as a push, each as the person wants it.

    notices.tell_party(proposal.project.client, "proposal_received", key=proposal.pk, url=…, actor=…, listing=…)
    notices.announce("work_published", key=work.pk, url=…, to=[audiences.followers(maker)], actor=maker, listing=…)

`tell` is for the few whom an act concerns by name: their notices are rows of the act's own transaction. `announce` is
for everybody who wants to hear of it: the act writes one row, and a worker finds the people (social.fan_out). Either
way what happened and that it is told are one commit.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit import clock, outbox
from social import behind, kinds, writing
from social.audiences import Audience
from social.families import Family
from social.models import Notice
from social.writing import Event

FAN_OUT = "notice_fan_out"


def tell(
    users: Iterable[User],
    kind: str,
    *,
    key: UUID | str,
    url: str,
    actor: Party | None = None,
    listing: Listing | None = None,
    party: Party | None = None,
    reason: str = "",
    **facts: Any,
) -> None:
    """Tell each of these people once, however often it is said. Raises kinds.UnknownKind.

    key: names the event among those of its kind. party: for whom they are told, where they act for a company. reason:
    why (Notice.Reason); that it is their own, or their account, if not given. facts: what the kind's sentence names
    besides actor and title.
    """
    known = kinds.known(kind)
    reason = reason or (Notice.Reason.ACCOUNT if known.family == Family.SECURITY else Notice.Reason.OWN)
    event = Event(
        kind=known, key=str(key), url=url, reason=reason, actor=actor, party=party, listing=listing, facts=facts
    )
    writing.write(event, {user.pk for user in users if user.is_active})


def tell_party(party: Party, kind: str, *, key: UUID | str, url: str, but_not: User | None = None, **rest: Any) -> None:
    """Tell whoever acts for the party: the person, or a company's owners and managers. but_not: who did it."""
    if party.is_company:
        rest = {"reason": Notice.Reason.COMPANY, **rest, "party": party}
    tell([user for user in people_behind(party) if user != but_not], kind, key=key, url=url, **rest)


def announce(
    kind: str,
    *,
    key: UUID | str,
    url: str,
    to: list[Audience],
    actor: Party | None = None,
    listing: Listing | None = None,
    by: User | None = None,
    **facts: Any,
) -> None:
    """Tell everybody in these audiences once, in the background. One row now, however many they are.

    Who belongs to more than one is told for the first one's reason. by: who did it, and is not told.
    Raises kinds.UnknownKind. An event of this kind and key that was announced before is not announced again.
    """
    outbox.put(
        FAN_OUT,
        f"{kinds.known(kind).name}:{key}",
        of_kind=kind,
        event=str(key),
        url=url,
        to=to,
        actor=actor and str(actor.pk),
        listing=listing and str(listing.pk),
        but_not=by and str(by.pk),
        facts=facts,
    )


def people_behind(party: Party) -> list[User]:
    """Who acts for a party. Empty for one of a public record: nobody signs in to it."""
    return list(behind.people(party))


def mark_read(user: User, *, notice: UUID | None = None, url: str = "", up_to: UUID | None = None) -> int:
    """Mark one notice as read, all about one page, or all up to and with one; returns how many were unread.

    url: of the page that the person is looking at; one that stands for several stays unread. up_to: the newest on the
    page, so that a later one stays unread.
    """
    mine = Notice.objects.visible_to(user).filter(read_at__isnull=True)
    chosen = mine.unread()
    if notice:
        chosen = mine.filter(pk=notice)
    if url:
        chosen = mine.filter(url=url).exclude(others__read_at__isnull=True, others__isnull=False)
    if up_to:
        chosen = chosen.filter(_not_newer_than(user, up_to))
    return chosen.update(read_at=clock.now())


def _not_newer_than(user: User, pk: UUID) -> Q:
    at = Notice.objects.visible_to(user).filter(pk=pk).values("shown_at")[:1]
    return Q(shown_at__lt=at) | Q(shown_at=at, pk__lte=pk)


def label_of(unread: int) -> str:
    """What a screen reader says of the bell."""
    if not unread:
        return _("Notices")
    return ngettext("Notices, %(n)d unread", "Notices, %(n)d unread", unread) % {"n": unread}


def count_unread(user: User) -> int:
    """The figure beside the bell."""
    return Notice.objects.visible_to(user).unread().count()
