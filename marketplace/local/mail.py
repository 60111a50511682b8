"""Mail on a one-machine run: every message is kept under var/mail, and a page of the site shows it."""

import email
import email.policy
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as Parsed
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")
MOST_SHOWN = 100


class KeptMail(BaseEmailBackend):
    """Keeps each message as one file, named so that the newest sorts last."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():019}-{secrets.token_hex(4)}"
            part = settings.MAIL_DIR / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(part.with_suffix(".eml"))  # whole or not there, for whoever reads the list meanwhile
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """A kept message, as the page shows it. `html` is empty where there is a text alone."""

    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """The message in this file."""
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, Parsed)
        return cls(
            name=path.stem,
            to=str(message["To"] or ""),
            sender=str(message["From"] or ""),
            subject=str(message["Subject"] or ""),
            sent_at=parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC),  # Django writes UTC
            text=_part(message, "plain"),
            html=_part(message, "html"),
        )

    @property
    def code(self) -> str:
        """The code that the message brings, if it brings one: what a person came to this page for."""
        found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", self.text, re.MULTILINE)
        return found[1] if found else ""


def kept() -> list[Letter]:
    """The last messages, newest first."""
    newest = sorted(settings.MAIL_DIR.glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return [Letter.read(path) for path in newest]


def letter(name: str) -> Letter | None:
    """The message of this name; None where there is none."""
    path = settings.MAIL_DIR / f"{name}.eml"
    return Letter.read(path) if NAME.fullmatch(name) and path.is_file() else None


def _part(message: Parsed, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""
