"""Badges follow the score upwards at once, and downwards after a grace of which their holder is told."""

from uuid import UUID

from django.db import transaction

from accounts import people
from accounts.models import Party
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock, timers
from social.models import Badge, Score, Side
from social.reputation import ladder, news

GRACE_ENDS = "badge_grace_ends"
PAGES = [Listing.Kind.PERSON, Listing.Kind.COMPANY]


def fit(score: Score) -> None:
    """Give the badge that the score earns by now, or let the grace begin. The caller holds its lock and saves it."""
    earned, held = ladder.earned(score, clock.now().date()), Badge(score.badge)
    if earned > held:
        _hold(score, earned)
        news.badge_won(score)
    elif earned == held:
        _forgive(score)
    elif score.grace_until is None:
        score.grace_until = clock.now() + ladder.GRACE
        timers.set(GRACE_ENDS, score.pk, score.grace_until)
        news.badge_at_risk(score)


@timers.handles(GRACE_ENDS)
@transaction.atomic
def end_grace(key: str) -> None:
    """The badge goes, unless the score gives it again by now. Early, late or twice does no harm."""
    score = Score.objects.select_related("party__user").locked().filter(pk=UUID(key)).first()
    if score is None or score.grace_until is None or score.grace_until > clock.now():
        return
    earned, held = ladder.earned(score, clock.now().date()), Badge(score.badge)
    if earned < held:
        news.badge_lost(score, earned)
        _hold(score, earned)
    score.grace_until = None
    score.save(update_fields=["badge", "badge_since", "grace_until"])
    people.page_changed()


def of(party: Party, side: str = Side.FREELANCER) -> Badge:
    """The badge that the party holds on this side."""
    held = Score.objects.filter(party=party, side=side).values_list("badge", flat=True).first()
    return Badge(held or Badge.NEW)


def _hold(score: Score, badge: Badge) -> None:
    score.badge, score.badge_since = badge, clock.now()
    _forgive(score)
    if score.side == Side.FREELANCER:
        _put_on_the_card(score.party, badge)


def _forgive(score: Score) -> None:
    if score.grace_until is not None:
        score.grace_until = None
        timers.cancel(GRACE_ENDS, score.pk)


def _put_on_the_card(party: Party, badge: Badge) -> None:
    """The card of somebody's page says it: cards read nothing but their listing."""
    listings.tell(Listing.objects.filter(owner=party, kind__in=PAGES), "badge", int(badge))
