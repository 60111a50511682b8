"""Notices as mails: one with its button, or several as a digest; in the reader's language, as text and as HTML."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import guests
from accounts.models import User
from marketplace.kit import outbox
from social import channels, kinds, rest, unsubscribing, why
from social.families import Family
from social.models import Notice
from social.together import Bundle, bundles

MOST_IN_A_DIGEST = 40


@outbox.delivers(channels.MAIL)
def send(key: str, *, notices: list[str], digest: str = "") -> None:
    """Mail these notices of one person: one alone, or several as one mail. digest: "day" or "week".

    Nothing is sent of what is gone, switched off since, or no longer theirs to see.
    """
    rows = Notice.objects.with_words().select_related("user").filter(pk__in=notices, user__is_active=True)
    found = [notice for notice in rows.order_by("-created_at", "-pk") if why.still_goes(notice)]
    if not found:
        return
    user = found[0].user
    with translation.override(user.language or settings.LANGUAGE_CODE), timezone.override(rest.zone_of(user.timezone)):
        told = bundles(found)
        message = _one(told[0]) if len(told) == 1 and not digest else _several(told, digest)
        message.extra_headers["X-Message-Key"] = key
        message.send()


def _one(bundle: Bundle) -> EmailMultiAlternatives:
    notice, kind = bundle.notice, bundle.kind
    sentence = bundle.plain()
    context = {
        "sentence": sentence,
        "more": kinds.plain(notice, kind.more),
        "others": bundle.each() if bundle.others else [],
        "act": kind.button,
        "act_url": guests.way(notice.user, bundle.url),
        "why": why.sentence(notice),
        "change_url": "" if notice.user.is_guest else f"{settings.SITE_URL}{why.settings_of(kind)}",
    }
    return _message(notice.user, sentence, "mail", context, stops=[] if kind.is_locked else [kind.name])


def _several(told: list[Bundle], digest: str) -> EmailMultiAlternatives:
    """The families in their order, and in each the newest first."""
    user, shown = told[0].notice.user, told[:MOST_IN_A_DIGEST]
    shown.sort(key=lambda bundle: Family.values.index(bundle.kind.family))
    groups = groupby(shown, key=lambda bundle: Family(bundle.kind.family).label)
    subject = _subject(len(told), digest)
    context = {
        "subject": subject,
        "groups": [(label, list(of_family)) for label, of_family in groups],
        "first": told[0].plain(),
        "left": len(told) - len(shown),
        "digest": digest,
        "act": _("Open your notices"),
        "act_url": f"{settings.SITE_URL}{reverse('social:notices')}",
        "change_url": f"{settings.SITE_URL}{reverse('social:settings')}",
    }
    stops = sorted({f"*{one.notice.mail}" if digest else one.kind.name for one in told if not one.kind.is_locked})
    return _message(user, subject, "digest", context, stops=stops)


def _subject(count: int, digest: str) -> str:
    words = {
        "day": ngettext("Your day: %(n)d notice", "Your day: %(n)d notices", count),
        "week": ngettext("Your week: %(n)d notice", "Your week: %(n)d notices", count),
    }
    return words.get(digest, ngettext("%(n)d notice that waited", "%(n)d notices that waited", count)) % {"n": count}


def _message(
    user: User, subject: str, template: str, context: dict[str, Any], *, stops: list[str]
) -> EmailMultiAlternatives:
    """The mail in both forms. stops: what its unsubscribe link switches off; nothing for what can't be."""
    stop_url = unsubscribing.address(user, stops) if stops else ""
    whole = {**context, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "stop_url": stop_url}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"social/notices/{template}.txt", whole),
        to=[user.mail_address],
        headers={"Auto-Submitted": "auto-generated", **unsubscribing.headers(stop_url)},
    )
    message.attach_alternative(render_to_string(f"social/notices/{template}.html", whole), "text/html")
    return message
