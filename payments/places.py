"""Where the menu of whoever has signed in leads to on this floor."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.ports import Place
from payments import cart


def places(user: User) -> Iterator[Place]:
    """The wallet, and the cart while something is in it."""
    yield Place("wallet", _("Wallet"), reverse("payments:wallet"))
    if held := cart.count(user):
        said = ngettext("Cart, %(n)d thing", "Cart, %(n)d things", held) % {"n": held}
        yield Place("cart", _("Cart"), reverse("payments:cart"), held, is_in_header=True, said=said)
