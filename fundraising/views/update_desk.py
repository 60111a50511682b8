"""Updates, for their maker: write one, illustrate it, publish it now or by itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import ties, updates
from fundraising.forms.update import MomentForm, UpdateForm, UpdatePictureForm
from fundraising.models import Fundraiser, Update, UpdatePicture
from fundraising.views.deliveries import frame, made_by
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.pagination import page_of
from projects.views import keeping

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 20
Status = Update.Status


@require_safe
@signed_in
def mine(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of one's own, drafts first."""
    fundraiser = made_by(request, slug)
    drafts = list(fundraiser.updates.exclude(status=Status.PUBLISHED).order_by("-updated_at"))
    published = fundraiser.updates.published()
    page = page_of(published, order=["-published_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {**frame(fundraiser, "updates"), "drafts": drafts, "page": page}
    return render(request, "fundraising/updates/mine.html", context)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def write(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin one."""
    fundraiser = made_by(request, slug)
    form = _form(keeping.sent(request), fundraiser)
    if request.method == "POST" and form.is_valid():
        try:
            made = updates.write(fundraiser, **form.cleaned_data, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, _edit_url(made), said=_("Saved. Only you see it."))
    return render_form(request, "fundraising/updates/write.html", form, **frame(fundraiser, "updates"))


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write on, look at it, and publish it."""
    shown = _own(request, pk)
    if request.method == "POST":
        return _do(request, shown, said=_("Saved."))
    if kept := keeping.sent(request):
        moment = MomentForm(initial={"at": kept.get("at")})
        picture = UpdatePictureForm(initial={"alt": kept.get("alt")})
        return _page(request, shown, form=_form(kept, shown.fundraiser), moment=moment, picture=picture)
    return _page(request, shown)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update")
@signed_in
def publish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell it now, as it stands in the form."""
    shown = _own(request, pk)
    said = _("Published. Your backers are told.")
    return _do(request, shown, lambda: updates.publish(shown, by=request.user), to=shown.get_absolute_url(), said=said)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update")
@signed_in
def schedule(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell it later, by itself."""
    shown, moment = _own(request, pk), MomentForm(request.POST)

    def act() -> None:
        updates.schedule(shown, moment.cleaned_data["at"], by=request.user)

    return _do(request, shown, act, said=_("It is published by itself."), moment=moment)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update")
@signed_in
def hold_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Not by itself after all."""
    shown = _own(request, pk)
    said = _("It waits for your word again.")
    return _do(request, shown, lambda: updates.hold_back(shown, by=request.user), said=said)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update")
@signed_in
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    shown = _own(request, pk)
    to = reverse("fundraising:maker_updates", args=[shown.fundraiser.listing.slug])
    return answers.after(request, lambda: updates.discard(shown, by=request.user), to=to, said=_("Thrown away."))


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update")
@signed_in
def add_picture(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One picture more."""
    shown, picture = _own(request, pk), UpdatePictureForm(request.POST, request.FILES)
    return _do(request, shown, said=_("Added."), picture=picture)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_update", "pk")
@signed_in
def remove_picture(request: SignedInRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """One picture less."""
    shown = _own(request, pk)
    one = get_object_or_404(UpdatePicture.objects.filter(update=shown).select_related("update"), pk=picture)
    return _do(request, shown, lambda: updates.remove_picture(one, by=request.user), said=_("Removed."))


def _form(data: Any, fundraiser: Fundraiser, **more: Any) -> UpdateForm:
    """It asks whether it is the report only where something is held back until then."""
    return UpdateForm(data, waits_for_report=ties.report_of(fundraiser).exists(), **more)


def _do(
    request: SignedInRequest, shown: Update, act: Callable[[], Any] | None = None, *, said: str, to: str = "",
    **asked: forms.Form,
) -> HttpResponse:  # fmt: skip
    """Write down what stands in the form, with a picture that was chosen, and do what the button says: all of it, or
    nothing. Where something is wrong its page comes back with what was typed."""
    written = _form(request.POST, shown.fundraiser)
    if request.FILES.get("picture") or request.POST.get("alt", "").strip():
        asked.setdefault("picture", UpdatePictureForm(request.POST, request.FILES))
    if [form for form in (written, *asked.values()) if not form.is_valid()]:
        return _page(request, shown, status=422, form=written, **asked)
    try:
        if picture := asked.pop("picture", None):
            updates.add_picture(
                shown, picture.cleaned_data["picture"], alt=picture.cleaned_data["alt"], by=request.user
            )
        with transaction.atomic():
            updates.change(shown, **written.cleaned_data, by=request.user)
            if act:
                act()
    except answers.REFUSALS as refusal:
        written.add_error(None, str(refusal))
        return _page(request, shown, status=422, form=written, **asked)
    return after_act(request, to or _edit_url(shown), said=said)


def _page(request: SignedInRequest, shown: Update, *, status: int = 200, **asked: forms.Form) -> HttpResponse:
    written = {name: getattr(shown, name) for name in ("title", "body", "is_for_backers", "is_report")}
    context = {
        **frame(shown.fundraiser, "updates"),
        "update": shown,
        "pictures": list(shown.pictures.all()),
        "most": updates.MOST_PICTURES,
        "form": _form(None, shown.fundraiser, initial=written),
        "moment": MomentForm(initial={"at": request.POST.get("at") or shown.publish_at}),
        "picture": UpdatePictureForm(),
        **asked,
    }
    if shown.status == Status.PUBLISHED:  # who reads it, and what it is, stays
        for name in ("is_for_backers", "is_report"):
            context["form"].fields.pop(name, None)
    return render(request, "fundraising/updates/edit.html", context, status=status)


def _own(request: SignedInRequest, pk: UUID) -> Update:
    mine = Party.objects.acted_for_by(request.user)
    rows = Update.objects.filter(fundraiser__listing__owner__in=mine)
    found: Update = get_object_or_404(rows.select_related("fundraiser__listing__owner"), pk=pk)
    return found


def _edit_url(shown: Update) -> str:
    return reverse("fundraising:edit_update", args=[shown.pk])
