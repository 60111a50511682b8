"""The receipt of an erasure: what was deleted and what stays, in counts. It says of nobody who they were."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Erasure
from accounts.privacy import port
from marketplace.kit import outbox
from marketplace.kit.models import OutboxMessage

MAIL = "erasure_receipt_mail"
_COUNTS = ("deleted", "changed", "kept", "files")


@dataclass(frozen=True)
class Line:
    """One kind on the receipt: how many rows were deleted, made nameless or kept, and how many files went."""

    title: str
    deleted: int
    changed: int
    kept: int
    files: int
    why: str


def lines(erasure: Erasure) -> list[Line]:
    """The receipt's lines, without the kinds in which there was nothing."""
    return [_line(entry) for entry in erasure.outcome if any(entry[name] for name in _COUNTS)]


def seal(erasure: Erasure) -> str:
    """SHA-256 over the receipt as JSON (keys sorted, no spaces, UTC): who holds both can show that they belong."""
    said = {
        "erasure": str(erasure.pk),
        "done_at": erasure.done_at.isoformat() if erasure.done_at else "",
        "outcome": erasure.outcome,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def send(erasure: Erasure, *, to: str, language: str) -> None:
    """Send the receipt by mail, in the act's own transaction."""
    outbox.put(MAIL, str(erasure.pk), to=to, language=language)


@outbox.delivers(MAIL)
def deliver(key: str, *, to: str = "", language: str = "") -> None:
    """Send it, and forget the address with the commit that says it was sent."""
    erasure = Erasure.objects.filter(pk=key).first()
    if erasure is None or not to:
        return
    with translation.override(language or settings.LANGUAGE_CODE):
        _message(erasure, key, to).send()
    OutboxMessage.objects.filter(kind=MAIL, key=key).update(payload={})


def _message(erasure: Erasure, key: str, to: str) -> EmailMultiAlternatives:
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "erasure": erasure,
        "lines": lines(erasure),
        "act": _("Look at the receipt"),
        "act_url": f"{settings.SITE_URL}{reverse('accounts:receipt', args=[erasure.token])}",
    }
    message = EmailMultiAlternatives(
        subject=_("Your account at %(site)s is deleted") % {"site": settings.SITE_NAME},
        body=render_to_string("accounts/privacy/receipt_mail.txt", context),
        to=[to],
        headers={"X-Message-Key": key},
    )
    message.attach_alternative(render_to_string("accounts/privacy/receipt_mail.html", context), "text/html")
    return message


def _line(entry: dict[str, Any]) -> Line:
    """The words are today's; a kind that no code knows any more goes by its label."""
    counts = {name: entry[name] for name in _COUNTS}
    try:
        handler = port.handler_of(entry["kind"])
    except KeyError:
        return Line(entry["kind"], why="", **counts)
    why = str(handler.why) if entry["changed"] or entry["kept"] else ""
    return Line(str(handler.title), why=why, **counts)
