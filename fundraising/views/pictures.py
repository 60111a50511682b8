"""The pictures of a fundraiser, for its maker."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from fundraising import pictures
from fundraising.forms.pictures import PictureForm, WordsForm
from fundraising.models import Fundraiser
from fundraising.views.editor import frame, mine
from marketplace.kit.htmx import after_act
from portfolios.models import Media

NAME = "pictures"


@require_safe
@signed_in
def shown(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of them, with the words beside each, and one more."""
    return _page(request, mine(request, slug), PictureForm())


@require_POST
@signed_in
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more."""
    fundraiser = mine(request, slug)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, fundraiser, form)
    said = form.cleaned_data
    try:
        pictures.add(fundraiser, said["picture"], alt=said["alt"], caption=said["caption"], by=request.user)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, fundraiser, form)
    return after_act(request, _all(slug), said=_("Added."))


@require_POST
@signed_in
def describe(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """The words of one."""
    fundraiser, picture = _mine(request, slug, pk)
    form = WordsForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, fundraiser, PictureForm(), wrong={picture.pk: form})
    words = form.cleaned_data
    return answers.after(
        request,
        lambda: pictures.describe(fundraiser, picture, **words, by=request.user),
        to=_all(slug),
        said=_("Saved."),
    )


@require_POST
@signed_in
def put_first(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let it be the cover."""
    fundraiser, picture = _mine(request, slug, pk)
    said = _("It is the cover now.")
    return answers.after(
        request, lambda: pictures.put_first(fundraiser, picture, by=request.user), to=_all(slug), said=said
    )


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """One less."""
    fundraiser, picture = _mine(request, slug, pk)
    said = _("Removed.")
    return answers.after(
        request, lambda: pictures.remove(fundraiser, picture, by=request.user), to=_all(slug), said=said
    )


def _mine(request: SignedInRequest, slug: str, pk: UUID) -> tuple[Fundraiser, Media]:
    fundraiser = mine(request, slug)
    return fundraiser, get_object_or_404(fundraiser.listing.media, pk=pk)


def _all(slug: str) -> str:
    return reverse("fundraising:step", args=[slug, NAME])


def _page(
    request: SignedInRequest, fundraiser: Fundraiser, form: PictureForm, wrong: dict[UUID, WordsForm] | None = None
) -> HttpResponse:
    held = list(fundraiser.listing.media.all())
    rows = [(one, (wrong or {}).get(one.pk) or _words(one)) for one in held]
    is_wrong = bool(wrong) or form.is_bound
    context = {**frame(request, fundraiser, NAME), "rows": rows, "form": form, "most": pictures.MOST}
    return render(request, "fundraising/making/pictures.html", context, status=422 if is_wrong else 200)


def _words(picture: Media) -> WordsForm:
    return WordsForm(prefix=str(picture.pk), initial={"alt": picture.alt, "caption": picture.caption})
