"""Telling people what happened: on the page, by mail and at once.

    notices.tell_party(proposal.project.client, "proposal_received", key=proposal.pk, url=…, actor=…, listing=…)

Called inside an act: the notice is a row of the act's own transaction, and so is the mail's place in the outbox. What
happened and that it is told are one commit. The open pages of the person hear of it when the act has committed.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit import clock, outbox
from social import kinds, live
from social.models import Notice

MAIL = "notice_mail"


def tell(
    users: Iterable[User],
    kind: str,
    *,
    key: UUID | str,
    url: str,
    actor: Party | None = None,
    listing: Listing | None = None,
    **facts: Any,
) -> None:
    """Tell each of these people once, however often it is said. Raises kinds.UnknownKind.

    key: names the event among those of its kind. facts: what the kind's sentence names besides actor and title.
    """
    is_mailed = kinds.known(kind).is_mailed
    told = [
        Notice(user=user, kind=kind, key=str(key), url=url, actor=actor, listing=listing, facts=facts)
        for user in users
        if user.is_active
    ]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    if is_mailed and told:
        outbox.put_many(MAIL, {f"{kind}:{key}:{notice.user_id}": {"notice": str(notice.pk)} for notice in told})
    transaction.on_commit(lambda: live.push(told), robust=True)


def tell_party(party: Party, kind: str, *, key: UUID | str, url: str, but_not: User | None = None, **rest: Any) -> None:
    """Tell whoever acts for the party: the person, or a company's owners and managers. but_not: who did it."""
    tell([user for user in people_behind(party) if user != but_not], kind, key=key, url=url, **rest)


def people_behind(party: Party) -> list[User]:
    """Who acts for a party. Empty for one of a public record: nobody signs in to it."""
    if not party.is_company:
        return [party.user] if party.user else []
    ranks = ["owner", "manager"]
    return list(User.objects.filter(memberships__company__party=party, memberships__rank__in=ranks).distinct())


def mark_read(user: User, *, notice: UUID | None = None, url: str = "", up_to: UUID | None = None) -> int:
    """Mark one notice as read, all about one page, or all up to and with one; returns how many were unread.

    url: of the page that the person is looking at. up_to: the newest on it, so that a later one stays unread.
    """
    unread = Notice.objects.visible_to(user).unread()
    if notice:
        unread = unread.filter(pk=notice)
    if url:
        unread = unread.filter(url=url)
    if up_to:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=clock.now())


def label_of(unread: int) -> str:
    """What a screen reader says of the bell."""
    if not unread:
        return _("Notices")
    return ngettext("Notices, %(n)d unread", "Notices, %(n)d unread", unread) % {"n": unread}


def count_unread(user: User) -> int:
    """The figure beside the bell."""
    return Notice.objects.visible_to(user).unread().count()
