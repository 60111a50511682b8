"""What a match comes to: it follows each pledge that begins to count, changes, or counts no more.

For one pledge: its sum, or the most of it that is matched, times the factor; nothing where its backer has had as many
matched as the match says. All of it: at most its total, and at most what may still be taken. Source of the caps:
Goteo's `DuplicateInvestMatcherProcessor`. The caller holds the fundraiser.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Party
from fundraising.models import Fundraiser, Match, Pledge
from marketplace.kit import clock


def follow(pledge: Pledge, *, was_minor: int, now_minor: int) -> Iterator[tuple[Pledge, int]]:
    """Let the matches of its fundraiser follow this pledge: those that came to something else, and what before.

    One by one: the caller adds each to the sum before it asks for the next, which has what room is left then. The
    pledge is told apart from what the table says of it, because its caller has not saved it yet.
    """
    at = pledge.counted_at or clock.now()
    for match in live(pledge.fundraiser).filter(pledge__counted_at__lte=at).select_related("pledge"):
        if not _is_used_up(match, pledge.backer, at, besides=pledge):
            match.asked_minor += match.of(now_minor) - match.of(was_minor)
            match.save(update_fields=["asked_minor"])
            before = match.pledge.amount_minor
            if grow(match, pledge.fundraiser):
                yield match.pledge, before


def live(fundraiser: Fundraiser) -> "QuerySet[Match]":
    """Those that match now, the first promised first."""
    return Match.objects.filter(pledge__fundraiser=fundraiser, pledge__status=Pledge.Status.ACTIVE).order_by("pk")


def would_add(fundraiser: Fundraiser, amount_minor: int, *, backer: Party | None, besides: Pledge | None = None) -> int:
    """What a pledge of so much brings on top, in minor units. backer: None for a visitor, of whom nothing is known.

    besides: the pledge that it would take the place of, whose own matching is free again.
    """
    room, added = fundraiser.room_minor, 0
    was = besides.amount_minor if besides and besides.counts else 0
    at = besides.counted_at if was and besides and besides.counted_at else clock.now()
    if room is not None:
        room += was
    for match in live(fundraiser).filter(pledge__counted_at__lte=at).select_related("pledge"):
        if backer and _is_used_up(match, backer, at, besides=besides):
            continue
        without = match.asked_minor - match.of(was)
        added += min(match.total_minor, without + match.of(amount_minor)) - min(match.total_minor, without)
        if room is not None:
            room += match.pledge.amount_minor - min(match.pledge.amount_minor, without)
    return added if room is None else max(0, min(added, room - amount_minor))


def _is_used_up(match: Match, backer: Party, at: datetime, *, besides: Pledge | None) -> bool:
    """Whether pledges of this backer that counted before `at` had all the matching that one backer can have."""
    theirs = Pledge.objects.filter(fundraiser=match.pledge.fundraiser_id, backer=backer, counts=True, is_match=False)
    earlier = theirs.filter(counted_at__gte=match.pledge.counted_at, counted_at__lt=at)
    if besides:
        earlier = earlier.exclude(pk=besides.pk)
    return bool(earlier.count() >= match.times_per_backer)


def grow(match: Match, fundraiser: Fundraiser) -> bool:
    """Let its pledge be what it comes to now; whether that is another sum than before."""
    held, sums = match.pledge, [match.total_minor, match.asked_minor]
    if fundraiser.room_minor is not None:
        sums.append(fundraiser.room_minor + held.amount_minor)
    if held.amount_minor == min(sums):
        return False
    held.amount_minor = held.extra_minor = min(sums)
    held.updated_at = clock.now()
    held.save(update_fields=["amount_minor", "extra_minor", "updated_at"])
    return True
