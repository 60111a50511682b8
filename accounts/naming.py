"""How somebody is named in what they did: "Ada Brandt", or "Ada Brandt for Ridge Press"."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import Party, User


def who(person: "User | None", party: "Party | None") -> str:
    """The person, and for whom they acted where that was not themselves. Empty for what nobody did: the clock."""
    if person is None:
        return party.name if party else ""
    own = getattr(person, "party", None)
    name = own.name if own else str(_("Somebody"))
    if party is None or party == own:
        return name
    return _("%(person)s for %(party)s") % {"person": name, "party": party.name}
