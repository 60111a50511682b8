"""The mail that this copy sent, where it is kept instead of sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from marketplace.local import mail

# What a mail may do in its frame: look like itself, open links in a tab of their own, and nothing else.
FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
View = Callable[..., HttpResponse]


def where_mail_is_kept(view: View) -> View:
    """The page exists on a one-machine run and in development only; anywhere else the mail went to its reader."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.EMBEDDED or settings.DEBUG):
            raise Http404
        return view(request, *args, **kwargs)

    return kept


@require_safe
@never_cache
@where_mail_is_kept
def letters(request: HttpRequest) -> HttpResponse:
    """Every message, newest first."""
    return render(request, "local/mail/list.html", {"letters": mail.kept(), "most": mail.MOST_SHOWN})


@require_safe
@never_cache
@where_mail_is_kept
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One message: as its reader sees it, and its text part."""
    return render(request, "local/mail/letter.html", {"letter": _letter(name)})


@require_safe
@never_cache
@where_mail_is_kept
@xframe_options_sameorigin
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, for the frame."""
    html = '<base target="_blank">' + _letter(name).html
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME})


def _letter(name: str) -> mail.Letter:
    found = mail.letter(name)
    if found is None:
        raise Http404
    return found
