"""Invitations to a company: sent by its people, and answered by whoever reads the mail.

The page behind the link is public, because its reader may have no account yet. It says who invites and to what, and
nothing of whether the address is known here. The link waits in the session while somebody joins or signs in.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import invitations
from accounts.forms.company import InviteForm
from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.models import Company, Invitation
from accounts.refusals import Refused
from accounts.views import answers
from accounts.views.companies import around, of
from marketplace.kit.htmx import after_act, render_form

GET_OR_POST = ["GET", "HEAD", "POST"]
SHOWN = 50
MINE = "accounts:companies"


@require_http_methods(GET_OR_POST)
@signed_in
def sent(request: SignedInRequest, slug: str) -> HttpResponse:
    """The company's invitations, and a form for the next one."""
    company = of(request, slug)
    context = around(request, company, "invitations")
    form = InviteForm(request.POST or None, may_invite_managers="rank" in context["may"])
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(company, by=request.user, **form.cleaned_data)
            said = _("An invitation is on its way to %(address)s.") % {"address": invitation.email}
            return after_act(request, invitations_of(company), said=said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = company.invitations.select_related("invited_by__party", "accepted_by__party").order_by("-sent_at")
    template = "accounts/companies/settings/invitations.html"
    return render_form(request, template, form, **context, invitations=rows[:SHOWN])


@require_POST
@signed_in
def send_again(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write once more."""
    invitation = _of_company(request, slug, pk)
    said = _("Sent again. The link in the mail before no longer works.")
    return answers.after(
        request,
        lambda: invitations.send_again(invitation, by=request.user),
        to=invitations_of(invitation.company),
        said=said,
    )


@require_POST
@signed_in
def revoke(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take it back."""
    invitation = _of_company(request, slug, pk)
    return answers.after(
        request,
        lambda: invitations.revoke(invitation, by=request.user),
        to=invitations_of(invitation.company),
        said=_("Taken back. Its link no longer works."),
    )


@never_cache
@require_safe
def invitation(request: SiteRequest, token: str) -> HttpResponse:
    """What the link in the mail opens: who invites, to what, and the two answers. Public: its reader may be new."""
    found, mail = _read(token)
    is_open = found.is_open and mail == found.sent
    context = {
        "invitation": found,
        "token": token,
        "is_open": is_open,
        "is_newer": found.is_open and not is_open,
        "is_other_address": _is_other_address(request, found),
        "here": request.path,
    }
    return render(request, "accounts/invitations/invitation.html", context, status=200 if is_open else 410)


@require_POST
@signed_in
def accept(request: SignedInRequest, token: str) -> HttpResponse:
    """Join, as whoever is signed in."""
    found, mail = _read(token)
    return _join(request, found, sent=mail, back=reverse("accounts:invitation", args=[token]))


@require_POST
def decline(request: SiteRequest, token: str) -> HttpResponse:
    """Say no. The link is proof enough: nobody needs an account to be left in peace."""
    found, mail = _read(token)
    by = request.user if request.user.is_authenticated else None
    try:
        invitations.decline(found, sent=mail, by=by)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:invitation", token)
    return after_act(request, "discovery:home", said=_("Declined. No more mail comes of this invitation."))


@require_POST
@signed_in
def accept_own(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Join from one's own page: the invitation went to an address that one has proved to own."""
    return _join(request, _to_me(request, pk), sent=None, back=reverse(MINE))


@require_POST
@signed_in
def decline_own(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no from one's own page."""
    found = _to_me(request, pk)
    return answers.after(
        request, lambda: invitations.decline(found, by=request.user), to=MINE, said=_("Declined. They have been told.")
    )


def invitations_of(company: Company) -> str:
    """Where the company's invitations stand."""
    return reverse("accounts:company_invitations", args=[company.party.slug])


def _join(request: SignedInRequest, found: Invitation, *, sent: int | None, back: str) -> HttpResponse:
    try:
        held = invitations.accept(found, sent=sent, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    words = {"company": found.company.party.name, "rank": held.get_rank_display().lower()}
    said = _("You belong to %(company)s now, as a %(rank)s.") % words
    return after_act(request, reverse("accounts:company_members", args=[found.company.party.slug]), said=said)


def _of_company(request: SignedInRequest, slug: str, pk: UUID) -> Invitation:
    return get_object_or_404(Invitation.objects.with_company(), company=of(request, slug), pk=pk)


def _to_me(request: SignedInRequest, pk: UUID) -> Invitation:
    return get_object_or_404(Invitation.objects.to(request.user).with_company(), pk=pk)


def _read(token: str) -> tuple[Invitation, int]:
    found = invitations.read(token)
    if found is None:
        raise Http404
    return found


def _is_other_address(request: SiteRequest, found: Invitation) -> bool:
    user: Any = request.user
    return user.is_authenticated and not Invitation.objects.to(user).filter(pk=found.pk).exists()
