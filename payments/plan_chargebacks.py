"""A card network takes back what was paid for a plan. The rule is decision 084.

    plan_chargebacks.settle(bill.pk, told)          # told: what the gateway says of it now

At the first news the plan rests: no effects, nothing more is collected. Lost, it ends; won, it goes on. The money is
taken where the bill brought it: from the income of plans and from the tax on it, and it comes back there.
"""

from collections.abc import Sequence
from uuid import UUID

from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, conversions, disputed, ledger, plan_fees, resting, retries, splitting, tidings
from payments.chart import AccountName
from payments.gateways.payees import CashMoved, DisputeTold, Outcome
from payments.gateways.port import Disagrees, Unclear
from payments.ledger import Posting
from payments.models import BillChargeback, PaidPlan, PlanBill

Status = BillChargeback.Status


@retries.atomic
def settle(bill_pk: UUID, told: DisputeTold) -> BillChargeback:
    """Do what follows from what the gateway says about a chargeback of a bill. Twice changes nothing.

    Locks the plan. Raises Disagrees where more than was paid, or another currency, is taken back, and Unclear while it
    is not known what the gateway made of the payment.
    """
    plan = PaidPlan.objects.select_related("party").locked().get(bills=bill_pk)
    bill = PlanBill.objects.select_related("rate").get(pk=bill_pk)
    if bill.intent and not bill.fee_reference:
        raise Unclear("it is not known yet what the gateway made of this payment")
    chargeback = _noted(bill, plan, told)
    if chargeback.status == Status.OPEN:
        resting.rest(plan)
    _move(chargeback, bill, told.moves)
    if chargeback.status == Status.OPEN and told.outcome is not Outcome.OPEN:
        _close(chargeback, plan, is_won=told.outcome is Outcome.WON)
    if chargeback.is_final:
        tidings.charged_back.tell(chargeback)
    return chargeback


def _noted(bill: PlanBill, plan: PaidPlan, told: DisputeTold) -> BillChargeback:
    if told.amount.currency != bill.amount.currency or told.amount > bill.amount:
        raise Disagrees(f"{told.amount} is taken back of a bill of {bill.amount}")
    row = BillChargeback(bill=bill, reason=told.reason[:60], answer_by=told.answer_by)
    row.amount = told.amount
    defaults = {name: getattr(row, name) for name in ("bill", "reason", "answer_by", "amount_minor", "currency")}
    chargeback, is_new = BillChargeback.objects.get_or_create(
        gateway=plan.gateway, reference=told.reference, defaults=defaults
    )
    if not is_new and told.answer_by != chargeback.answer_by:
        chargeback.answer_by = told.answer_by
        chargeback.save(update_fields=["answer_by"])
    return chargeback


def _move(chargeback: BillChargeback, bill: PlanBill, moves: Sequence[CashMoved]) -> None:
    """The books follow the cash, each way once."""
    taken = [move for move in moves if move.taken.amount > 0]
    if taken and not chargeback.withdrawn_at:
        chargeback.withdrawn_at = clock.now()
        chargeback.fee_minor = disputed.gone(chargeback, taken)
        _recover(chargeback, bill, taken)
        chargeback.save(update_fields=["withdrawn_at", "fee_minor"])
    back = [move for move in moves if move.taken.amount < 0]
    if back and not chargeback.reinstated_at:
        chargeback.reinstated_at = clock.now()
        disputed.back(chargeback, back)
        _give_back(chargeback, taken, back)
        chargeback.save(update_fields=["reinstated_at"])


def _recover(chargeback: BillChargeback, bill: PlanBill, moves: Sequence[CashMoved]) -> None:
    """Out of the income and the tax in the share that is disputed; what is not there any more the site bears."""
    net, tax = (_share(whole, chargeback, bill) for whole in plan_fees.income(bill))
    pieces = [*_out_of(chart.PLANS, net), *_out_of(chart.TAX, tax)]
    if net.currency == chargeback.amount.currency:
        postings = [Posting(source, chart.DISPUTES, amount) for source, amount in pieces]
    else:
        result = conversions.gained(net + tax - _sum(moves, net.currency.code))
        postings = [Posting(source, chart.FX, amount) for source, amount in pieces]
        postings += [Posting(chart.FX, chart.DISPUTES, chargeback.amount), *result]
    ledger.post("chargeback_recovered", postings, ref=_ref(chargeback))


def _give_back(chargeback: BillChargeback, taken: Sequence[CashMoved], back: Sequence[CashMoved]) -> None:
    """Undo it by the reversing entry. Where the cash came back at another rate, the site has gained or lost by that."""
    entry = ledger.find(_ref(chargeback))
    if entry is None:
        return
    ledger.reverse(entry, ref=f"{_ref(chargeback)}:given_back")
    code = back[0].taken.currency.code
    gained = -_sum(back, code) - _sum(taken, code)
    if code != chargeback.currency and gained.amount:
        ledger.post("exchange_result", conversions.gained(gained), ref=f"{_ref(chargeback)}:result")


def _close(chargeback: BillChargeback, plan: PaidPlan, *, is_won: bool) -> None:
    chargeback.closed_at = clock.now()
    chargeback.move_to(Status.WON if is_won else Status.LOST, saving=["closed_at"])
    if not is_won:
        resting.end(plan)
    elif not resting.is_disputed(plan):
        resting.go_on(plan)


def _share(whole: Money, chargeback: BillChargeback, bill: PlanBill) -> Money:
    """The piece of it that belongs to what is disputed, after the pieces of other chargebacks of the same bill."""
    others = bill.chargebacks.filter(withdrawn_at__isnull=False, reinstated_at__isnull=True).exclude(pk=chargeback.pk)
    start = sum(others.values_list("amount_minor", flat=True))
    end = min(start + chargeback.amount_minor, bill.amount_minor)
    return splitting.portion(whole, of=bill.amount_minor, start=start, end=end)


def _out_of(account: AccountName, wanted: Money) -> list[tuple[AccountName, Money]]:
    """As much of it as is there; the rest is the site's own loss."""
    there = max(ledger.balance(account, wanted.currency.code), Money(0, wanted.currency))
    here = min(there, wanted)
    return [(account, here), (chart.LOSSES, wanted - here)]


def _sum(moves: Sequence[CashMoved], code: str) -> Money:
    return from_minor(sum(to_minor(move.taken) for move in moves if move.taken.currency.code == code), code)


def _ref(chargeback: BillChargeback) -> str:
    return f"chargeback:{chargeback.pk}:recovered"
