"""For whom somebody acts: for themselves, or for a company that they may bind.

The choice is kept in the session, so that two browsers do not change each other's, and is asked of the rights anew with
every request: it ends with the right. It decides what a form offers first and nothing else. The form itself carries the
party for which it was opened (accounts.forms.acting), and the act asks once more.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import rights
from accounts.models import Party, User
from accounts.refusals import Refused
from accounts.rights import Right

PLACE = "acting_for"
_KNOWN = "_acting"


@dataclass(frozen=True)
class Acting:
    """What one request knows of it. `own` is the person's own party; `ranks` hold every company that they belong to."""

    own: Party
    party: Party
    ranks: dict[Party, str]

    def parties(self, right: Right = Right.BIND) -> list[Party]:
        """Everybody for whom this person may do this, themselves first."""
        return [self.own, *(company for company, rank in self.ranks.items() if rank in rights.TABLE[right])]

    @property
    def choices(self) -> list[Party]:
        """Everybody for whom this person may act."""
        return self.parties()

    @property
    def is_for_company(self) -> bool:
        return self.party != self.own


def of(request: HttpRequest, user: User) -> Acting:
    """For whom this person acts in this request. One query a request, however often it is asked."""
    known: Acting | None = getattr(request, _KNOWN, None)
    if known is None:
        known = _asked(user, request.session.get(PLACE))
        setattr(request, _KNOWN, known)
    return known


def choose(request: HttpRequest, user: User, slug: str) -> Party:
    """Act for this party from now on, in this session. Raises Refused for one that the person may not bind."""
    now = of(request, user)
    party = next((party for party in now.choices if party.slug == slug), None)
    if party is None:
        raise Refused(refusal())
    request.session[PLACE] = str(party.pk)
    setattr(request, _KNOWN, Acting(now.own, party, now.ranks))
    return party


def refusal() -> str:
    """What somebody reads who acted for a company and no longer may."""
    return _("You no longer act for this company. Choose for whom this is.")


def _asked(user: User, chosen: str | None) -> Acting:
    held = user.memberships.filter(company__dissolved_at__isnull=True).select_related("company__party")
    ranks = {one.company.party: one.rank for one in held.order_by("company__party__name", "pk")}
    now = Acting(user.party, user.party, ranks)
    party = next((party for party in now.choices if str(party.pk) == chosen), now.own)
    return Acting(now.own, party, ranks)
