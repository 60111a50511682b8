"""What fundraising shows on pages of lower floors: fundraisers of a person or company, and of a portfolio or job."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import acting
from accounts.models import Party
from accounts.ports import Tab
from fundraising import insights, standing
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel
from portfolios.models import Portfolio
from projects.models import Project

ON_A_PAGE = 12
OVER = {Fundraiser.Status.COMPLETED, Fundraiser.Status.FAILED, Fundraiser.Status.CANCELLED}


def fundraisers_of(request: HttpRequest, party: Party) -> Panel | None:
    """The newest fundraisers, as cards."""
    theirs = Listing.objects.live().filter(owner=party, kind=Listing.Kind.FUNDRAISER)
    shown = theirs.order_by("-published_at", "-id")[:ON_A_PAGE].found()
    if not shown:
        return None
    tab = Tab("fundraisers", _("Fundraisers"), len(shown))
    return "fundraising/panels/fundraisers.html", {"tab": tab, "listings": shown}


def insight_of(request: HttpRequest, fundraiser: Fundraiser) -> Panel | None:
    """What the reader's plan shows of a fundraiser that runs."""
    if not request.user.is_authenticated:
        return None
    found = insights.of(fundraiser, acting.of(request, request.user).party)
    return ("fundraising/panels/insight.html", {"insight": found}) if found else None


def fundraiser_for(request: HttpRequest, shown: Portfolio | Project) -> Panel | None:
    """The newest fundraiser for this portfolio or job, with the sum it has reached."""
    tied = Fundraiser.objects.live().filter(subject=shown.listing).select_related("listing", "filing")
    newest = tied.order_by("-listing__published_at").first()
    if newest is None:
        return None
    return "fundraising/panels/of_portfolio.html", {"listing": newest.listing, "standing": standing.of(newest)}


def begin_for(request: HttpRequest, shown: Portfolio | Project) -> Panel | None:
    """To who shows it: raise money for it. Nothing while a fundraiser for it is not over."""
    if not shown.listing.is_live or not request.user.is_authenticated:
        return None
    if not Party.objects.acted_for_by(request.user).filter(pk=shown.listing.owner_id).exists():
        return None
    if Fundraiser.objects.filter(subject=shown.listing).exclude(status__in=OVER).exists():
        return None
    return "fundraising/panels/begin.html", {"listing": shown.listing}
