"""Answers that serve a plain browser and htmx alike, so that every page works without JavaScript.

if not form.is_valid():
    return render_form(request, "projects/jobs/new.html", form)
job = jobs.post(by=request.user, **form.cleaned_data)
return after_act(request, job, said=_("Posted."))
"""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page: not for a boosted link or a way back through the history."""
    asked = request.headers
    return "HX-Request" in asked and "HX-Boosted" not in asked and "HX-History-Restore-Request" not in asked


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or for htmx the named partial of the same template (`{% partialdef results %}`)."""
    name = f"{template}#{fragment}" if fragment and is_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_form(
    request: HttpRequest, template: str, form: BaseForm, *, fragment: str = "", **context: Any
) -> HttpResponse:
    """The page again with what was typed and what is wrong with it: 422. For a form not sent yet, just the page."""
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, template, {"form": form, **context}, fragment=fragment, status=status)


def after_act(request: HttpRequest, to: Any, *, said: str = "") -> HttpResponse:
    """Go on to the next page after something was done, and say there what was done.

    to: a model with a page, a URL name or a path, as `redirect()` takes them.
    """
    if said:
        messages.success(request, said)
    address = resolve_url(to)
    return HttpResponseClientRedirect(address) if is_fragment(request) else HttpResponseRedirect(address, status=303)
