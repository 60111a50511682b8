"""Backing a fundraiser: the form, the backer's page of a pledge, and what can be done with it until the end."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.acting import Acting
from accounts.http import SignedInRequest, SiteRequest, guests_too, signed_in, signed_in_or_guest
from accounts.models import Party, User
from accounts.views import answers
from fundraising import agreed_terms, backed, inquiries, pledge_follows, pledges, received, visits
from fundraising.forms.pledge import PledgeForm
from fundraising.models import Fundraiser, Pledge
from fundraising.views import guest_pledges, pledge_form
from marketplace.catalog.models import Listing
from marketplace.kit import ids, regions
from marketplace.kit.refusals import Refused
from payments import checkouts, methods
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def begin(request: SiteRequest, slug: str) -> HttpResponseBase:
    """Choose what to give. It leads on to the card, or to the checkout. Who is not signed in does it as a guest."""
    fundraiser = _fundraiser(request, slug)
    if not request.user.is_authenticated:
        return guest_pledges.begin(request, fundraiser)
    return _begin_signed_in(request, fundraiser)


@signed_in
def _begin_signed_in(request: SignedInRequest, fundraiser: Fundraiser) -> HttpResponse:
    me = acting.of(request, request.user)
    if mine := pledges.running(fundraiser, me.party):
        return redirect(mine)
    if request.method != "POST":
        form = PledgeForm.of(fundraiser, reward=request.GET.get("reward", ""), acting=me)
        return pledge_form.page(request, form, backer=me.party, is_own=_is_own(fundraiser, me))
    form = PledgeForm(request.POST, fundraiser=fundraiser).for_party(me)
    if made := _done(
        form, lambda: pledges.pledge(fundraiser, form.choice(), backer=form.cleaned_data["party"], by=request.user)
    ):
        visits.remember(request, made)
        return _to_checkout(request, made) if made.is_at_once else redirect(made)
    backer = form.cleaned_data.get("party", me.party)
    return pledge_form.page(request, form, backer=backer, is_own=_is_own(fundraiser, me), status=422)


@require_safe
@guests_too
def sum_up(request: SiteRequest, slug: str) -> HttpResponse:
    """What the choice in the form costs, as a piece of the page. `pledge` names one's own that is being changed."""
    fundraiser = _fundraiser(request, slug)
    mine = Pledge.objects.of_backer(request.user).filter(
        fundraiser=fundraiser, pk=ids.read(request.GET.get("pledge", ""))
    )
    changed = mine.select_related("backer").first()
    form = PledgeForm(request.GET, fundraiser=fundraiser, pledge=changed)
    backer = changed.backer if changed else _backer(request)
    return render(request, "fundraising/pledges/_sum.html", pledge_form.summed(form, backer=backer))


@require_safe
@signed_in_or_guest
def pledge(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was chosen, where it stands, what happens next, and what can be done about it."""
    shown = _mine(request, pk)
    notices.mark_read(request.user, url=request.path)
    cards = methods.of(shown.backer) if shown.is_open and not shown.is_at_once else ()
    context = {
        "section": "fund",
        "pledge": shown,
        "listing": shown.fundraiser.listing,
        "account": backed.account_of(shown),
        "country": dict(regions.countries()).get(shown.country, ""),
        "cards": methods.each_once(cards, but=shown.method),
        "consent": shown.consent or pledges.consent(shown),
        **received.of(shown),
        **(pledge_follows.of(shown, request.user) if shown.counts else {}),
        "can_write": inquiries.backer_who_reads(shown) is not None,
        "agreement": agreed_terms.text(shown.agreed),
    }
    return render(request, "fundraising/pledges/pledge.html", context)


@require_http_methods(GET_OR_POST)
@signed_in_or_guest
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose something else, until the end."""
    shown = _mine(request, pk)
    if not shown.is_open or shown.is_at_once:
        return redirect(shown)
    if request.method != "POST":
        return pledge_form.page(request, PledgeForm.to_change(shown), backer=shown.backer)
    form = PledgeForm(request.POST, fundraiser=shown.fundraiser, pledge=shown)
    if _done(form, lambda: pledges.change(shown, form.choice(), by=request.user)):
        messages.success(request, _("Your pledge is changed."))
        return redirect(shown)
    return pledge_form.page(request, form, backer=shown.backer, status=422)


@require_POST
@signed_in_or_guest
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Promise it with a card that is kept."""
    shown = _mine(request, pk)
    card = get_object_or_404(methods.of(shown.backer), pk=ids.read(request.POST.get("card", "")))
    return answers.after(
        request, lambda: pledges.confirm(shown, card, by=request.user), to=shown, said=_promised(shown)
    )


@require_POST
@signed_in_or_guest
def new_card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go to the gateway's page, where a card is kept and nothing is paid."""
    shown = _mine(request, pk)
    try:
        setup = methods.begin_setup(
            shown.backer, by=request.user, currency=shown.currency, return_to=shown.get_absolute_url(),
            kind=pledges.KIND, subject=shown.pk,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(shown)
    return redirect("payments:card_onward", methods.send(setup).pk)


@require_http_methods(GET_OR_POST)
@signed_in_or_guest
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What taking it back gives up; then, by a second press, it is taken back, until the end."""
    shown = _mine(request, pk)
    if request.method != "POST":
        if not shown.is_open:
            return redirect(shown)
        context = {"section": "fund", "pledge": shown, "listing": shown.fundraiser.listing}
        lines = shown.lines.select_related("reward")
        return render(request, "fundraising/pledges/cancel.html", {**context, "lines": lines})
    said = _("Taken back. Nothing is charged.")
    return answers.after(request, lambda: pledges.cancel(shown, by=request.user), to=shown, said=said)


@require_POST
@signed_in_or_guest
def pay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay what is due now: a new pledge that is paid at once, or one whose card did not work at the end."""
    return _to_checkout(request, _mine(request, pk))


def _promised(shown: Pledge) -> str:
    """A match is charged at the end of what keeps what it raises, too, whatever became of the goal."""
    if shown.fundraiser.settlement == Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE:
        return _("Promised. Your card is charged once, at the end, with what was matched.")
    return _("Promised. Your card is charged only if the goal is reached.")


def _done(form: PledgeForm, act: Callable[[], Pledge]) -> Pledge | None:
    """What came of it; None where the form is wrong or it was refused, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.refuse(str(refusal), getattr(refusal, "field", ""))
        return None


def _to_checkout(request: SignedInRequest, shown: Pledge) -> HttpResponse:
    try:
        checkout = checkouts.open([(pledges.KIND, shown.pk)], by=request.user, return_to=shown.get_absolute_url())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(shown)
    return redirect(checkout)


def _is_own(fundraiser: Fundraiser, me: Acting) -> bool:
    return fundraiser.listing.owner in me.parties()


def _backer(request: SiteRequest) -> Party | None:
    """For whom the form that is being filled in says that it is; none of who is not known yet."""
    user = request.user
    if not isinstance(user, User) or not hasattr(user, "party"):
        return None
    parties = {party.slug: party for party in acting.of(request, user).parties()}
    return parties.get(request.GET.get("party", ""), user.party)


def _fundraiser(request: HttpRequest, slug: str) -> Fundraiser:
    """One that is campaigning for pledges of cards: securities are offered elsewhere."""
    found = Fundraiser.objects.visible_to(request.user).with_face().filter(filing__isnull=True)
    shown: Fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    return shown


def _mine(request: SignedInRequest, pk: UUID) -> Pledge:
    found: Pledge = get_object_or_404(Pledge.objects.of_backer(request.user).with_all(), pk=pk)
    return found
