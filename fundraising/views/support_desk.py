"""A maker's desk for standing support: the page, its tiers, posts, and who supports."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import support_pages, support_posts, support_standing
from fundraising.forms.support import CloseForm, PageForm, PostFileForm, PostForm, TierForm
from fundraising.models import Support, SupportFile, SupportPage, SupportPost, SupportTier
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from marketplace.kit.refusals import Refused
from projects.views import keeping
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]
DESK = "fundraising:my_support"
PER_PAGE = 30


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def desk(request: SignedInRequest) -> HttpResponse:
    """The page as its maker runs it. Saying what it is for makes it."""
    page = _desk(request)
    form = PageForm(keeping.sent(request), page=page)
    if request.method == "POST" and form.is_valid():
        page = support_pages.begin(page.owner, by=request.user)
        try:
            support_pages.describe(page, by=request.user, **form.cleaned_data)
            return after_act(request, DESK, said=_("Saved."))
        except Refused as refusal:
            form.add_error("currency", str(refusal))
    context: dict[str, Any] = {"form": form}
    if not page._state.adding:
        context |= {"tiers": support_standing.tiers(page), "income": support_standing.income(page)}
    return _answer(request, page, "desk", context, form)


@require_POST
@signed_in
def open_page(request: SignedInRequest) -> HttpResponse:
    """Take supporters."""
    page = _mine(request)
    said = _("It is open. Anybody can support you now.")
    return answers.after(request, lambda: support_pages.open(page, by=request.user), to=DESK, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def close_page(request: SignedInRequest) -> HttpResponse:
    """What closing does, in figures; then, with the maker's name typed, it takes nobody new and charges nobody."""
    page = _mine(request)
    if not page.is_open:
        return redirect(DESK)
    income = support_standing.income(page)
    form = CloseForm(request.POST if request.method == "POST" else None, page=page, supporters=income.supporters)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, page, "close", {"form": form, "income": income}, form)
    said = _("It is closed. Your supporters have been told; nobody is charged any more.")
    return answers.after(request, lambda: support_pages.close(page, by=request.user), to=DESK, said=said)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def tier(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """A new tier, or one that is said anew."""
    page = _mine(request)
    shown = get_object_or_404(SupportTier.objects.filter(page=page, retired_at=None), pk=pk) if pk else None
    form = TierForm(keeping.sent(request), page=page, tier=shown)
    if request.method == "POST" and form.is_valid():
        try:
            if shown:
                support_pages.change(shown, form.offer(), by=request.user)
            else:
                support_pages.offer(page, form.offer(), by=request.user)
            return after_act(request, DESK, said=_("Saved."))
        except Refused as refusal:
            form.refuse(refusal)
    return _answer(request, page, "tier", {"form": form, "tier": shown}, form)


@require_POST
@signed_in
def retire(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer it no more."""
    shown = get_object_or_404(SupportTier.objects.filter(page=_mine(request)), pk=pk)
    said = _("It is not offered any more. Who has it keeps it.")
    return answers.after(request, lambda: support_pages.retire(shown, by=request.user), to=DESK, said=said)


@require_safe
@signed_in
def posts(request: SignedInRequest) -> HttpResponse:
    """What one wrote for supporters, drafts too."""
    page = _mine(request)
    found = page.posts.select_related("tier")
    shown = page_of(found, order=["-pk"], after=request.GET.get("after"), size=PER_PAGE)
    return _answer(request, page, "posts", {"posts": shown})


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def post(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Write a post, or change one, with a file that was chosen. Published, it stays so."""
    page = _mine(request)
    shown = _post(page, pk) if pk else None
    form = PostForm(keeping.sent(request), page=page, post=shown)
    if request.method == "POST" and shown:
        return _write(request, shown, to=reverse("fundraising:my_support_posts"))
    if request.method == "POST" and form.is_valid():
        made = support_pages.write(page, by=request.user, **form.cleaned_data)
        return after_act(request, _edit_url(made), said=_("Saved: %(title)s") % {"title": made.title})
    return _answer(request, page, "post", {"form": form, "post": shown, "adding": PostFileForm()}, form)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_support_post")
@signed_in
def attach(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One file more, beside what stands in the form."""
    shown, adding = _post(_mine(request), pk), PostFileForm(request.POST, request.FILES)
    return _write(request, shown, to=f"{_edit_url(shown)}#files", said=_("The file is there."), adding=adding)


@require_POST
@keeping.keeps_typed_for("fundraising:edit_support_post", "pk")
@signed_in
def detach(request: SignedInRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One file less, beside what stands in the form."""
    shown = _post(_mine(request), pk)
    one = get_object_or_404(SupportFile.objects.filter(post=shown).select_related("post__page"), pk=file)

    def act() -> None:
        support_posts.detach(one, by=request.user)

    return _write(request, shown, act, to=f"{_edit_url(shown)}#files", said=_("Removed."))


@require_POST
@signed_in
def publish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let supporters read it."""
    shown = _post(_mine(request), pk)
    said = _("Published. Who may read it is told.")
    act = support_pages.publish
    return answers.after(request, lambda: act(shown, by=request.user), to="fundraising:my_support_posts", said=said)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let nobody read it any more."""
    shown = _post(_mine(request), pk)
    said = _("Nobody reads it any more.")
    act = support_pages.withdraw
    return answers.after(request, lambda: act(shown, by=request.user), to="fundraising:my_support_posts", said=said)


@require_safe
@signed_in
def supporters(request: SignedInRequest) -> HttpResponse:
    """Who supports, the newest first, and what that brings."""
    page = _mine(request)
    notices.mark_read(request.user, url=request.path)
    found = page.supports.exclude(status__in=[Support.Status.BEGUN, Support.Status.ABANDONED])
    found = found.select_related("supporter", "tier", "page")
    shown = page_of(found, order=["-pk"], after=request.GET.get("after"), size=PER_PAGE)
    return _answer(request, page, "supporters", {"supports": shown, "income": support_standing.income(page)})


def _write(
    request: SignedInRequest, shown: SupportPost, act: Callable[[], Any] | None = None, *, to: str, said: str = "",
    adding: PostFileForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Write down what stands in the form and do what the button says, both or neither; then keep a file that was
    chosen. Where something is wrong the form comes back with what was typed."""
    form = PostForm(request.POST, page=shown.page, post=shown)
    if request.FILES.get("file"):
        adding = PostFileForm(request.POST, request.FILES)
    if [one for one in (form, adding) if one and not one.is_valid()]:
        return _again(request, shown, form, adding)
    with transaction.atomic():
        support_pages.write(shown.page, by=request.user, post=shown, **form.cleaned_data)
        if act:
            act()
    if adding:
        try:
            support_posts.attach(shown, adding.cleaned_data["file"], by=request.user)
        except Refused as refusal:
            adding.add_error("file", str(refusal))
            return _again(request, shown, form, adding)
    return after_act(request, to, said=said or _("Saved: %(title)s") % {"title": shown.title})


def _again(request: SignedInRequest, shown: SupportPost, form: PostForm, adding: PostFileForm | None) -> HttpResponse:
    context = {"form": form, "post": shown, "adding": adding or PostFileForm()}
    return _answer(request, shown.page, "post", context, form if form.errors else adding)


def _post(page: SupportPage, pk: UUID) -> SupportPost:
    found: SupportPost = get_object_or_404(page.posts.select_related("tier"), pk=pk)
    return found


def _edit_url(shown: SupportPost) -> str:
    return reverse("fundraising:edit_support_post", args=[shown.pk])


def _owner(request: SignedInRequest) -> Party:
    return acting.of(request, request.user).party


def _desk(request: SignedInRequest) -> SupportPage:
    """The page of whom one acts for, or what it would be."""
    owner = _owner(request)
    found = SupportPage.objects.filter(owner=owner).select_related("owner").prefetch_related("tiers").first()
    return found or SupportPage(owner=owner, currency=request.user.currency)


def _mine(request: SignedInRequest) -> SupportPage:
    page: SupportPage = get_object_or_404(
        SupportPage.objects.select_related("owner").prefetch_related("tiers"), owner=_owner(request)
    )
    return page


def _answer(
    request: SignedInRequest, page: SupportPage, name: str, context: dict[str, Any], form: forms.Form | None = None
) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    whole = {"section": "fund", "page": page, "at": name, "is_made": not page._state.adding, **context}
    return render(request, f"fundraising/support/desk/{name}.html", whole, status=status)
