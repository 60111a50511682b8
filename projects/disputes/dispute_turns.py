"""Whose move it is in a dispute, as the panel of its contract shows it (projects.turns)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.money import format_money
from payments.ports import Clock
from projects.disputes import dispute_news
from projects.models import ArbitrationFee, Contract, Dispute, DisputeOffer, Milestone, Role, Side, Stage
from projects.turn import Act, Dial, Turn


def of(dispute: Dispute, offers: list[DisputeOffer]) -> Iterator[Turn]:
    """One turn for each side that has something to do, or for both what they wait for. offers: those that are open."""
    if dispute.is_live:
        yield from _TURNS[dispute.stage](dispute, {offer.made_by: offer for offer in offers if offer.is_open})


def of_contract(contract: Contract) -> Iterator[Turn]:
    """What the open disputes of a contract wait for. Nothing is asked where there can be none: one about hours leaves
    the contract as it is."""
    if contract.status != Contract.Status.DISPUTED and not contract.is_hourly:
        return
    for dispute in contract.disputes.live().prefetch_related("offers").order_by("opened_at"):
        dispute.contract = contract
        yield from map(_led_to(dispute), of(dispute, offers_of(dispute)))


def of_milestone(milestone: Milestone, seat: Side) -> Turn | None:
    """The same for the page of one milestone; None for one that is not in dispute."""
    item = milestone.dispute_items.filter(ended_at__isnull=True).select_related("dispute").first()
    if item is None:
        return None
    dispute = item.dispute
    dispute.contract = milestone.contract
    turns = [_led_to(dispute)(turn) for turn in of(dispute, offers_of(dispute))]
    return next((turn for turn in turns if turn.who == seat), next(iter(turns), None))


def clock_of(dispute: Dispute) -> Clock | None:
    """The same for pages of the money floor, which show a hold; None once it is over."""
    if dispute.due_at is None:
        return None
    name = dispute.contract.party(dispute.answering).name
    if dispute.status == Dispute.Status.OPEN:
        return Clock(name, _("must answer the dispute"), dispute.due_at, _("it goes as the other side asks"))
    return Clock(_("The dispute"), _("is at its next step"), dispute.due_at, _("it goes on by itself"))


def offers_of(dispute: Dispute) -> list[DisputeOffer]:
    """Every offer in it, the newest first."""
    offers = list(dispute.offers.all())
    for offer in offers:
        offer.dispute = dispute
    return offers


def _led_to(dispute: Dispute) -> Callable[[Turn], Turn]:
    """On other pages the first button leads to the dispute's own, where everything can be read before it is done."""
    look = Act(_("Open the dispute"), dispute.get_absolute_url(), "strong")
    return lambda turn: replace(turn, acts=(look,))


