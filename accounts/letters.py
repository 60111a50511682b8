"""Mails of sign-up and sign-in: written down with the request, rendered and sent by a worker.

So a request takes as long for an address that has an account as for one that has none, and a mail server that is slow
keeps nobody waiting. What stands in them (a code above all) is sealed while it waits.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts import secrets
from marketplace.kit import clock, outbox
from marketplace.kit.ids import uuid7

KIND = "account_letter"
GOOD_FOR = timedelta(minutes=15)  # as long as a code in it


def put(template: str, to: str, context: Mapping[str, Any]) -> None:
    """Have this mail sent, in the language of now. template: as in `account/email/login_code`.

    Of the context, texts and numbers are kept; nothing else can wait in a table.
    """
    letter = {
        "template": template,
        "to": to,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "put_at": clock.now().isoformat(),
        "context": {name: value for name, value in context.items() if isinstance(value, str | int)},
    }
    outbox.put(KIND, uuid7().hex, sealed=secrets.seal(json.dumps(letter)))


@outbox.delivers(KIND)
def send(key: str, *, sealed: str) -> None:
    """Send one. A code that has run out meanwhile stays here. Raises secrets.NotOurs after a change of keys."""
    letter = json.loads(secrets.unseal(sealed))
    is_late = clock.now() - datetime.fromisoformat(letter["put_at"]) > GOOD_FOR
    if is_late and "code" in letter["context"]:
        return
    with translation.override(letter["language"]):
        message(letter["template"], letter["to"], letter["context"], key).send()


def message(template: str, to: str, context: Mapping[str, Any], key: str) -> EmailMultiAlternatives:
    """The mail as text and as HTML, in the active language. key: names it for whoever gets it twice."""
    frame = {**context, "email": to, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"{template}_subject.txt", frame).split())
    body = render_to_string(f"{template}_message.txt", frame).strip()
    made = EmailMultiAlternatives(subject, body, to=[to], headers={"X-Message-Key": key})
    made.attach_alternative(render_to_string(f"{template}_message.html", frame), "text/html")
    return made
