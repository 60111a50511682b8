"""What a fundraiser's page says of those who match the pledges of others."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising import matching
from fundraising.models import Fundraiser, Match, Pledge
from marketplace.kit.money import Money, format_money, from_minor

DOUBLES = 1000
SHOWN = 5
LASTS = [Pledge.Status.ACTIVE, *Pledge.UNDECIDED, Pledge.Status.COLLECTED]  # what was dropped came to nothing


@dataclass(frozen=True)
class Said:
    """One match: who does what, and how much of it there was."""

    said: str
    so_far: str


def of(fundraiser: Fundraiser) -> list[Said]:
    """Those that grow while it runs; afterwards, those that came to something."""
    over = Match.objects.filter(pledge__fundraiser=fundraiser, pledge__status__in=LASTS, pledge__amount_minor__gt=0)
    rows = matching.live(fundraiser) if fundraiser.is_open else over.order_by("pk")
    return [_said(match, is_open=fundraiser.is_open) for match in rows.select_related("pledge__backer")[:SHOWN]]


def on_top(
    fundraiser: Fundraiser, amount_minor: int, *, backer: Party | None, besides: Pledge | None = None
) -> Money | None:
    """What a match would add to a pledge of so much; None where nothing would. backer, besides: see `would_add`."""
    if not fundraiser.is_open:
        return None
    added = matching.would_add(fundraiser, amount_minor, backer=backer, besides=besides)
    return from_minor(added, fundraiser.currency) if added else None


def what(match: Match) -> str:
    """How it grows, without its name: to be read after it."""
    if match.most_per_pledge is None:
        said = _("doubles every pledge") if match.factor_permille == DOUBLES else _("adds %(share)s to every pledge")
    elif match.factor_permille == DOUBLES:
        said = _("doubles the first %(most)s of every pledge")
    else:
        said = _("adds %(share)s to the first %(most)s of every pledge")
    most = match.most_per_pledge
    facts = {"share": f"{match.factor_permille / 10:g}\u00a0%", "most": format_money(most, whole=True) if most else ""}
    return said % facts


def _said(match: Match, *, is_open: bool) -> Said:
    who = _("Somebody") if match.pledge.is_anonymous else match.pledge.backer.name
    facts = {"sum": format_money(match.pledge.amount), "total": format_money(match.total, whole=True)}
    so_far = _("%(sum)s of at most %(total)s until now.") if is_open else _("That came to %(sum)s.")
    return Said(_("%(who)s %(what)s.") % {"who": who, "what": what(match)}, so_far % facts)
