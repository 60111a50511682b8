"""Whom the acts of this floor tell, and in which words."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portfolios.models import Portfolio, Work
from social import audiences, kinds, notices
from social.families import Family


def declare() -> None:
    """Let the notices of this floor exist."""
    kinds.declare(
        "work_published",
        family=Family.DISCOVERY,
        icon="frame",
        label=_("Somebody you follow shows a work"),
        sentence=_("%(actor)s hung a new work: %(title)s."),
        button=_("Look at it"),
    )
    kinds.declare(
        "portfolio_published",
        family=Family.DISCOVERY,
        icon="frame",
        label=_("Somebody you follow opens a portfolio"),
        sentence=_("%(actor)s opened a portfolio: %(title)s."),
        button=_("Look at it"),
    )


def published(shown: Work | Portfolio, *, by: User) -> None:
    """Tell who follows the maker, once for each work and portfolio, however often it is shown and taken down."""
    kind = "work_published" if isinstance(shown, Work) else "portfolio_published"
    owner = shown.listing.owner
    to = [audiences.followers(owner)]
    notices.announce(kind, key=shown.pk, url=shown.listing.url, to=to, actor=owner, listing=shown.listing, by=by)
