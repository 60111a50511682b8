"""The receipt as a mail: line by line, with the document as a PDF. Once to everybody who acts for the payer."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import guests
from accounts.models import User
from marketplace.kit import clock, outbox
from marketplace.kit.money import format_money
from payments import breakdown, documents, prints, purposes, receipts
from payments.models import Document, Payment
from social import notices

KIND = "receipt_mail"
# The document is numbered in a line of its own, a moment after the payment. Without it the mail goes out all the same.
PATIENCE, PAUSE = timedelta(minutes=5), timedelta(seconds=5)


def ask(payment: Payment) -> None:
    """Let the receipt be mailed. In the payment's own transaction; twice changes nothing."""
    people = notices.people_behind(payment.payer)
    outbox.put_many(KIND, {f"{payment.pk}:{user.pk}": _what(payment, user) for user in people})


@outbox.delivers(KIND)
def send(key: str, *, payment: str, user: str) -> None:
    """Mail it to one person, in their language. Nothing to somebody who has left."""
    paid = Payment.objects.select_related("checkout__payer", "payer").get(pk=payment)
    reader = User.objects.filter(pk=user, is_active=True).first()
    if reader is None:
        return
    paper = documents.issued(("payment", paid.pk))
    if paper is None and paid.succeeded_at and clock.now() - paid.succeeded_at < PATIENCE:
        raise outbox.Later(clock.now() + PAUSE)
    with translation.override(reader.language or settings.LANGUAGE_CODE), timezone.override(reader.timezone or "UTC"):
        message = _message(paid, reader, paper)
    message.extra_headers["X-Message-Key"] = key
    message.send()


def _what(payment: Payment, user: User) -> dict[str, Any]:
    return {"payment": str(payment.pk), "user": str(user.pk)}


def _message(payment: Payment, reader: User, paper: Document | None) -> EmailMultiAlternatives:
    account = breakdown.of(payment.checkout)
    purpose = receipts.purpose(account)
    words = _("Receipt for a gift: %(sum)s") if purpose == purposes.GIFT else _("Receipt: %(sum)s")
    subject = words % {"sum": format_money(payment.amount)}
    context = {
        "subject": subject,
        "payment": payment,
        "account": account,
        "whereabouts": list(receipts.whereabouts(account)),
        "paper": paper,
        "purpose": purpose,
        "about_it": purposes.lede(purpose) if purpose else "",
        "act_url": guests.way(reader, payment.get_absolute_url()),
        "money_is_real": settings.MONEY_IS_REAL,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("payments/receipts/mail.txt", context),
        to=[reader.mail_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("payments/receipts/mail.html", context), "text/html")
    if paper is not None:
        message.attach(prints.name_of(paper), prints.of(paper).read(), "application/pdf")
    return message
