"""Paying what one owes the site at a checkout, as anything else is paid.

repayments.begin(cleo.party, "EUR", by=cleo)         # a payable, priced at what the books say is owed
"""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from accounts.models import Party, User
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, debts, payees, retries, transfers
from payments.chart import AccountName
from payments.models import Hold, HoldPart, Payment, Repayment
from payments.payout_accounts import permit
from payments.ports import Clock, Quote


class NothingOwed(Refused):
    """There is no debt in this currency, or no more."""


@retries.atomic
def begin(party: Party, currency: str, *, by: User) -> Repayment:
    """One that waits to be paid is returned anew. Raises NotAllowed, NothingOwed."""
    permit(party, by)
    if not debts.owed_by(party, currency).amount:
        raise NothingOwed(_("You owe nothing in this currency."))
    repayment, _is_new = Repayment.objects.get_or_create(party=party, currency=currency, payment=None)
    return repayment


class Repayments:
    """As a payable: its price goes straight to what is owed (`payments.ports.Payable`)."""

    kind = Repayment.KIND
    has_hold = False
    is_sale = False
    went = _t("Paid what you owed")

    def quote(self, pk: UUID, *, by: User) -> Quote:
        repayment = Repayment.objects.visible_to(by).select_related("party").filter(pk=pk).first()
        if repayment is None:
            raise NotAllowed(_("This is a debt of others."))
        owed = debts.owed_by(repayment.party, repayment.currency)
        if repayment.payment_id or not owed.amount:
            raise NothingOwed(_("You owe nothing in this currency."))
        account = reverse("payments:wallet_account", args=["owed", repayment.currency])
        return Quote(
            kind=self.kind,
            pk=pk,
            title=_("What you owe"),
            url=f"{account}?of={repayment.party.slug}",
            payer=repayment.party,
            price=owed,
            note=_("Taken back by a bank after you had been paid"),
            paid_at_once=_("Your debt here is paid, and nothing is kept of what is released to you next."),
            otherwise=_("If you do not pay, it is kept of what is released to you next."),
        )

    def earned(self, pk: UUID) -> AccountName:
        return chart.receivable(Repayment.objects.select_related("party").get(pk=pk).party)

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """Where the debt had been netted meanwhile, what is too much is the payee's to take out."""
        repayment = Repayment.objects.select_related("party").locked().get(pk=pk)
        repayment.payment = payment
        repayment.save(update_fields=["payment"])
        payees.lock(repayment.party)
        debts.net(repayment.party, repayment.currency, ref=f"repayment:{pk}")
        transfers.follow(repayment.party, repayment.currency, key=f"repayment:{pk}")

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """The debt is as it was; it may be tried again."""

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """No hold is of this kind."""

    def ended(self, hold: Hold) -> None:
        """No hold is of this kind."""

    def clock(self, hold: Hold) -> Clock | None:
        return None
