"""What a match comes to: it follows each pledge that begins to count, changes, or counts no more.

For one pledge: its sum, or the most of it that is matched, times the factor; nothing where its backer has had as many
matched as the match says. All of it: at most its total, and at most what may still be taken. Source of the caps:
Goteo's `DuplicateInvestMatcherProcessor`. The caller holds the fundraiser.
"""

from django.db.models import QuerySet

from fundraising.models import Fundraiser, Match, Pledge
from marketplace.kit import clock


def follow(pledge: Pledge, *, was_minor: int, now_minor: int) -> list[tuple[Pledge, int]]:
    """Let the matches of its fundraiser follow this pledge. Returns those that came to something else, and what before.

    It is told apart from what the table says of it, because its caller has not saved it yet.
    """
    moved = []
    for match in live(pledge.fundraiser).filter(pledge__counted_at__lte=pledge.counted_at).select_related("pledge"):
        if not _is_used_up(match, pledge):
            match.asked_minor += match.of(now_minor) - match.of(was_minor)
            match.save(update_fields=["asked_minor"])
            before = match.pledge.amount_minor
            if grow(match, pledge.fundraiser):
                moved.append((match.pledge, before))
    return moved


def live(fundraiser: Fundraiser) -> "QuerySet[Match]":
    """Those that match now, the first promised first."""
    return Match.objects.filter(pledge__fundraiser=fundraiser, pledge__status=Pledge.Status.ACTIVE).order_by("pk")


def would_add(fundraiser: Fundraiser, amount_minor: int) -> int:
    """What a new pledge of so much brings on top, in minor units, if its backer has not been matched before."""
    room, added = fundraiser.room_minor, 0
    for match in live(fundraiser).select_related("pledge"):
        left = match.total_minor - match.pledge.amount_minor
        added += max(0, min(match.of(amount_minor), left))
    return added if room is None else max(0, min(added, room - amount_minor))


def _is_used_up(match: Match, pledge: Pledge) -> bool:
    """Whether earlier pledges of its backer had all the matching that one backer can have."""
    theirs = Pledge.objects.filter(fundraiser=pledge.fundraiser, backer=pledge.backer_id, counts=True, is_match=False)
    earlier = theirs.filter(counted_at__gte=match.pledge.counted_at, counted_at__lt=pledge.counted_at)
    return bool(earlier.exclude(pk=pledge.pk).count() >= match.times_per_backer)


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
