from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.bare.models import Row


def rows(request: HttpRequest) -> HttpResponse:
    """The newest 24."""
    newest = Row.objects.filter(is_live=True).order_by("-published_at", "-id")[:24]
    return render(request, "bare/rows.html", {"rows": newest})


urlpatterns = [path("", rows)]
