"""The ways on which a written notice goes out: to open pages, as a mail, as a push. One function each.

All are called in the transaction that wrote the notices. What leaves the house goes through the outbox, and what open
pages are told goes out after the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from marketplace.kit import outbox, timers
from social import live as sockets
from social.models import Notice
from social.push import sending

MAIL = "notice_mail"  # the outbox: one mail
ROUND = "notice_mail_round"  # the timer: whatever is due to one person at one moment


@dataclass(frozen=True)
class Told:
    """A notice that was written, and for whom."""

    pk: UUID
    user_id: UUID


def live(told: Sequence[Told]) -> None:
    """Show them on the pages that these people have open, once the act has committed."""
    if told:
        transaction.on_commit(lambda: sockets.push(told), robust=True)


def mail(told: Sequence[Told]) -> None:
    """Mail each of them at once."""
    if told:
        outbox.put_many(MAIL, {str(one.pk): {"notices": [str(one.pk)]} for one in told})


def mail_later(moments: dict[UUID, datetime]) -> None:
    """Mail each of these people, when their moment has come, whatever is due to them then. See social.digest."""
    if moments:
        timers.ensure(ROUND, {f"{user}:{at:%Y%m%dT%H%M%S}": at for user, at in moments.items()})


def push(told: Sequence[Told]) -> None:
    """Show each of them on this person's devices, outside their quiet hours."""
    if told:
        sending.put([Notice(pk=one.pk, user_id=one.user_id) for one in told])
