"""The people of a company: who they are, their ranks, and how they go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import members, rights
from accounts.forms.company import RankForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Company, Membership
from accounts.views import answers
from accounts.views.companies import around, of
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of

PER_PAGE = 50


@require_safe
@signed_in
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody who belongs to the company, those who came first on top."""
    company = of(request, slug)
    held = company.memberships.with_person()
    context = {
        **around(request, company, "members"),
        "page": page_of(held, order=["since", "id"], after=request.GET.get("after"), size=PER_PAGE),
        "own": held.get(user=request.user),
        "rights_table": rights.as_table(),
        "ranks": [(Membership.Rank.MANAGER, Membership.Rank.MANAGER.label), ("member", Membership.Rank.MEMBER.label)],
    }
    return render(request, "accounts/companies/settings/members.html", context)


@require_POST
@signed_in
def change_rank(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Make somebody a manager or a member."""
    company = of(request, slug)
    form = RankForm(request.POST)
    rank = form.cleaned_data["rank"] if form.is_valid() else ""
    said = _("Changed. It counts from now on, and they have been told.")
    return answers.after(
        request,
        lambda: members.change_rank(company, pk, rank=rank, by=request.user),
        to=people_of(company),
        said=said,
    )


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take somebody out of the company."""
    company = of(request, slug)
    said = _("Removed. They can no longer act for the company, and have been told.")
    return answers.after(
        request, lambda: members.remove(company, pk, by=request.user), to=people_of(company), said=said
    )


@require_POST
@signed_in
def show_oneself(request: SignedInRequest, slug: str) -> HttpResponse:
    """Stand on the company's page, or no longer."""
    company = of(request, slug)
    is_shown = request.POST.get("shown") == "yes"
    said = _("You stand on the company's page.") if is_shown else _("You no longer stand on the company's page.")
    return answers.after(
        request,
        lambda: members.show_oneself(company, by=request.user, is_shown=is_shown),
        to=people_of(company),
        said=said,
    )


@require_POST
@signed_in
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Go."""
    company = of(request, slug)
    try:
        members.leave(company, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:company_end", slug)
    said = _("You have left %(company)s.") % {"company": company.party.name}
    return after_act(request, "accounts:companies", said=said)


def people_of(company: Company) -> str:
    """Where the company's people stand."""
    return reverse("accounts:company_members", args=[company.party.slug])
