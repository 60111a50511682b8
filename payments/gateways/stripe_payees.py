"""What Stripe's objects mean where people are paid out (Connect), and where a card network takes a payment back.

A payee has an Express account: Stripe itself asks them who they are, and the platform bears fees and losses. Payouts
are by hand, else Stripe would empty the account by itself (docs.stripe.com/connect/manual-payouts).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marketplace.kit.money import Money
from payments.gateways import stripe_units
from payments.gateways.payees import AccountTold, Bank, CashMoved, DisputeTold, Outcome, PayoutTold, Way
from payments.gateways.port import Answer, Call
from payments.models import Payout, PayoutAccount, Transfer, TransferReversal

_WAYS = {
    "pending": Way.SENT,
    "in_transit": Way.SENT,
    "paid": Way.PAID,
    "failed": Way.FAILED,
    "canceled": Way.CANCELLED,
}
_OUTCOMES = {"won": Outcome.WON, "warning_closed": Outcome.WON, "prevented": Outcome.WON, "lost": Outcome.LOST}


class StripePayees:
    """`payees.PayeeGateway` as far as it is about shapes."""

    def opening(self, account: PayoutAccount, *, email: str, is_company: bool) -> Call:
        body = {
            "country": account.country,
            "business_type": "company" if is_company else "individual",
            "capabilities": {"transfers": {"requested": True}},
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "settings": {"payouts": {"schedule": {"interval": "manual"}}},
        }
        return Call("accounts.create", {**body, **({"email": email} if email else {})})

    def leading(self, account: PayoutAccount, *, back_to: str, again_at: str) -> Call:
        body = {"account": account.reference, "type": "account_onboarding"}
        return Call("account_links.create", {**body, "return_url": back_to, "refresh_url": again_at})

    def address_in(self, answer: Answer) -> str:
        return str(answer["url"])

    def account_in(self, answer: Answer) -> AccountTold:
        due: Answer = answer.get("requirements") or {}
        return AccountTold(
            reference=answer["id"],
            country=answer.get("country") or "",
            can_receive=(answer.get("capabilities") or {}).get("transfers") == "active",
            can_pay_out=bool(answer.get("payouts_enabled")),
            wanted=tuple(sorted({*due.get("currently_due", []), *due.get("past_due", [])})),
            bank=_bank((answer.get("external_accounts") or {}).get("data") or []),
        )

    def transferring(self, transfer: Transfer, account: PayoutAccount, marks: Mapping[str, str]) -> Call:
        body: dict[str, Any] = {**_sum(transfer.amount), "destination": account.reference, "metadata": dict(marks)}
        if transfer.charge:  # then it is good at once, and its cash follows when the charge has settled
            body["source_transaction"] = transfer.charge
        if transfer.clearing:
            body["transfer_group"] = f"hold:{transfer.clearing.part.hold_id}"
        return Call("transfers.create", body)

    def taking_back(self, reversal: TransferReversal, marks: Mapping[str, str]) -> Call:
        body = {"id": reversal.transfer.reference, "amount": stripe_units.units(reversal.amount)}
        return Call("transfers.reversals.create", {**body, "metadata": dict(marks)})

    def paying_out(self, payout: Payout, marks: Mapping[str, str]) -> Call:
        return Call("payouts.create", {**_sum(payout.amount), "metadata": dict(marks)})

    def nearest(self, amount: Money) -> Money:
        return stripe_units.nearest(amount)

    def bank_in(self, answer: Answer) -> Bank | None:
        return _bank([answer] if answer.get("default_for_currency") else [])

    def reference_in(self, answer: Answer) -> str:
        return str(answer["id"])

    def amount_in(self, answer: Answer) -> Money:
        return stripe_units.money(answer["amount"], answer["currency"])

    def payout_in(self, answer: Answer) -> PayoutTold:
        arrives = answer.get("arrival_date")
        return PayoutTold(
            way=_WAYS[answer["status"]],
            reference=answer["id"],
            amount=stripe_units.money(answer["amount"], answer["currency"]),
            arrives_on=_day(arrives) if arrives else None,
            failure=answer.get("failure_code") or "",
            failure_words=answer.get("failure_message") or "",
        )

    def dispute_in(self, answer: Answer) -> DisputeTold:
        by = (answer.get("evidence_details") or {}).get("due_by")
        return DisputeTold(
            reference=answer["id"],
            charge=_id(answer["charge"]),
            intent=_id(answer.get("payment_intent")) or "none",
            amount=stripe_units.money(answer["amount"], answer["currency"]),
            reason=answer.get("reason") or "",
            outcome=_OUTCOMES.get(answer["status"], Outcome.OPEN),
            moves=tuple(_move(one) for one in answer.get("balance_transactions") or []),
            answer_by=datetime.fromtimestamp(by, UTC) if by else None,
        )


def _sum(amount: Money) -> dict[str, Any]:
    return {"amount": stripe_units.units(amount), "currency": amount.currency.code.lower()}


def _bank(accounts: list[Answer]) -> Bank | None:
    """The one to which payouts go by default."""
    chosen = sorted(accounts, key=lambda one: not one.get("default_for_currency"))
    if not chosen:
        return None
    one = chosen[0]
    name = one.get("bank_name") or one.get("brand") or ""
    return Bank(name=name, last4=one.get("last4") or "", fingerprint=one.get("fingerprint") or one["id"])


def _move(transaction: Answer) -> CashMoved:
    """Stripe counts what the platform gains; a chargeback counts what it loses."""
    currency = transaction["currency"]
    taken = stripe_units.money(-transaction["amount"], currency)
    return CashMoved(transaction["id"], taken, stripe_units.money(transaction["fee"], currency))


def _id(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value or "")


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
