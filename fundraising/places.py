"""Where the menu of whoever has signed in leads to on this floor."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.ports import Place


def places(user: User) -> Iterator[Place]:
    """What one raises money for."""
    yield Place("sprout", _("Your fundraisers"), reverse("fundraising:mine"))
