"""What waits for somebody at home on this floor: drafts, what staff sent back, what may open, teams that ask; and what
one backs."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import backers_waiting
from fundraising.models import Fundraiser, Teammate
from marketplace.kit.panels import Panel
from projects.waiting import Waiting

SHOWN = 6
Status = Fundraiser.Status
MINE_TO_DO = [Status.REJECTED, Status.SCHEDULED, Status.DRAFT]


def waiting_for(request: HttpRequest, party: Party) -> Panel | None:
    """The newest of it; nothing where nothing waits."""
    user = request.user
    if not isinstance(user, User):
        return None
    asked = Teammate.objects.to(user).filter(agreed_at=None).select_related("fundraiser__listing__owner")
    items = [_to_answer(one) for one in asked[:SHOWN]]
    mine = Fundraiser.objects.of(user).filter(status__in=MINE_TO_DO).select_related("listing")
    waits = mine.exclude(status=Status.SCHEDULED, opens_at__isnull=False)  # that one opens by itself
    items += [_to_do(one) for one in waits.order_by("-updated_at")[:SHOWN]]
    return ("fundraising/panels/waiting.html", {"items": items[:SHOWN]}) if items else None


def backed_by(request: HttpRequest, party: Party) -> Panel | None:
    """What waits for them with what they back; nothing where nothing waits."""
    items = backers_waiting.lines(request.user)[:SHOWN]
    return ("fundraising/panels/backing.html", {"items": items}) if items else None


def _to_answer(asked: Teammate) -> Waiting:
    listing = asked.fundraiser.listing
    note = _("%(maker)s asks you into its team") % {"maker": listing.owner.name}
    return Waiting("person", listing.title, note, reverse("fundraising:teammate", args=[asked.pk]), _("Answer"))


def _to_do(fundraiser: Fundraiser) -> Waiting:
    listing = fundraiser.listing
    edit = reverse("fundraising:edit", args=[listing.slug])
    if fundraiser.status == Status.SCHEDULED:
        return Waiting("sprout", listing.title, _("It passed review and can open"), listing.url, _("Look at it"))
    if fundraiser.status == Status.REJECTED:
        return Waiting("turn", listing.title, _("Our staff sent it back"), edit, _("Mend it"))
    return Waiting("edit", listing.title, _("A draft that only you see"), edit, _("Go on"))
