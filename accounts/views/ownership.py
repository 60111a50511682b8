"""The end of a company's settings: handing it over, leaving it, dissolving it; and the answers of a new owner."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import ownership, stepup
from accounts.forms.company import OfferForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Company, OwnershipOffer
from accounts.refusals import Refused
from accounts.views import answers
from accounts.views.companies import around, of
from marketplace.kit.htmx import after_act, render_form, render_page

PAGE = "accounts/companies/settings/end.html"
MINE = "accounts:companies"


@require_safe
@signed_in
def end(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand over, leave, dissolve."""
    company = of(request, slug)
    context = {"form": OfferForm(company=company), **_around(request, company)}
    return render_page(request, PAGE, context)


@require_POST
@signed_in
@stepup.recently
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Offer the company to one of its people."""
    company = of(request, slug)
    form = OfferForm(request.POST, company=company)
    if form.is_valid():
        person, stays = UUID(form.cleaned_data["person"]), form.cleaned_data["stays"]
        try:
            made = ownership.offer(company, person, stays=stays, by=request.user)
            said = _("Offered. Nothing changes until %(name)s accepts.") % {"name": made.to.party.name}
            return after_act(request, _address(company), said=said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render_form(request, PAGE, form, **_around(request, company))


@require_POST
@signed_in
def revoke(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take the offer back."""
    company = of(request, slug)
    made = get_object_or_404(company.ownership_offers.with_company(), pk=pk)
    return answers.after(
        request, lambda: ownership.revoke(made, by=request.user), to=_address(company), said=_("Taken back.")
    )


@require_POST
@signed_in
@stepup.recently
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Become an owner."""
    made = _to_me(request, pk)
    said = _("You own %(company)s now.") % {"company": made.company.party.name}
    return answers.after(request, lambda: ownership.accept(made, by=request.user), to=MINE, said=said)


@require_POST
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no."""
    made = _to_me(request, pk)
    said = _("Declined. %(name)s has been told.") % {"name": made.offered_by.party.name}
    return answers.after(request, lambda: ownership.decline(made, by=request.user), to=MINE, said=said)


def _around(request: SignedInRequest, company: Company) -> dict[str, Any]:
    waiting = company.ownership_offers.open().with_company().first()
    return {**around(request, company, "end"), "offer": waiting}


def _to_me(request: SignedInRequest, pk: UUID) -> OwnershipOffer:
    return get_object_or_404(OwnershipOffer.objects.filter(to=request.user).with_company(), pk=pk)


def _address(company: Company) -> str:
    return reverse("accounts:company_end", args=[company.party.slug])
