"""What ends by itself when nobody answers: invitations and offers of ownership."""

from accounts import invitations, ownership
from marketplace.kit import timers


@timers.handles(invitations.EXPIRY)
def end_invitation(key: str) -> None:
    """A week went by without an answer."""
    invitations.expire(key)


@timers.handles(ownership.EXPIRY)
def end_offer(key: str) -> None:
    """A week went by without an answer."""
    ownership.expire(key)
