"""Standing support on pages of lower floors: of a person or company, and of the portfolio or job that it is for."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.ports import Tab
from fundraising import support_standing
from fundraising.models import SupportPage
from marketplace.kit.panels import Panel
from portfolios.models import Portfolio
from projects.models import Project


def support_of(request: HttpRequest, party: Party) -> Panel | None:
    """That this person or company can be supported."""
    page = SupportPage.objects.filter(owner=party, status=SupportPage.Status.OPEN).select_related("owner").first()
    return _panel(page)


def support_for(request: HttpRequest, shown: Portfolio | Project) -> Panel | None:
    """The support that is for this portfolio or job."""
    found = SupportPage.objects.filter(subject=shown.listing, status=SupportPage.Status.OPEN)
    return _panel(found.select_related("owner").first())


def _panel(page: SupportPage | None) -> Panel | None:
    if page is None:
        return None
    tiers = list(page.tiers.filter(retired_at=None).select_related("page")[:1])
    tab = Tab("support", _("Standing support"), support_standing.count(page))
    context = {"tab": tab, "page": page, "tiers": tiers, "supporters": tab.count}
    return "fundraising/panels/support.html", context
