"""Where the menu of whoever has signed in leads to on this floor, beside jobs and proposals."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.ports import Place


def places(user: User) -> Iterator[Place]:
    """One's contracts, and what is one's own to do in them."""
    yield Place("file", _("Your contracts"), reverse("projects:my_contracts"))
    yield Place("check", _("Your cards"), reverse("projects:my_cards"))
