"""Why a payment came to nothing, in the payer's words: what happened, what it means for the money, what to do now."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.models import Payment

_TRY_ANOTHER = _("Try another card, or ask your bank why.")

# By the codes of Stripe's (https://docs.stripe.com/declines/codes); other gateways are told in the same ones.
_WORDS: dict[str, tuple[Promise, Promise]] = {
    "insufficient_funds": (
        _("There is not enough money on this card."),
        _("Try another card, or again once there is enough."),
    ),
    "expired_card": (_("This card has expired."), _("Use another card.")),
    "incorrect_cvc": (_("The security code was not right."), _("Try again with the three or four digits on the card.")),
    "incorrect_number": (_("The card number was not right."), _("Try again, or use another card.")),
    "lost_card": (_("Your bank has blocked this card."), _("Use another card, and ask your bank.")),
    "stolen_card": (_("Your bank has blocked this card."), _("Use another card, and ask your bank.")),
    "fraudulent": (_("The payment was held to be unsafe."), _TRY_ANOTHER),
    "processing_error": (_("Your bank could not be reached."), _("Try again in a minute.")),
    "authentication_required": (
        _("Your bank wants to know that it is you."),
        _("Try again and confirm the payment when your bank asks."),
    ),
    "payment_intent_authentication_failure": (
        _("The payment was not confirmed with your bank."),
        _("Try again and confirm it when your bank asks, or use another card."),
    ),
    "card_velocity_exceeded": (_("The limit of this card is reached."), _("Use another card, or ask your bank.")),
    "card_not_supported": (_("This card cannot be used for this."), _("Use another card.")),
    "currency_not_supported": (_("This card cannot pay in this currency."), _("Use another card.")),
    "card_declined": (_("Your bank declined the card."), _TRY_ANOTHER),
    "generic_decline": (_("Your bank declined the card."), _TRY_ANOTHER),
}
_OTHERWISE = (_("The payment did not go through."), _("Try again, or use another card."))


def what_happened(payment: Payment) -> str:
    """One sentence."""
    return str(_WORDS.get(payment.failure, _OTHERWISE)[0])


def what_to_do(payment: Payment) -> str:
    """One sentence."""
    return str(_WORDS.get(payment.failure, _OTHERWISE)[1])
