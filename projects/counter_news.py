"""What the two sides of a proposal hear of their counter-offers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party, User
from marketplace.kit.money import to_minor
from projects.models import CounterOffer, Side
from social import kinds, notices

SENTENCES: dict[str, dict[str, Any]] = {
    "counter_made": {
        "label": _("Counter-offers"),
        "icon": "turn",
        "sentence": _("%(actor)s makes a counter-offer for %(title)s: %(price)s."),
        "button": _("See the difference"),
        "more": _("It stands for seven days. Accept it, answer with other terms, or decline it."),
    },
    "counter_declined": {
        "label": _("Your counter-offer is declined"),
        "icon": "close",
        "sentence": _("%(actor)s declined your counter-offer for %(title)s. The proposal stands as it was sent."),
        "button": _("Look at it"),
    },
    "counter_withdrawn": {
        "label": _("A counter-offer is taken back"),
        "icon": "turn",
        "sentence": _("%(actor)s took their counter-offer for %(title)s back. The proposal stands as it was sent."),
        "button": _("Look at it"),
        "is_mailed": False,
    },
    "counter_lapsed": {
        "label": _("A counter-offer runs out"),
        "icon": "clock",
        "sentence": _("A counter-offer for %(title)s ran out after seven days. The proposal stands as it was sent."),
        "button": _("Look at it"),
    },
    "counter_accepted": {
        "label": _("Your counter-offer is accepted"),
        "icon": "check-circle",
        "sentence": _("%(actor)s accepted your counter-offer for %(title)s: %(price)s."),
        "button": _("Read the contract"),
        "more": _("The contract says exactly that, and waits for both signatures. Nothing was charged."),
    },
    "counter_agreed": {
        "label": _("You accept a counter-offer"),
        "icon": "check-circle",
        "sentence": pgettext_lazy("notice", "You agreed with %(actor)s on %(price)s for %(title)s."),
        "button": _("Read the contract"),
        "more": _("The contract says exactly that, and waits for both signatures. Nothing was charged."),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def made(counter: CounterOffer, *, by: User) -> None:
    """Tell the side whose turn it is."""
    _tell(counter, "counter_made", Side(counter.side).other, by=by)


def ended(counter: CounterOffer, kind: str, *, to: list[Side], by: User | None) -> None:
    """Tell what became of it without an agreement."""
    for side in to:
        _tell(counter, kind, side, by=by)


def accepted(counter: CounterOffer, *, by: User) -> None:
    """Both are told, also the one who accepted: it is what they agreed."""
    contract = counter.proposal.contract.get_absolute_url()
    made_by = Side(counter.side)
    _tell(counter, "counter_accepted", made_by, by=by, url=contract)
    _tell(counter, "counter_agreed", made_by.other, by=None, url=contract)


def _tell(counter: CounterOffer, kind: str, side: Side, *, by: User | None, url: str = "") -> None:
    proposal = counter.proposal
    parties: dict[Side, Party] = {Side.CLIENT: proposal.project.client, Side.FREELANCER: proposal.freelancer}
    other = parties[side.other]
    notices.tell_party(
        parties[side],
        kind,
        key=f"{counter.pk}:{side}",
        url=url or proposal.get_absolute_url(),
        actor=other,
        listing=proposal.project.listing,
        but_not=by,
        price={"minor": to_minor(counter.price), "currency": counter.currency},
        **({"person": by.party.name} if by and other.is_company else {}),
    )
