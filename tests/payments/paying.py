"""How tests pay: as a payer does, through our own acts and the local Stripe's page."""

from typing import Any

from accounts.models import User
from payments import charges, checkouts
from payments.models import Checkout, Payment, SavedMethod
from tests.payments.local_stripe import LocalStripe
from tests.payments.stall import Stall


def checkout(stall: Stall, payer: User, payee: User | None, *prices: str) -> Checkout:
    """A checkout for one print each of these prices: "64.00 EUR"."""
    prints = [stall.hang(f"Print {price}", price, payer=payer, payee=payee) for price in prices]
    return checkouts.open([("print", one.pk) for one in prints], by=payer)


def on_the_page(local: LocalStripe, of: Checkout, *, by: User, card: str = "good", **more: Any) -> Payment:
    """Paid on the gateway's page, and come back."""
    begun = charges.send(charges.begin(of, by=by, **more))
    local.pay(begun.action_url, card)
    return charges.look(begun)


def with_saved(local: LocalStripe, stall: Stall, payer: User, payee: User, card: str = "good") -> SavedMethod:
    """A card that was kept while something else was paid with it."""
    on_the_page(local, checkout(stall, payer, payee, "1.00 EUR"), by=payer, card=card, save=True)
    return SavedMethod.objects.filter(party=payer.party).latest("created_at")
