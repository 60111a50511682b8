"""A company and its people, as these tests begin: by our own acts, from states that a user can reach."""

from accounts import companies, invitations, ownership
from accounts.models import Company, Invitation, Membership, User


def founded(by: User, name: str = "Ridge Press") -> Company:
    """A company with one owner."""
    return companies.found(name, by=by, legal_form="Ltd", country="GB", tagline="Maps and field guides")


def invited(company: Company, by: User, email: str = "new@example.net", rank: str = "member") -> Invitation:
    """An invitation that waits for its answer."""
    return invitations.invite(company, email=email, rank=rank, by=by)


def joined(company: Company, user: User, rank: str = "member", *, by: User) -> Membership:
    """Somebody who was invited and accepted."""
    return invitations.accept(invited(company, by, user.email, rank), by=user)


def owned_too(company: Company, user: User, *, by: User) -> Membership:
    """A second owner beside the first."""
    held = joined(company, user, by=by)
    ownership.accept(ownership.offer(company, held.pk, stays=True, by=by), by=user)
    held.refresh_from_db()
    return held