def _answer(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    asked = offers[dispute.opened_by]
    name = dispute.contract.party(dispute.opened_by).name
    yield Turn(
        who=dispute.answering,
        title=_("answer the dispute"),
        text=_("%(name)s asks for this: %(division)s. Say how you see it, or agree.")
        % {"name": name, "division": in_words(asked)},
        dial=_dial(dispute, _("Done as %(name)s asks") % {"name": name}),
        acts=(
            Act(_("Answer"), _at("answer_dispute", dispute), "main"),
            Act(_("Agree to it"), reverse("projects:accept_offer", args=[asked.pk])),
        ),
    )


def _talk(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    for side in Side:
        theirs = offers.get(side.other)
        text = _("Offer a split, or accept that of the other side: it is done at once.")
        if theirs:
            name = dispute.contract.party(side.other).name
            text = _("%(name)s would settle for this: %(division)s.") % {"name": name, "division": in_words(theirs)}
        yield Turn(
            who=side,
            title=_("Settle it between the two of you"),
            is_heading=True,
            text=text,
            dial=_dial(dispute, _("A mediator comes") if not dispute.is_small else _("Our staff decide")),
            acts=(*_agree(theirs), _offer(dispute), _call(dispute)),
        )


def _evidence(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    waiting = set(dispute_news.waited_for(dispute))
    for side in Side:
        is_done = side not in waiting
        text = _("A mediator looks at what stands here. Add what is missing, and say when that is all.")
        yield Turn(
            who=side,
            title=_("You have shown everything") if is_done else _("Show everything"),
            is_heading=True,
            text=_("The mediator waits for the other side.") if is_done else text,
            dial=_dial(dispute, _("Evidence closes")),
            acts=_offer_only(dispute, offers, side) if is_done else _show(dispute, offers, side),
        )


def _proposal(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    yield from _staff(dispute, offers, _("A mediator proposes a split"), _("Proposed by"))


def _decision(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    yield from _staff(dispute, offers, _("Our staff decide, for both of you"), _("Decided by"))


def _answers(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    offer = offers[Role.MEDIATOR]
    for side in dispute_news.waited_for(dispute):
        yield Turn(
            who=side,
            title=_("say yes or no to the proposal"),
            text=_("The mediator proposes: %(division)s. If both say yes it is done at once.")
            % {"division": in_words(offer)},
            dial=_dial(dispute, _("Counts as a no")),
            acts=(
                Act(_("Accept it"), reverse("projects:accept_offer", args=[offer.pk]), "main"),
                Act(_("Refuse it"), reverse("projects:decline_offer", args=[offer.pk])),
            ),
        )


def _fees(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    for fee in dispute.fees.filter(status=ArbitrationFee.Status.OPEN):
        text = _("%(name)s, the arbiter of your contract, takes the case once both have paid half of the fee.")
        yield Turn(
            who=Side(fee.side),
            title=_("pay half of the arbiter’s fee"),
            text=text % {"name": dispute.arbiter.party.name if dispute.arbiter else ""},
            note=_("If either half is missing then, the other comes back and our staff decide."),
            dial=_dial(dispute, _("Asked for")),
            acts=(
                Act(
                    _("Pay %(half)s") % {"half": format_money(fee.amount)},
                    reverse("projects:pay_arbitration_fee", args=[fee.pk]), "main", is_posted=True,
                ),
                *_offer_only(dispute, offers, Side(fee.side)),
            ),
        )  # fmt: skip


def _award(dispute: Dispute, offers: dict[str, DisputeOffer]) -> Iterator[Turn]:
    name = dispute.arbiter.party.name if dispute.arbiter else ""
    for side in Side:
        yield Turn(
            who=side,
            title=_("%(name)s decides, for both of you") % {"name": name},
            is_heading=True,
            text=_("Until then you can still settle it between the two of you; the fee stays the arbiter’s."),
            dial=_dial(dispute, _("Our staff decide instead")),
            acts=_offer_only(dispute, offers, side),
        )


def in_words(offer: DisputeOffer) -> str:
    """A split as people say it: "€200.00 to Cleo Marsh, €50.00 back to Ada Brandt"."""
    contract = offer.dispute.contract
    facts = {
        "sum": format_money(offer.to_freelancer),
        "freelancer": contract.freelancer.name,
        "rest": format_money(offer.to_client),
        "client": contract.client.name,
    }
    if not offer.to_freelancer.amount:
        return _("all of %(rest)s back to %(client)s") % facts
    if not offer.to_client.amount:
        return _("all of %(sum)s to %(freelancer)s") % facts
    return _("%(sum)s to %(freelancer)s, %(rest)s back to %(client)s") % facts


def _staff(dispute: Dispute, offers: dict[str, DisputeOffer], title: str, line: str) -> Iterator[Turn]:
    late = _("We are late with it. It stands first on our desk, and the money stays frozen.")
    for side in Side:
        yield Turn(
            who=side,
            title=title,
            is_heading=True,
            text=late if dispute.is_late else _("Until then you can still settle it between the two of you."),
            dial=None if dispute.is_late else _dial(dispute, line),
            acts=_offer_only(dispute, offers, side),
        )


def _show(dispute: Dispute, offers: dict[str, DisputeOffer], side: Side) -> tuple[Act, ...]:
    return (
        Act(_("Add evidence"), _at("state_in_dispute", dispute), "main"),
        Act(_("I have shown everything"), _at("all_is_shown", dispute), is_posted=True),
        *_agree(offers.get(side.other)),
    )


def _offer_only(dispute: Dispute, offers: dict[str, DisputeOffer], side: Side) -> tuple[Act, ...]:
    return (*_agree(offers.get(side.other)), _offer(dispute))


def _agree(offer: DisputeOffer | None) -> tuple[Act, ...]:
    return (Act(_("Accept their offer"), reverse("projects:accept_offer", args=[offer.pk]), "main"),) if offer else ()


def _offer(dispute: Dispute) -> Act:
    return Act(_("Offer a split"), _at("offer_in_dispute", dispute))


def _call(dispute: Dispute) -> Act:
    label = _("Let our staff decide") if dispute.is_small else _("Call a mediator")
    return Act(label, _at("call_mediator", dispute), "quiet")


def _dial(dispute: Dispute, line: str) -> Dial | None:
    if dispute.due_at is None:
        return None
    steps = [
        dispute.opened_at, dispute.answered_at, dispute.mediation_at, dispute.evidence_closed_at,
        dispute.arbitration_at, dispute.taken_at, dispute.for_decision_at,
    ]  # fmt: skip
    begun = max(at for at in steps if at)
    return Dial(line, dispute.due_at, min(begun, clock.now()))


def _at(name: str, dispute: Dispute) -> str:
    return reverse(f"projects:{name}", args=[dispute.pk])


_TURNS = {
    Stage.ANSWER: _answer,
    Stage.TALK: _talk,
    Stage.EVIDENCE: _evidence,
    Stage.PROPOSAL: _proposal,
    Stage.ANSWERS: _answers,
    Stage.DECISION: _decision,
    Stage.FEES: _fees,
    Stage.AWARD: _award,
}
