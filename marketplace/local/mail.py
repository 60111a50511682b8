"""Mail on a one-machine run: every message is kept under var/mail, and a page of the site shows it."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from marketplace.kit.ids import uuid7


class KeptMail(BaseEmailBackend):
    """Keeps each message as one file, named so that the newest sorts last."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (settings.MAIL_DIR / f"{uuid7()}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)
