"""What a payer is told of their money, and in which words. The rows are written in the act's own transaction."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import Money, to_minor
from payments import failures, receipt_mail, tidings
from payments.models import Payment, Refund
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "payment_made": {
        "label": _("You pay for something"),
        "icon": "check-circle",
        "sentence": _("You paid %(amount)s for %(what)s."),
        "button": _("Open the receipt"),
        "is_mailed": False,  # the receipt itself is mailed: payments.receipt_mail
    },
    "payment_declined": {
        "label": _("A payment does not go through"),
        "icon": "warn",
        "sentence": _("%(amount)s for %(what)s could not be charged: %(why)s"),
        "button": _("Pay another way"),
        "more": _("Nothing was charged."),
    },
    "payment_waits": {
        "label": _("Your bank wants you to confirm a payment"),
        "icon": "clock",
        "sentence": _("Your bank wants you to confirm %(amount)s for %(what)s."),
        "button": _("Confirm it"),
        "more": _("Nothing is charged until you have."),
    },
    "payment_refunded": {
        "label": _("Money comes back to you"),
        "icon": "turn",
        "sentence": _("%(amount)s for %(what)s is on its way back to you, by the way you paid."),
        "button": _("See the payment"),
        "more": _("Banks take up to ten days until it stands on your account."),
    },
    "refund_waits": {
        "label": _("Money waits for you to say where it should go"),
        "icon": "turn",
        "sentence": _("%(amount)s for %(what)s waits for you: coins have no way back of their own."),
        "button": _("Say where it should go"),
    },
    "refund_stuck": {
        "label": _("Money that is to come back to you is held up"),
        "icon": "warn",
        "sentence": _("%(amount)s for %(what)s could not be sent back to you."),
        "button": _("See the payment"),
        "more": _("The money is safe with us. Our staff look into it and write to you."),
    },
}


def declare() -> None:
    """Let these notices exist, and hear what happens to payments."""
    for name, words in SENTENCES.items():
        kinds.declare(name, family=Family.MONEY, **words)
    tidings.paid.plug(payment_made)
    tidings.paid.plug(receipt_mail.ask)
    tidings.declined.plug(payment_declined)
    tidings.action_needed.plug(payment_waits)
    tidings.refunded.plug(payment_refunded)
    tidings.refund_waits.plug(refund_waits)
    tidings.refund_failed.plug(refund_stuck)


def payment_made(payment: Payment) -> None:
    _tell(payment, "payment_made", url=payment.get_absolute_url())


def payment_declined(payment: Payment) -> None:
    """Who stands before the page reads it there. What the site itself called off was not declined."""
    if payment.off_session and payment.status == Payment.Status.FAILED:
        why = failures.what_happened(payment)
        _tell(payment, "payment_declined", url=payment.checkout.get_absolute_url(), why=why)


def payment_waits(payment: Payment) -> None:
    _tell(payment, "payment_waits", url=payment.checkout.get_absolute_url())


def payment_refunded(refund: Refund) -> None:
    _tell_of_refund(refund, "payment_refunded")


def refund_waits(refund: Refund) -> None:
    _tell_of_refund(refund, "refund_waits")


def refund_stuck(refund: Refund) -> None:
    _tell_of_refund(refund, "refund_stuck")


def _tell_of_refund(refund: Refund, kind: str) -> None:
    key = f"{refund.pk}:{refund.attempt}"
    url = reverse("payments:receipt", args=[refund.payment_id])
    _tell(refund.payment, kind, key=key, url=url, amount=refund.amount)


def _tell(payment: Payment, kind: str, *, url: str, key: str = "", amount: Money | None = None, **facts: Any) -> None:
    sum_ = amount or payment.amount
    lines = payment.checkout.lines.order_by("place").values_list("title", flat=True)
    notices.tell_party(
        payment.payer,
        kind,
        key=key or str(payment.pk),
        url=url,
        amount={"minor": to_minor(sum_), "currency": sum_.currency.code},
        what=", ".join(lines),
        **facts,
    )
