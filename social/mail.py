"""A notice as a mail: the same sentence, in the reader's language, as text and as HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from marketplace.kit import outbox
from social import kinds, notices
from social.models import Notice


@outbox.delivers(notices.MAIL)
def send(key: str, *, notice: str) -> None:
    """Send the mail of one notice. Nothing is sent where the notice or its reader is gone."""
    found = Notice.objects.with_words().select_related("user").filter(pk=notice, user__is_active=True).first()
    if found:
        with translation.override(found.user.language or settings.LANGUAGE_CODE):
            _message(found, key).send()


def _message(notice: Notice, key: str) -> EmailMultiAlternatives:
    context = _context(notice)
    message = EmailMultiAlternatives(
        subject=context["sentence"],
        body=render_to_string("social/notices/mail.txt", context),
        to=[notice.user.email],
        headers={"X-Message-Key": key},
    )
    message.attach_alternative(render_to_string("social/notices/mail.html", context), "text/html")
    return message


def _context(notice: Notice) -> dict[str, Any]:
    kind = kinds.of(notice)
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "notice": notice,
        "sentence": " ".join(kinds.plain(notice).split()),
        "more": kinds.plain(notice, kind.more),
        "act": kind.button,
        "act_url": f"{settings.SITE_URL}{notice.url}",
        "notices_url": f"{settings.SITE_URL}{reverse('social:notices')}",
    }
