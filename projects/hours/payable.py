"""How hours are paid ahead: what a deposit costs now, and what becomes of it. Plugged into `payments.ports`."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Quote
from payments.terms import Terms
from projects import closing, deals
from projects.disputes import dispute_turns
from projects.disputes import ends as dispute_ends
from projects.hours import deposits, hours_news, hours_turns, weeks, work_weeks
from projects.models import Contract, Deposit, Dispute, WeekPart

KIND = "hours"


class Hours:
    """A deposit for hours: it is paid before they are worked, and each week takes from it what it cost."""

    kind = KIND
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the deal, before its hold is held."""
        if contract := Deposit.objects.filter(pk=pk).values_list("contract", flat=True).first():
            deals.locked(contract)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """What is missing in escrow now. Raises NotAllowed for all but the client, Refused where nothing is."""
        contract = Contract.objects.with_sides().get(deposits=pk)
        if not Party.objects.acted_for_by(by).filter(pk=contract.client_id).exists():
            raise NotAllowed(_("Only the client can pay into this contract."))
        standing = deposits.standing_of(contract)
        if not standing.missing.amount:
            raise Refused(_("Nothing is missing in escrow for the hours of this contract."))
        return _quote(contract, pk, standing)

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is in escrow; weeks that wait for money are paid out of it. What came too late goes back at once."""
        self.lock(pk)
        if hold is None:
            raise ValueError("Hours are paid into a hold.")
        deposit = Deposit.objects.select_related("contract").locked().get(pk=pk)
        contract = deals.locked(deposit.contract_id)
        deposit.hold, deposit.updated_at = hold, clock.now()
        deposit.save(update_fields=["hold", "updated_at"])
        work_weeks.pay_what_waits(contract)
        if not contract.is_live:
            deposits.send_back(contract, by=None, why=_("The contract had ended while it was being paid."))
            return
        deals.stir(contract)
        hours_news.funded(deposit)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """The freelancer is told that the week is not secured; the payer hears of it from the money floor."""
        deposit = Deposit.objects.select_related("contract").get(pk=pk)
        deposit.declined_at = clock.now()
        deposit.save(update_fields=["declined_at"])
        if payment.off_session:
            hours_news.not_funded(deposit)

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """For which week it left is written by the act that knows (`deposits.pay`)."""

    def ended(self, hold: Hold) -> None:
        """All of it has been paid out, or went back."""
        if found := Contract.objects.filter(deposits__hold=hold).first():
            contract = deals.locked(found)
            dispute_ends.followed(contract, hold)
            closing.when_nothing_is_held(contract, by=None)

    def clock(self, hold: Hold) -> Clock | None:
        """Whose move it is with the oldest week in review; of what lies apart, in its dispute."""
        if dispute := Dispute.objects.with_contract().live().filter(items__hold=hold, items__ended_at=None).first():
            return dispute_turns.clock_of(dispute)
        contract = Contract.objects.with_sides().filter(deposits__hold=hold).first()
        return hours_turns.clock_of(contract) if contract else None

    def billed(self, part: HoldPart) -> Sequence[tuple[str, Money]]:
        """What the release was for, on its invoice: the week and its hours (`payments.ports.Billing`)."""
        row = WeekPart.objects.select_related("week__contract", "part").filter(part=part).first()
        return [(_line(row), part.gross)] if row else []


def _line(row: WeekPart) -> str:
    week = row.week
    if row.is_decided:
        return _decided(row)
    is_all = row.part.gross == weeks.price(week.rate, row.minutes)
    with override(week.contract.language):
        whole = _("%(title)s: week of %(first)s to %(last)s, %(hours)s h at %(rate)s an hour")
        piece = _("%(title)s: week of %(first)s to %(last)s, part of %(hours)s h at %(rate)s an hour")
        return (whole if is_all else piece) % {
            "title": week.contract.title,
            "first": date_format(week.starts_on, "DATE_FORMAT"),
            "last": date_format(week.last_day, "DATE_FORMAT"),
            "hours": weeks.hours(row.minutes),
            "rate": format_money(week.rate),
        }


def _decided(row: WeekPart) -> str:
    with override(row.week.contract.language):
        said = _("%(title)s: week of %(first)s to %(last)s, %(hours)s h that were in dispute, as it was settled")
        return said % {
            "title": row.week.contract.title,
            "first": date_format(row.week.starts_on, "DATE_FORMAT"),
            "last": date_format(row.week.last_day, "DATE_FORMAT"),
            "hours": weeks.hours(row.minutes),
        }


def _quote(contract: Contract, pk: UUID, standing: deposits.Standing) -> Quote:
    return Quote(
        kind=KIND,
        pk=pk,
        title=_("Hours: %(title)s") % {"title": contract.title},
        url=reverse("projects:hours", args=[contract.pk]),
        payer=contract.client,
        payee=contract.freelancer,
        price=standing.missing,
        terms=Terms.from_json(contract.fees),
        parts=((_("Into escrow for hours"), standing.missing),),
        note=_("%(title)s, contract %(reference)s") % {"title": contract.title, "reference": contract.reference},
        paid_at_once=_("It is held in escrow. Each week takes what its hours cost, after your review."),
        otherwise=_("A week that you do not question by Friday, 24:00 UTC, is paid by itself. What is left stays for "
                    "the next week, and comes back to you when the contract ends."),
    )  # fmt: skip
