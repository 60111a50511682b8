"""Updates: for everybody to read, each on a page of its own; for their maker to write, publish and illustrate."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, guests_too, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import ties, updates
from fundraising.forms.update import MomentForm, UpdateForm, UpdatePictureForm
from fundraising.models import Fundraiser, Update, UpdatePicture
from fundraising.views.deliveries import frame, made_by
from marketplace.catalog.models import Listing
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.pagination import page_of
from social import notices, talks

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 10
Status = Update.Status


@require_safe
@guests_too
def every(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a fundraiser told, the newest first; of what is for backers, others read that it is there."""
    found = Fundraiser.objects.visible_to(request.user).with_face()
    fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    rows = fundraiser.updates.published().prefetch_related("pictures")
    page = page_of(rows, order=["-published_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE)
    readable = set(
        Update.objects.readable_by(request.user)
        .filter(pk__in=[one.pk for one in page.items])
        .values_list("pk", flat=True)
    )
    context = {
        "section": "fund", "fundraiser": fundraiser, "listing": fundraiser.listing, "page": page,
        "rows": [(one, one.pk in readable) for one in page.items],
    }  # fmt: skip
    return render(request, "fundraising/updates/every.html", context)


@require_safe
@guests_too
def update(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One update, and what is said about it. A draft is its maker's alone."""
    shown = _readable(request, pk)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    context = {
        "section": "fund", "update": shown, "listing": shown.fundraiser.listing, "fundraiser": shown.fundraiser,
        "kind": updates.KIND,
        "talk": _talk(request, shown),
        "is_own": _is_own(request, shown),
    }  # fmt: skip
    return render(request, "fundraising/updates/update.html", context)


@require_safe
@signed_in
def mine(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of one's own, drafts first."""
    fundraiser = made_by(request, slug)
    drafts = list(fundraiser.updates.exclude(status=Status.PUBLISHED).order_by("-updated_at"))
    published = fundraiser.updates.published()
    page = page_of(published, order=["-published_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE * 2)
    context = {**frame(fundraiser, "updates"), "drafts": drafts, "page": page}
    return render(request, "fundraising/updates/mine.html", context)


@require_http_methods(GET_OR_POST)
@signed_in
def write(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin one."""
    fundraiser = made_by(request, slug)
    form = _form(request.POST if request.method == "POST" else None, fundraiser)
    if form.is_bound and form.is_valid():
        try:
            made = updates.write(fundraiser, **form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, _edit_url(made), said=_("Saved. Only you see it."))
    return render_form(request, "fundraising/updates/write.html", form, **frame(fundraiser, "updates"))


@require_http_methods(GET_OR_POST)
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write on, look at it, and publish it."""
    shown = _own(request, pk)
    if request.method != "POST":
        return _page(request, shown)
    form = _form(request.POST, shown.fundraiser)
    return _answer(request, shown, form, updates.change, "form", _("Saved."))


@require_POST
@signed_in
def publish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell it now."""
    shown = _own(request, pk)
    said = _("Published. Your backers are told.")
    return answers.after(request, lambda: updates.publish(shown, by=request.user), to=shown, said=said)


@require_POST
@signed_in
def schedule(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell it later, by itself."""
    shown = _own(request, pk)
    return _answer(
        request, shown, MomentForm(request.POST), updates.schedule, "moment", _("It is published by itself.")
    )


@require_POST
@signed_in
def hold_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Not by itself after all."""
    shown = _own(request, pk)
    said = _("It waits for your word again.")
    return answers.after(request, lambda: updates.hold_back(shown, by=request.user), to=_edit_url(shown), said=said)


@require_POST
@signed_in
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    shown = _own(request, pk)
    to = reverse("fundraising:maker_updates", args=[shown.fundraiser.listing.slug])
    return answers.after(request, lambda: updates.discard(shown, by=request.user), to=to, said=_("Thrown away."))


@require_POST
@signed_in
def add_picture(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One picture more."""
    shown = _own(request, pk)

    def act(update: Update, picture: Any, alt: str, by: Any) -> None:
        updates.add_picture(update, picture, alt=alt, by=by)

    form = UpdatePictureForm(request.POST, request.FILES)
    return _answer(request, shown, form, act, "picture", _("Added."))


@require_POST
@signed_in
def remove_picture(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One picture less."""
    mine = Party.objects.acted_for_by(request.user)
    rows = UpdatePicture.objects.filter(update__fundraiser__listing__owner__in=mine)
    picture = get_object_or_404(rows.select_related("update"), pk=pk)
    to = _edit_url(picture.update)
    return answers.after(request, lambda: updates.remove_picture(picture, by=request.user), to=to, said=_("Removed."))


def _form(data: Any, fundraiser: Fundraiser, **more: Any) -> UpdateForm:
    """It asks whether it is the report only where something is held back until then."""
    return UpdateForm(data, waits_for_report=ties.report_of(fundraiser).exists(), **more)


def _answer(
    request: SignedInRequest, shown: Update, form: forms.Form, act: Callable[..., Any], name: str, said: str
) -> HttpResponse:
    """Do it and stay at its page; where something is wrong, with what was typed."""
    if form.is_valid():
        try:
            act(shown, **form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, _edit_url(shown), said=said)
    return _page(request, shown, status=422, **{name: form})


def _page(request: SignedInRequest, shown: Update, *, status: int = 200, **asked: forms.Form) -> HttpResponse:
    written = {name: getattr(shown, name) for name in ("title", "body", "is_for_backers", "is_report")}
    context = {
        **frame(shown.fundraiser, "updates"),
        "update": shown,
        "pictures": list(shown.pictures.all()),
        "most": updates.MOST_PICTURES,
        "form": _form(None, shown.fundraiser, initial=written),
        "moment": MomentForm(initial={"at": shown.publish_at}),
        "picture": UpdatePictureForm(),
        **asked,
    }
    if shown.status == Status.PUBLISHED:  # who reads it, and what it is, stays
        for name in ("is_for_backers", "is_report"):
            context["form"].fields.pop(name, None)
    return render(request, "fundraising/updates/edit.html", context, status=status)


def _talk(request: HttpRequest, shown: Update) -> talks.Talk | None:
    if shown.status != Status.PUBLISHED:
        return None
    said = _("Who backs it can comment.")
    reader = AnonymousUser() if getattr(request.user, "is_guest", False) else request.user  # guests read, not write
    return talks.of(updates.KIND, shown.pk, reader, after=request.GET.get("after"), visitors=said)


def _readable(request: HttpRequest, pk: UUID) -> Update:
    rows = Update.objects.readable_by(request.user)
    seen = rows.filter(fundraiser__in=Fundraiser.objects.visible_to(request.user))
    found: Update = get_object_or_404(
        seen.select_related("fundraiser__listing__owner").prefetch_related("pictures"), pk=pk
    )
    return found


def _own(request: SignedInRequest, pk: UUID) -> Update:
    mine = Party.objects.acted_for_by(request.user)
    rows = Update.objects.filter(fundraiser__listing__owner__in=mine)
    found: Update = get_object_or_404(rows.select_related("fundraiser__listing__owner"), pk=pk)
    return found


def _is_own(request: HttpRequest, shown: Update) -> bool:
    return request.user.is_authenticated and (
        Party.objects.acted_for_by(request.user).filter(pk=shown.fundraiser.listing.owner_id).exists()
    )


def _edit_url(shown: Update) -> str:
    return reverse("fundraising:edit_update", args=[shown.pk])
