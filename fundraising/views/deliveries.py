"""The board of parcels, for who has promised them: look, send many at once, take the table out, print slips."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import carriers, deliveries, parcels
from fundraising.deliveries import Parcel
from fundraising.forms.delivery import ManySentForm
from fundraising.models import Delivery, Fundraiser, Survey
from fundraising.parcels import Filter
from marketplace.kit import csv_files, ids
from marketplace.kit.pagination import page_of

PER_PAGE = 50
SLIPS = 200


@require_safe
@signed_in
def board(request: SignedInRequest, slug: str) -> HttpResponse:
    """All parcels, by state, with what to do about them."""
    fundraiser = made_by(request, slug)
    return _page(request, fundraiser, Filter.of(request.GET))


@require_POST
@signed_in
def send_many(request: SignedInRequest, slug: str) -> HttpResponse:
    """The chosen rows have left, together."""
    fundraiser = made_by(request, slug)
    form = ManySentForm(request.POST)
    chosen = [pk for text in request.POST.getlist("chosen")[:1000] if (pk := ids.read(text))]
    numbers = list(fundraiser.deliveries.filter(pk__in=chosen).values_list("number", flat=True))
    back = _back(request, fundraiser)
    if not form.is_valid() or not numbers:
        messages.error(request, _("Choose at least one row, and a carrier of at most 40 letters."))
        return redirect(back)
    try:
        sent = deliveries.ship(
            fundraiser, [Parcel(number, form.cleaned_data["carrier"]) for number in numbers], by=request.user
        )
    except answers.REFUSALS as refusal:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": refusal})
        return redirect(back)
    said = ngettext("%(n)d is sent. Its backer is told.", "%(n)d are sent. Their backers are told.", sent)
    messages.success(request, said % {"n": sent})
    return redirect(back)


@require_safe
@signed_in
def table(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """The same rows as a file, to fill in and send back."""
    fundraiser = made_by(request, slug)
    survey = survey_of(fundraiser)
    rows = Filter.of(request.GET).rows(fundraiser).order_by("number")
    return csv_files.answer(parcels.head(survey), parcels.cells(rows, survey), named=f"parcels-{slug[:60]}.csv")


@require_safe
@signed_in
def slips(request: SignedInRequest, slug: str) -> HttpResponse:
    """A packing slip for each backer of these rows, to print. What is to be sent, unless another state is chosen."""
    fundraiser = made_by(request, slug)
    asked = Filter.of(request.GET)
    if not asked.state:
        asked = Filter(Delivery.Status.TO_SHIP, asked.reward, asked.country, asked.is_late, asked.words)
    found = parcels.slips(asked.rows(fundraiser), survey_of(fundraiser), most=SLIPS + 1)
    context = {
        **frame(fundraiser, "deliveries"), "slips": found[:SLIPS], "is_cut": len(found) > SLIPS, "most": SLIPS,
        "state": Delivery.Status(asked.state).label,
    }  # fmt: skip
    return render(request, "fundraising/fulfilment/slips.html", context)


def made_by(request: SignedInRequest, slug: str) -> Fundraiser:
    """One that this person answers for: addresses and money of others are no matter of a whole company."""
    mine = Party.objects.acted_for_by(request.user)
    found = Fundraiser.objects.filter(listing__owner__in=mine, listing__published_at__isnull=False).with_face()
    shown: Fundraiser = get_object_or_404(found, listing__slug=slug, filing__isnull=True)
    return shown


def survey_of(fundraiser: Fundraiser) -> Survey | None:
    """Its survey with the questions; None where none was begun."""
    return Survey.objects.filter(fundraiser=fundraiser).prefetch_related("questions__reward").first()


def frame(fundraiser: Fundraiser, at: str) -> dict[str, Any]:
    """What every page around parcels shows."""
    return {"section": "fund", "fundraiser": fundraiser, "making": fundraiser.listing, "at": at}


def _page(request: SignedInRequest, fundraiser: Fundraiser, asked: Filter) -> HttpResponse:
    page = page_of(asked.rows(fundraiser).with_all(), order=["number"], after=request.GET.get("after"), size=PER_PAGE)

    def query(**changes: str | None) -> str:
        kept = request.GET.dict() | {"after": ""} | changes
        return "?" + urlencode(sorted((name, str(value)) for name, value in kept.items() if value))

    context = {
        **frame(fundraiser, "deliveries"),
        "page": page,
        "lines": parcels.lines(page.items),
        "asked": asked,
        "tabs": parcels.tabs(fundraiser, asked, query),
        "rewards": list(fundraiser.rewards.order_by("position").values_list("pk", "name")),
        "countries": parcels.countries(fundraiser),
        "overview": parcels.overview(fundraiser),
        "carriers": carriers.NAMES,
        "query": request.GET.urlencode(),
        "form": ManySentForm(),
        "survey": survey_of(fundraiser),
    }
    return render(request, "fundraising/fulfilment/board.html", context)


def _back(request: SignedInRequest, fundraiser: Fundraiser) -> str:
    """The board as it was looked at."""
    return parcels.board_url(fundraiser, **request.GET.dict())
