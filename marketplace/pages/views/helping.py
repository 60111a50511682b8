"""Help: the index with its search, and the articles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.pages import articles
from marketplace.pages.search import search


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All articles by group, or those that answer `?q=`."""
    question = request.GET.get("q", "").strip()[:200]
    context = {"question": question, "found": search(question), "groups": articles.grouped()}
    return render(request, "pages/help/index.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, with the others of its group beside it."""
    if slug not in articles.helps():
        raise Http404
    shown = articles.helps()[slug]
    beside = [one for one in articles.helps().values() if one.group == shown.group]
    return render(request, "pages/help/article.html", {"article": shown, "beside": beside})
