"""The cart: what is in it, laying in, taking out, and going to pay."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.next import next_page
from accounts.views import answers
from marketplace.kit.refusals import Refused
from payments import cart
from payments.models import CartLine
from payments.ports import UnknownPayable

WISHES = "cart_wishes"  # what somebody laid in before signing in
MOST_WISHES = 10


def keeps_wishes(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What an anonymous visitor lays in waits in their session while they sign in; then they see it in the cart."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            wish = [request.POST.get("kind", "")[:40], request.POST.get("pk", "")[:36]]
            request.session[WISHES] = [*request.session.get(WISHES, []), wish][-MOST_WISHES:]
            return redirect(f"{reverse('account_login')}?next={reverse('payments:cart')}")
        return view(request, *args, **kwargs)

    return keeping


@require_safe
@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """What is in it, by payer and currency, as it costs now."""
    refused = _take_wishes(request)
    return render(request, "payments/cart/cart.html", {"cart": cart.of(request.user), "refused": refused})


@require_POST
@keeps_wishes
@signed_in
def put(request: SignedInRequest) -> HttpResponse:
    """Lay a payable in, and stay on the page if it says so."""
    thing = _thing(request)

    def act() -> None:
        try:
            cart.put(*thing, by=request.user)
        except UnknownPayable as error:
            raise Http404 from error

    return answers.after(request, act, to=next_page(request, "payments:cart"), said=_("It is in your cart."))


@require_POST
@signed_in
def take_out(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a line out."""
    line = get_object_or_404(CartLine.objects.of(request.user), pk=pk)
    said = _("Taken out of the cart.")
    return answers.after(request, lambda: cart.take_out(line, by=request.user), to="payments:cart", said=said)


@require_POST
@signed_in
def check_out(request: SignedInRequest) -> HttpResponse:
    """Go and pay for the things of one payer in one currency."""
    payer = _payer(request)
    try:
        is_all = "all" in request.POST
        currency = request.user.currency if is_all else request.POST.get("currency", "")
        return redirect(cart.check_out(payer, currency, by=request.user, is_all=is_all))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("payments:cart")


def _payer(request: SignedInRequest) -> Party:
    """For whom one pays, among those for whom one may: without a look-up by whatever was sent. 404 for others."""
    named = (party for party in Party.objects.acted_for_by(request.user) if party.slug == request.POST.get("payer"))
    payer = next(named, None)
    if payer is None:
        raise Http404
    return payer


def _thing(request: HttpRequest) -> tuple[str, UUID]:
    try:
        return request.POST["kind"], UUID(request.POST["pk"])
    except (KeyError, ValueError) as error:
        raise Http404 from error


def _take_wishes(request: SignedInRequest) -> list[str]:
    """Lay in what was chosen before signing in; what can't be is said, and forgotten."""
    refused = []
    for kind, pk in request.session.pop(WISHES, []):
        try:
            cart.put(kind, UUID(pk), by=request.user)
        except Refused as refusal:
            refused.append(str(refusal))
        except (UnknownPayable, ValueError):
            continue
    return refused
