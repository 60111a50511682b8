"""What a payee is told of their money, and both sides of what they hold for each other, and in which words.

The rows are written in the act's own transaction.
"""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.kit.money import Money, to_minor
from payments.models import Chargeback, Clearing, Hold, HoldRenewal, Payout, PayoutAccount
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "money_cleared": {
        "label": _("Money of yours becomes free"),
        "icon": "wallet",
        "sentence": _("%(amount)s for %(deal)s can be paid out now."),
        "button": _("Open your wallet"),
        "is_mailed": False,
    },
    "payout_paid": {
        "label": _("A payout reaches your bank"),
        "icon": "check-circle",
        "sentence": _("%(amount)s were paid to your account %(bank)s."),
        "button": _("See the payout"),
    },
    "payout_came_back": {
        "label": _("A payout comes back"),
        "icon": "warn",
        "sentence": _("%(amount)s came back from %(bank)s. The money is in your wallet again."),
        "button": _("Read why"),
        "more": _("Look at your bank details before you try again."),
    },
    "payout_could_not": {
        "label": _("A payout by your rhythm is left out"),
        "icon": "warn",
        "sentence": _("%(amount)s were not paid out, as you had planned it: %(why)s"),
        "button": _("Open your payouts"),
        "more": _("The money stays in your wallet. It is tried again at the next turn."),
    },
    "payout_bank_named": {
        "label": _("Your bank account is known"),
        "icon": "check-circle",
        "sentence": _("From now on you are paid out to %(bank)s."),
        "button": _("Look at it"),
        "more": _("If that was not you, change your password and write to us at once."),
    },
    "payout_bank_changed": {
        "label": _("Another bank account is named"),
        "icon": "lock",
        "sentence": _("The bank account for your payouts was changed to %(bank)s. Nothing is paid out for 48 hours."),
        "button": _("Look at it"),
        "more": _("If that was not you, change your password and write to us at once: the money is still here."),
    },
    "payouts_ready": {
        "label": _("You can be paid out"),
        "icon": "check-circle",
        "sentence": _("The payment service knows all that it must: you can be paid out."),
        "button": _("Open your wallet"),
    },
    "payouts_want": {
        "label": _("The payment service wants to know more about you"),
        "icon": "warn",
        "sentence": _("The payment service wants to know more about you before it pays out again."),
        "button": _("See what is missing"),
    },
    "hold_goes_back_payer": {
        "label": _("Money in escrow nears its limit"),
        "icon": "clock",
        "sentence": _("%(amount)s that you hold for %(deal)s go back to you on %(day)s."),
        "button": _("See what you can do"),
        "more": _("Until then you can release it, or both of you can agree to hold it longer."),
    },
    "hold_goes_back_payee": {
        "label": _("Money that is held for you nears its limit"),
        "icon": "clock",
        "sentence": _("%(amount)s that are held for %(deal)s go back to %(actor)s on %(day)s."),
        "button": _("See what you can do"),
        "more": _("Until then it can be released to you, or both of you can agree to hold it longer."),
    },
    "hold_went_back": {
        "label": _("Money in escrow goes back at its limit"),
        "icon": "turn",
        "sentence": _("%(amount)s for %(deal)s went back to %(payer)s: money can't be held any longer."),
        "button": _("See what became of it"),
    },
    "chargeback_came": {
        "label": _("A bank takes a payment back"),
        "icon": "warn",
        "sentence": _("The bank of %(payer)s wants back what was paid for %(deal)s: %(amount)s. All of it is frozen."),
        "button": _("See what it means"),
        "more": _("We answer the bank with what stands here of the deal. You need not do anything."),
    },
    "chargeback_taken": {
        "label": _("A chargeback takes money of yours"),
        "icon": "warn",
        "sentence": _("A chargeback took %(amount)s of what you earned for %(deal)s."),
        "button": _("See from where"),
        "more": _("If the bank decides for you, all of it comes back."),
    },
    "chargeback_won": {
        "label": _("A chargeback is decided for you"),
        "icon": "check-circle",
        "sentence": _("The bank decided for you: nothing is taken back for %(deal)s."),
        "button": _("Look at it"),
    },
    "chargeback_lost": {
        "label": _("A chargeback is decided against you"),
        "icon": "close",
        "sentence": _("The bank decided for %(payer)s: %(amount)s for %(deal)s went back."),
        "button": _("See what it means"),
    },
    "renewal_asked": {
        "label": _("The other side wants to hold money longer"),
        "icon": "clock",
        "sentence": _("%(actor)s wants to go on holding %(amount)s for %(deal)s."),
        "button": _("Agree, or let it go back"),
    },
    "renewal_done": {
        "label": _("Money in escrow is held longer"),
        "icon": "check-circle",
        "sentence": _("%(amount)s for %(deal)s are held until %(day)s."),
        "button": _("Look at it"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, family=Family.MONEY, **words)


def cleared(clearing: Clearing, freed: Money, kept: Money) -> None:
    """What is free is told; what was kept of it for a debt is told by the wallet."""
    if (freed - kept).amount:
        hold = clearing.part.hold
        _tell(
            clearing.payee, "money_cleared", clearing.pk, reverse("payments:wallet"), freed - kept, deal=deal_of(hold)
        )


def payout_paid(payout: Payout) -> None:
    _tell(
        payout.payee, "payout_paid", payout.pk, payout.get_absolute_url(), payout.amount, bank=bank_of(payout.account)
    )


def payout_came_back(payout: Payout) -> None:
    url, bank = payout.get_absolute_url(), bank_of(payout.account)
    _tell(payout.payee, "payout_came_back", payout.pk, url, payout.amount, bank=bank)


def payout_could_not(account: PayoutAccount, amount: Money, *, why: str, key: str) -> None:
    _tell(account.party, "payout_could_not", key, reverse("payments:payouts"), amount, why=why)


def bank_named(account: PayoutAccount, *, is_another: bool) -> None:
    kind = "payout_bank_changed" if is_another else "payout_bank_named"
    _tell(account.party, kind, f"{account.pk}:{account.bank_fingerprint}", _account_page(), bank=bank_of(account))


def payouts_ready(account: PayoutAccount) -> None:
    _tell(account.party, "payouts_ready", f"{account.pk}:{account.updated_at:%Y-%m-%d}", reverse("payments:wallet"))


def payouts_want(account: PayoutAccount) -> None:
    _tell(account.party, "payouts_want", f"{account.pk}:{account.updated_at:%Y-%m-%d}", _account_page())


def hold_goes_back(hold: Hold, left: Money, *, warned_before: timedelta) -> None:
    """Both sides, each in their own words, once for each warning of each limit."""
    key, url = f"{hold.pk}:{hold.must_leave_by:%Y-%m-%d}:{warned_before.days}", hold.get_absolute_url()
    facts = {"deal": deal_of(hold), "day": _day(hold)}
    _tell(hold.payer, "hold_goes_back_payer", key, url, left, **facts)
    _tell(hold.payee, "hold_goes_back_payee", key, url, left, actor=hold.payer, **facts)


def hold_went_back(hold: Hold, amount: Money) -> None:
    for party in (hold.payer, hold.payee):
        facts = {"deal": deal_of(hold), "payer": hold.payer.name}
        _tell(party, "hold_went_back", hold.pk, hold.get_absolute_url(), amount, **facts)


def chargeback_came(chargeback: Chargeback, holds: list[Hold]) -> None:
    _of_chargeback(chargeback, holds, "chargeback_came")


def chargeback_closed(chargeback: Chargeback, holds: list[Hold]) -> None:
    is_won = chargeback.status == Chargeback.Status.WON
    _of_chargeback(chargeback, holds, "chargeback_won" if is_won else "chargeback_lost")


def chargeback_taken(chargeback: Chargeback) -> None:
    """Each payee, of each deal, what was taken of theirs."""
    pieces = chargeback.recoveries.filter(payee__isnull=False).select_related("hold", "payee").order_by("pk")
    sums: dict[Any, Money] = {}
    for piece in pieces:
        sums[piece.hold] = sums.get(piece.hold, Money(0, piece.currency)) + piece.amount
    for hold, amount in sums.items():
        key = f"{chargeback.pk}:{hold.pk}"
        _tell(hold.payee, "chargeback_taken", key, hold.get_absolute_url(), amount, deal=deal_of(hold))


def renewal_asked(renewal: HoldRenewal, *, by: Party) -> None:
    hold = renewal.hold
    other = hold.payee if by == hold.payer else hold.payer
    url = hold.get_absolute_url()
    _tell(other, "renewal_asked", renewal.pk, url, renewal.amount, actor=by, deal=deal_of(hold))


def renewal_done(renewal: HoldRenewal) -> None:
    hold = renewal.hold
    for party in (hold.payer, hold.payee):
        facts = {"deal": deal_of(hold), "day": _day(hold)}
        _tell(party, "renewal_done", renewal.pk, hold.get_absolute_url(), renewal.amount, **facts)


def deal_of(hold: Hold) -> str:
    """What the payer bought, in the words of their checkout."""
    line = hold.paid_as
    return line.title if line else str(hold.kind)


def bank_of(account: PayoutAccount) -> str:
    """ "Sparkasse …4321"."""
    return f"{account.bank_name} …{account.bank_last4}".strip()


def _of_chargeback(chargeback: Chargeback, holds: list[Hold], kind: str) -> None:
    for hold in holds:
        facts = {"deal": deal_of(hold), "payer": hold.payer.name}
        _tell(hold.payee, kind, f"{chargeback.pk}:{hold.pk}", hold.get_absolute_url(), chargeback.amount, **facts)


def _account_page() -> str:
    return reverse("payments:payout_account")


def _day(hold: Hold) -> dict[str, str]:
    return {"day": f"{hold.must_leave_by:%Y-%m-%d}"}


def _tell(party: Party, kind: str, key: Any, url: str, amount: Money | None = None, **facts: Any) -> None:
    if amount is not None:
        facts["amount"] = {"minor": to_minor(amount), "currency": amount.currency.code}
    notices.tell_party(party, kind, key=str(key), url=url, **facts)
