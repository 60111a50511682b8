"""The site's own papers: terms, privacy, accessibility, about."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.privacy import retention
from marketplace.pages import articles


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper, in one column."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    kept = retention.rules() if slug == "privacy" else []
    return render(request, "pages/paper.html", {"paper": articles.paper(slug), "address": address, "kept": kept})
