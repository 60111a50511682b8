"""What the people of a company are told about it, and in which words. Told through the port `telling`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import ports, rights
from accounts.models import Company, Invitation, Membership, OwnershipOffer, User
from accounts.rights import Right
from marketplace.kit import clock

SENTENCES: dict[str, dict[str, Any]] = {
    "company_invitation": {
        "label": _("You are invited to a company"),
        "icon": "mail",
        "sentence": _("%(actor)s invites you to join %(company)s."),
        "button": _("Answer"),
        "is_mailed": False,  # the invitation is a mail already
    },
    "company_joined": {
        "label": _("Somebody joins your company"),
        "icon": "person",
        "sentence": _("%(actor)s joined %(company)s."),
        "button": _("See its people"),
    },
    "company_invitation_declined": {
        "label": _("An invitation of yours is declined"),
        "icon": "close",
        "sentence": _("The invitation of %(company)s to %(address)s was declined."),
        "button": _("See the invitations"),
        "is_mailed": False,
    },
    "company_rank_manager": {
        "label": _("You become a manager"),
        "mail": "now",
        "icon": "person",
        "sentence": _("%(actor)s made you a manager of %(company)s. You may act for it."),
        "button": _("Look at it"),
    },
    "company_rank_member": {
        "label": _("You become a member"),
        "mail": "now",
        "icon": "person",
        "sentence": _("%(actor)s made you a member of %(company)s. You see and write, and no longer act for it."),
        "button": _("Look at it"),
    },
    "company_removed": {
        "label": _("You are removed from a company"),
        "mail": "now",
        "icon": "leave",
        "sentence": _("%(actor)s removed you from %(company)s. You can no longer act for it."),
        "button": _("Your companies"),
    },
    "company_left": {
        "label": _("Somebody leaves your company"),
        "icon": "leave",
        "sentence": _("%(actor)s left %(company)s."),
        "button": _("See its people"),
    },
    "company_offered": {
        "label": _("You are offered a company"),
        "mail": "now",
        "icon": "person",
        "sentence": _("%(actor)s offers you the ownership of %(company)s."),
        "button": _("Answer"),
    },
    "company_offer_declined": {
        "label": _("Your offer of a company is declined"),
        "icon": "close",
        "sentence": _("%(actor)s does not want to own %(company)s."),
        "button": _("Look at it"),
    },
    "company_changed_hands": {
        "label": _("Your company changes hands"),
        "mail": "now",
        "icon": "check-circle",
        "sentence": _("%(actor)s accepted and owns %(company)s now."),
        "button": _("See its people"),
    },
    "company_dissolved": {
        "label": _("Your company is dissolved"),
        "mail": "now",
        "icon": "close",
        "sentence": _("%(actor)s dissolved %(company)s."),
        "button": _("Your companies"),
    },
}


def declare() -> None:
    """Let the notices of this floor's companies exist."""
    for name, words in SENTENCES.items():
        ports.telling.declare(name, family="people", **words)


def invited(invitation: Invitation, user: User) -> None:
    """Told to whoever has proved to own the address. From the mail's deliverer, never from the page of the inviter."""
    by = invitation.invited_by
    if by:
        _tell([user], "company_invitation", invitation.company, key=f"{invitation.pk}:{invitation.sent}", by=by, to=OWN)


def joined(held: Membership) -> None:
    _tell(_runners(held.company, held.user), "company_joined", held.company, key=held.pk, by=held.user, to=PEOPLE)


def invitation_declined(invitation: Invitation) -> None:
    if invitation.invited_by:
        ports.telling.tell(
            [invitation.invited_by],
            "company_invitation_declined",
            key=invitation.pk,
            url=_address("accounts:company_invitations", invitation.company),
            company=invitation.company.party.name,
            address=invitation.email,
        )


def rank_changed(held: Membership, *, by: User) -> None:
    key = f"{held.pk}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}"  # each change is told, also one back and forth
    _tell([held.user], f"company_rank_{held.rank}", held.company, key=key, by=by, to=PEOPLE)


def removed(held: Membership, *, by: User) -> None:
    _tell([held.user], "company_removed", held.company, key=held.pk, by=by, to=OWN)


def left(held: Membership) -> None:
    _tell(_runners(held.company, held.user), "company_left", held.company, key=held.pk, by=held.user, to=PEOPLE)


def ownership_offered(offer: OwnershipOffer) -> None:
    _tell([offer.to], "company_offered", offer.company, key=offer.pk, by=offer.offered_by, to=OWN)


def ownership_declined(offer: OwnershipOffer) -> None:
    _tell([offer.offered_by], "company_offer_declined", offer.company, key=offer.pk, by=offer.to, to=PEOPLE)


def changed_hands(offer: OwnershipOffer) -> None:
    everybody = User.objects.filter(memberships__company=offer.company).exclude(pk=offer.to_id)
    _tell(everybody, "company_changed_hands", offer.company, key=offer.pk, by=offer.to, to=PEOPLE)


def dissolved(company: Company, people: list[User], *, by: User) -> None:
    others = [person for person in people if person != by]
    _tell(others, "company_dissolved", company, key=company.pk, by=by, to=OWN)


OWN = "accounts:companies"  # one's own companies and what waits for one's answer
PEOPLE = "accounts:company_members"


def _tell(users: Any, kind: str, company: Company, *, key: object, by: User, to: str) -> None:
    address = reverse(OWN) if to == OWN else _address(to, company)
    ports.telling.tell(users, kind, key=str(key), url=address, actor=by.party, company=company.party.name)


def _address(name: str, company: Company) -> str:
    return reverse(name, args=[company.party.slug])


def _runners(company: Company, but_not: User) -> list[User]:
    """Who looks after the company's people."""
    ranks = rights.ranks_with(Right.INVITE)
    found = User.objects.filter(memberships__company=company, memberships__rank__in=ranks)
    return list(found.exclude(pk=but_not.pk).distinct())
