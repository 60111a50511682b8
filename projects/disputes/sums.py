"""The money of a dispute: what is at stake, how a sum is divided among its holds, what each would get."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import conversions, escrow, rates, rulesets
from payments.models import Business
from payments.rates import NoRate
from payments.splitting import split
from payments.terms import Terms
from projects.models import Dispute, DisputeItem

KIND = "dispute"  # of the rule


@dataclass(frozen=True)
class Division:
    """What a split gives each: gross = fee + tax + net goes to the freelancer, `back` to the client."""

    gross: Money
    fee: Money
    tax: Money
    net: Money
    back: Money


def small_up_to() -> Money:
    """Up to which sum staff decide on the file alone: a dated rule, in the reporting currency. Raises NoRule."""
    value = rulesets.in_force(KIND, clock.now().date()).value
    return from_minor(value["small_up_to_minor"], value["currency"])


def is_small(stake: Money) -> bool:
    """Whether that little is at stake, at today's rates; what has no rate is not small."""
    limit = small_up_to()
    code = limit.currency.code
    if stake.currency != limit.currency:
        try:
            rate = rates.latest().between(stake.currency.code, code).rate
        except NoRate:
            return False
        stake = conversions.convert(stake, code, rate)
    return stake <= limit


def open_items(dispute: Dispute) -> list[DisputeItem]:
    """What of it is not divided yet, by hold: the order of locks."""
    open_ones = dispute.items.filter(ended_at__isnull=True).select_related(
        "hold__payment", "hold__payee", "milestone", "week"
    )
    return list(open_ones.order_by("hold_id"))


def stake(dispute: Dispute, items: Sequence[DisputeItem] | None = None) -> Money:
    """What lies frozen for it now."""
    known = open_items(dispute) if items is None else items
    return sum((escrow.left_in(item.hold) for item in known), from_minor(0, dispute.currency))


def shares(to_freelancer: Money, items: Sequence[DisputeItem]) -> list[tuple[Money, Money]]:
    """How much of each hold is released and how much goes back: in proportion, to the last minor unit."""
    held = [escrow.left_in(item.hold) for item in items]
    if not any(one.amount for one in held):
        return [(one, one) for one in held]
    released = split(to_freelancer, [to_minor(one) for one in held])
    return [(share, one - share) for share, one in zip(released, held, strict=True)]


def division(dispute: Dispute, to_freelancer: Money, items: Sequence[DisputeItem]) -> Division:
    """What a split would give each if it were done now: the fee as escrow will keep it, hold by hold."""
    nothing = from_minor(0, dispute.currency)
    gross, fee, tax, net, back = nothing, nothing, nothing, nothing, nothing
    before: dict[UUID, Money] = {}
    for item, (released, returned) in zip(items, shares(to_freelancer, items), strict=True):
        payee = item.hold.payee_id
        earned = before.get(payee) or _earned_before(item)
        taken = Terms.from_json(item.hold.terms).take(released, earned_before=earned)
        before[payee] = earned + released
        gross, fee, tax, net = gross + taken.gross, fee + taken.fee, tax + taken.tax, net + taken.net
        back += returned
    return Division(gross, fee, tax, net, back)


def _earned_before(item: DisputeItem) -> Money:
    hold = item.hold
    known = Business.objects.filter(payer=hold.payer_id, payee=hold.payee_id, currency=hold.currency).first()
    return known.released if known else from_minor(0, hold.currency)
