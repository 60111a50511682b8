"""What of this floor stands in the menu of whoever is signed in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.ports import Place


def places(user: User) -> Iterator[Place]:
    """What one raises money for, and what one backs."""
    yield Place("sprout", _("Your fundraisers"), reverse("fundraising:mine"))
    yield Place("gift", _("What you back"), reverse("fundraising:pledges"))
    yield Place("heart", _("Whom you support"), reverse("fundraising:supports"))
    yield Place("heart", _("Your supporters"), reverse("fundraising:my_support"))
