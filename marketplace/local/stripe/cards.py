"""The test cards: what each does. The numbers and their tokens are those of docs.stripe.com/testing."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.local.stripe.errors import Refusal


@dataclass(frozen=True)
class Card:
    """One test card.

    declines: the reason for which every charge of it is declined. rejects: it can't even be saved.
    asks: when its bank wants to see the cardholder: "" never, "once" until it was saved, "always".
    then: what happens after it was charged: "dispute:<reason>", "inquiry:<reason>", "warning".
    """

    number: str
    token: str
    words: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    declines: str = ""
    rejects: bool = False
    asks: str = ""
    then: str = ""
    refunds: str = ""  # "later": it succeeds after a while; "fail": it comes back
    is_available_at_once: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def number_in_groups(self) -> str:
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


CARDS = [
    Card("4242424242424242", "pm_card_visa", "Pays"),
    Card("5555555555554444", "pm_card_mastercard", "Pays, Mastercard", brand="mastercard"),
    Card("4000056655665556", "pm_card_visa_debit", "Pays, debit card", funding="debit"),
    Card("378282246310005", "pm_card_amex", "Pays, American Express", brand="amex"),
    Card(
        "4000000000000077",
        "pm_card_bypassPending",
        "Pays; the money is available at once",
        is_available_at_once=True,
    ),
    Card("4000000000000002", "pm_card_visa_chargeDeclined", "Is declined", declines="generic_decline", rejects=True),
    Card(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "Has insufficient funds",
        declines="insufficient_funds",
        rejects=True,
    ),
    Card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", "Was lost", declines="lost_card", rejects=True),
    Card(
        "4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", "Was stolen", declines="stolen_card", rejects=True
    ),
    Card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", "Has expired", declines="expired_card", rejects=True),
    Card(
        "4000000000000127",
        "pm_card_chargeDeclinedIncorrectCvc",
        "Has another security code",
        declines="incorrect_cvc",
        rejects=True,
    ),
    Card(
        "4000000000000119",
        "pm_card_chargeDeclinedProcessingError",
        "Can’t be processed now",
        declines="processing_error",
        rejects=True,
    ),
    Card(
        "4000000000000341",
        "pm_card_chargeCustomerFail",
        "Can be kept, and is declined when charged",
        declines="generic_decline",
    ),
    Card(
        "4000002500003155",
        "pm_card_authenticationRequiredOnSetup",
        "Pays after asking its holder, until it is kept",
        asks="once",
        country="IE",
    ),
    Card(
        "4000002760003184",
        "pm_card_authenticationRequired",
        "Pays after asking its holder",
        asks="always",
        country="DE",
    ),
    Card(
        "4000008260003178",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        "Asks its holder, then has insufficient funds",
        asks="always",
        declines="insufficient_funds",
        country="DE",
    ),
    Card("4000000000000259", "pm_card_createDispute", "Pays; then its holder disputes it", then="dispute:fraudulent"),
    Card(
        "4000000000002685",
        "pm_card_createDisputeProductNotReceived",
        "Pays; then it is disputed as not received",
        then="dispute:product_not_received",
    ),
    Card("4000000000001976", "pm_card_createDisputeInquiry", "Pays; then its bank inquires", then="inquiry:fraudulent"),
    Card("4000000000007726", "pm_card_pendingRefund", "Pays; its refunds take a while", refunds="later"),
    Card("4000000000005126", "pm_card_refundFail", "Pays; its refunds come back", refunds="fail"),
]
BY_NUMBER = {card.number: card for card in CARDS}
BY_TOKEN = {card.token: card for card in CARDS}

# What a declined card's owner is told, and under which code it is told to us where that is not "card_declined".
WORDS = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "lost_card": ("card_declined", "Your card was declined."),
    "stolen_card": ("card_declined", "Your card was declined."),
    "expired_card": ("expired_card", "Your card has expired."),
    "incorrect_cvc": ("incorrect_cvc", "Your card's security code is incorrect."),
    "processing_error": (
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "authentication_required": (
        "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
}
AUTHENTICATION_FAILED = (
    "payment_intent_authentication_failure",
    "The provided PaymentMethod has failed authentication. You can provide a new PaymentMethod to try again.",
)


def decline(reason: str) -> dict[str, str]:
    """The error that a declined card makes."""
    code, message = WORDS[reason]
    return {"type": "card_error", "code": code, "decline_code": reason, "message": message}


def declined(reason: str, **more: object) -> Refusal:
    """The answer that a declined card makes; what was written down about it stays."""
    error = decline(reason)
    return Refusal(402, error.pop("type"), error.pop("message"), keeps=True, **error, **more)
