"""Founding a company, and what its page says. Who may do what is asked by the acts (accounts.rights)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import companies, invitations, ownership, rights, stepup
from accounts.forms.company import CompanyForm, DissolveForm, FoundForm, LogoForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Company, Membership
from accounts.refusals import Refused
from accounts.views import answers
from marketplace.kit.htmx import after_act, render_form, render_page

GET_OR_POST = ["GET", "HEAD", "POST"]
PAGE = "accounts/companies/settings/page.html"


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The companies that one belongs to, and what waits for one's answer."""
    held = Membership.objects.filter(user=request.user, company__dissolved_at__isnull=True)
    context = {
        "at": "companies",
        "held": held.select_related("company__party", "company__listing").order_by("company__party__name"),
        "invitations": invitations.waiting_for(request.user),
        "offers": ownership.waiting_for(request.user),
    }
    return render_page(request, "accounts/companies/mine.html", context)


@require_http_methods(GET_OR_POST)
@signed_in
def found(request: SignedInRequest) -> HttpResponse:
    """Begin a company. Nobody else sees it until its page is shown."""
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            company = companies.found(by=request.user, **form.cleaned_data)
            said = _("Founded. Say what it does, then show its page.")
            return after_act(request, settings_of(company), said=said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render_form(request, "accounts/companies/found.html", form, at="companies")


@require_http_methods(GET_OR_POST)
@signed_in
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything on the company's page but the logo."""
    company = of(request, slug)
    form = CompanyForm.of(company, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            companies.change(company, by=request.user, **form.cleaned_data)
            return after_act(request, settings_of(company), said=_("The company's page is saved."))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render_form(request, PAGE, form, **around(request, company, "page"), logo_form=LogoForm())


@require_POST
@signed_in
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the page to everybody."""
    company = of(request, slug)
    said = _("Everybody can find the company and see its page now.")
    return answers.after(
        request, lambda: companies.publish_company(company, by=request.user), to=settings_of(company), said=said
    )


@require_POST
@signed_in
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the page to nobody but the company's people."""
    company = of(request, slug)
    said = _("Only the people of the company see its page now.")
    return answers.after(
        request, lambda: companies.withdraw_company(company, by=request.user), to=settings_of(company), said=said
    )


@require_POST
@signed_in
def hang_logo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a logo on the page."""
    company = of(request, slug)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"form": CompanyForm.of(company), **around(request, company, "page"), "logo_form": form}
        return render_page(request, PAGE, context, status=422)
    logo = form.cleaned_data["photo"]
    said = _("The logo is on the page.")
    return answers.after(
        request, lambda: companies.hang_logo(company, logo, by=request.user), to=settings_of(company), said=said
    )


@require_POST
@signed_in
def remove_logo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the logo away; the drawn initial comes back."""
    company = of(request, slug)
    said = _("The logo is removed.")
    return answers.after(
        request, lambda: companies.remove_logo(company, by=request.user), to=settings_of(company), said=said
    )


@require_http_methods(GET_OR_POST)
@signed_in
@stepup.recently
def dissolve(request: SignedInRequest, slug: str) -> HttpResponse:
    """What dissolving does; then, with the name typed, it is done."""
    company = of(request, slug)
    form = DissolveForm(request.POST or None, company=company)
    if request.method == "POST" and form.is_valid():
        try:
            companies.dissolve(company, by=request.user, why=form.cleaned_data["why"])
            said = _("%(company)s is dissolved.") % {"company": company.party.name}
            return after_act(request, "accounts:companies", said=said)
        except companies.StillOpen as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    people = company.memberships.count() - 1
    context = {**around(request, company, "end"), "others": people}
    return render_form(request, "accounts/companies/settings/dissolve.html", form, **context)


def of(request: SignedInRequest, slug: str) -> Company:
    """The company of this address, for its own people. For anybody else there is none."""
    found = Company.objects.of(request.user).select_related("party", "listing")
    return get_object_or_404(found, party__slug=slug)


def settings_of(company: Company) -> str:
    """Where the company's page is edited."""
    return reverse("accounts:company_settings", args=[company.party.slug])


def around(request: SignedInRequest, company: Company, at: str) -> dict[str, Any]:
    """What every page of a company's settings prints: the company, and what this person may do for it."""
    return {"company": company, "party": company.party, "may": rights.of(request.user, company), "at": at}
