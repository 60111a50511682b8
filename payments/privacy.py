"""What this floor keeps about people: what they paid, earned and took out. Books must be kept by law; they hold sums
and numbers, and no names. What is ours to forget is how somebody paid and which bank they named.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Party, User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler
from marketplace.kit.money import format_minor
from payments import forgetting, methods, promotions, subscribing
from payments.models import (
    AccountBalance,
    BillChargeback,
    BillingProfile,
    CartLine,
    Checkout,
    CustodyInstruction,
    Document,
    GatewayCustomer,
    Hold,
    MethodSetup,
    PaidPlan,
    Payment,
    Payout,
    PayoutAccount,
    Promotion,
    SavedMethod,
)  # fmt: skip

WALLET = "/wallet/"
LIVE_MONEY = ("clearing", "wallet")

_BOOKS = _("Books must be kept by law. Sums, days and numbers stay, without your name.")


class OfCartLines(Handler[CartLine]):
    model = CartLine
    title = _("Cart")
    note = _("What you have laid in to pay for.")


class OfCheckouts(Handler[Checkout]):
    model = Checkout
    title = _("Checkouts")
    note = _("What you were about to pay for, and what it cost then.")
    seen_by = "the payer"
    fate = Fate.CHANGED
    why = _("What was never paid is deleted. The rest belongs to a payment, and stays with it.")
    parts = {"lines": "payments.CheckoutLine"}

    def of(self, user: User) -> "QuerySet[Checkout]":
        return Checkout.objects.filter(payer__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        tried = Payment.objects.values("checkout")
        never = self.of(user).exclude(pk__in=tried).exclude(lines__hold__isnull=False)
        return Done(deleted=never.delete()[1].get("payments.Checkout", 0))


class OfPayments(Handler[Payment]):
    model = Payment
    title = _("Payments")
    note = _("What you paid, how, and what was refunded or charged back.")
    seen_by = "the payer; staff"
    basis = Basis.DUTY
    fate = Fate.CHANGED
    why = _("Books must be kept by law. Sums, days and numbers stay; by which card you paid is deleted.")
    parts = {"refunds": "payments.Refund", "chargebacks": "payments.Chargeback"}
    hidden = frozenset({"action_url"})

    def of(self, user: User) -> "QuerySet[Payment]":
        return Payment.objects.filter(payer__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        told = self.of(user).exclude(method="", action_url="", failure_words="")
        pks = list(told.values_list("pk", flat=True))
        return Done(changed=Payment.objects.filter(pk__in=pks).update(method="", action_url="", failure_words=""))


class OfHolds(Handler[Hold]):
    model = Hold
    title = _("Money in escrow")
    note = _("Sums that were kept for your deals, where they went, and what was kept of them.")
    seen_by = "the two sides; staff"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _BOOKS
    parts = {"parts": "payments.HoldPart", "renewals": "payments.HoldRenewal", "recoveries": "payments.Recovery"}

    def of(self, user: User) -> "QuerySet[Hold]":
        mine = port.parties_of(user)
        return Hold.objects.filter(Q(payer__in=mine) | Q(payee__in=mine))

    def holds(self, user: User) -> Iterable[port.Hold]:
        return [port.Hold(said, WALLET) for party in port.parties_of(user) for said in open_money(party)]

    def erase(self, user: User) -> Done:
        return Done()


class OfSavedMethods(Handler[SavedMethod]):
    model = SavedMethod
    title = _("Saved cards")
    note = _(
        "Brand, last four digits and expiry of cards that you keep for paying. The gateway alone knows the number."
    )
    hidden = frozenset({"reference"})

    def of(self, user: User) -> "QuerySet[SavedMethod]":
        return SavedMethod.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        """The gateway forgets them, too."""
        for card in self.of(user).filter(removed_at__isnull=True):
            methods.forget(card)
        return super().erase(user)


class OfCustody(Handler[CustodyInstruction]):
    model = CustodyInstruction
    title = _("Money for securities")
    note = _("What you sent to a custodian for a commitment, and where it went from there.")
    seen_by = "the investor; the issuer; staff"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _BOOKS
    hidden = frozenset({"action_url"})

    def of(self, user: User) -> "QuerySet[CustodyInstruction]":
        mine = port.parties_of(user)
        return CustodyInstruction.objects.filter(Q(investor__in=mine) | Q(issuer__in=mine))

    def erase(self, user: User) -> Done:
        return Done()


class OfMethodSetups(Handler[MethodSetup]):
    model = MethodSetup
    title = _("Keeping a card")
    note = _("When you went to a payment service to keep a card there, and how that ended.")
    hidden = frozenset({"action_url", "reference"})

    def of(self, user: User) -> "QuerySet[MethodSetup]":
        return MethodSetup.objects.filter(party__in=port.parties_of(user))


class OfGatewayCustomers(Handler[GatewayCustomer]):
    model = GatewayCustomer
    title = _("Your number at a payment service")
    note = _("Under which number a payment service knows you as a payer.")
    seen_by = "nobody"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("Refunds find their way by it. It is a number and no name.")

    def of(self, user: User) -> "QuerySet[GatewayCustomer]":
        return GatewayCustomer.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfPayoutAccounts(Handler[PayoutAccount]):
    model = PayoutAccount
    title = _("Where you are paid out")
    note = _("Your account at a payment service, with the name and last digits of your bank account there.")
    seen_by = "the payee; staff"
    fate = Fate.CHANGED
    why = _("Payouts of the past point to it. Its number stays; what was known of your bank is deleted.")
    hidden = frozenset({"bank_fingerprint"})

    def of(self, user: User) -> "QuerySet[PayoutAccount]":
        return PayoutAccount.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        bank = {"bank_name": "", "bank_last4": "", "bank_fingerprint": ""}
        pks = list(self.of(user).exclude(**bank).values_list("pk", flat=True))
        return Done(changed=PayoutAccount.objects.filter(pk__in=pks).update(**bank, can_pay_out=False))


class OfPayouts(Handler[Payout]):
    model = Payout
    title = _("Payouts")
    note = _("What was sent to your bank, and when.")
    seen_by = "the payee; staff"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _BOOKS

    def of(self, user: User) -> "QuerySet[Payout]":
        return Payout.objects.filter(payee__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfBilling(Handler[BillingProfile]):
    model = BillingProfile
    title = _("Billing details")
    note = _("Name, address and tax numbers as you want them on invoices and receipts.")
    seen_by = "the person; whoever gets an invoice or a receipt with them"

    def of(self, user: User) -> "QuerySet[BillingProfile]":
        return BillingProfile.objects.filter(party__in=port.parties_of(user))


class OfDocuments(Handler[Document]):
    model = Document
    title = _("Invoices, credit notes and receipts")
    note = _("What was issued to you or in your name, with the name and address that stood there then.")
    seen_by = "the two sides; staff"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("Invoices must be kept as they were issued, by law, and numbered without a gap.")

    def of(self, user: User) -> "QuerySet[Document]":
        mine = port.parties_of(user)
        return Document.objects.filter(Q(recipient__in=mine) | Q(issuer__in=mine))

    def erase(self, user: User) -> Done:
        return Done()


class OfPromotions(Handler[Promotion]):
    model = Promotion
    title = _("Promotions")
    note = _("What you paid to have shown first, for how long, and how often it was followed.")
    seen_by = "the payer; staff"
    basis = Basis.DUTY
    fate = Fate.CHANGED
    why = _("A promotion ends when its payer leaves, and the rest goes back. Books must be kept: sums and days stay.")
    hidden = frozenset({"rule"})

    def of(self, user: User) -> "QuerySet[Promotion]":
        return Promotion.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        for promotion in self.of(user).filter(status=Promotion.Status.RUNNING):
            promotions.end(promotion, why=Promotion.Why.GONE)
        pks = list(self.of(user).exclude(title="").values_list("pk", flat=True))
        return Done(changed=Promotion.objects.filter(pk__in=pks).update(title=""))


class OfPlans(Handler[PaidPlan]):
    model = PaidPlan
    title = _("Membership plans")
    note = _("Paid plans that you had, and what you paid for them.")
    seen_by = "the member; staff"
    basis = Basis.DUTY
    fate = Fate.CHANGED
    why = _(
        "A plan ends when its member leaves. Books must be kept by law: sums, days and numbers stay, without a name."
    )
    parts = {"bills": "payments.PlanBill"}
    hidden = frozenset({"action_url", "page", "item"})

    def of(self, user: User) -> "QuerySet[PaidPlan]":
        return PaidPlan.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        for plan in self.of(user).filter(status__in=[*PaidPlan.LIVE, PaidPlan.Status.PAUSED]):
            subscribing.cut_off(plan)
        told = self.of(user).exclude(method="", action_url="", failure_words="")
        pks = list(told.values_list("pk", flat=True))
        return Done(changed=PaidPlan.objects.filter(pk__in=pks).update(method="", action_url="", failure_words=""))


class OfBillChargebacks(Handler[BillChargeback]):
    model = BillChargeback
    title = _("Plan payments that your bank took back")
    note = _("What was taken back of what you paid for a plan, and how your bank decided.")
    seen_by = "the member; staff"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _BOOKS

    def of(self, user: User) -> "QuerySet[BillChargeback]":
        return BillChargeback.objects.filter(bill__paid_plan__party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


def register() -> None:
    """Let these answer for their tables, and tell what must end before somebody may leave."""
    port.register(
        OfCartLines(),
        OfCheckouts(),
        OfPayments(),
        OfHolds(),
        OfSavedMethods(),
        OfMethodSetups(),
        OfCustody(),
        OfGatewayCustomers(),
        OfPayoutAccounts(),
        OfPayouts(),
        OfPlans(),
        OfBillChargebacks(),
        OfPromotions(),
        OfBilling(),
        OfDocuments(),
    )
    port.leave_out(
        "payments.Clearing", "payments.Transfer", "payments.TransferReversal", "payments.Business",
        "payments.ChargebackFreeze", "payments.Repayment",
        because="Steps of released money that stands in the export already as parts of holds: numbers and sums.",
    )  # fmt: skip
    port.leave_out(
        "payments.GatewayRequest", because="What was asked of a payment service: our numbers, sums and its own."
    )
    port.leave_out(
        "payments.NumberSeries", because="Running numbers of invoices. They name an issuer and say nothing else."
    )
    port.leave_out(
        "payments.Reconciliation", "payments.Difference", "payments.Adjustment", "payments.StaffRefund",
        because="What staff did about money, kept with the books: who proposed and who approved it must stay known.",
    )  # fmt: skip
    port.leave_out(
        "payments.GatewayEvent",
        because="What a payment service told of by itself, word by word for 90 days; then its number.",
    )
    forgetting.register()
    ports.open_business.plug(open_money)


def open_money(party: Party) -> list[str]:
    """Why a party cannot leave yet: money that is kept for them, earned by them, or owed by them."""
    holds = Hold.objects.with_money().filter(Q(payer=party) | Q(payee=party))
    said = [gettext("Money of a deal of yours is in escrow. Finish the deal first.")] if holds.exists() else []
    lying = AccountBalance.objects.filter(account__owner=party.pk).exclude(balance=0).select_related("account")
    for kept in lying.order_by("account__currency"):
        amount = format_minor(abs(kept.balance), kept.account.currency)
        if kept.account.code in LIVE_MONEY:
            said.append(gettext("There are %(amount)s of yours here. Take them out first.") % {"amount": amount})
        elif kept.account.code == "receivable":
            said.append(gettext("You owe this site %(amount)s. Pay that first.") % {"amount": amount})
    return said
