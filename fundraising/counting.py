"""What has come together, and how many of each reward are gone: counters that change with the pledges, never beside
them. Called under the fundraiser's lock, so that the figure on the page and the decision at the end are the same."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fundraising import clocks, fundraiser_news, matching
from fundraising.choices import Chosen, Gone
from fundraising.models import Fundraiser, Pledge, PledgeLine, Reward, StretchGoal
from marketplace.kit import clock, timers


def reserve(lines: Iterable[Chosen]) -> None:
    """Take these off the stock, each in one statement that the limit guards. Raises Gone."""
    for line in sorted(lines, key=lambda line: line.reward.pk):
        is_left = Q(limit__isnull=True) | Q(limit__gte=F("taken") + line.quantity + Coalesce("record_backers", 0))
        some = Reward.objects.filter(is_left, pk=line.reward.pk)
        if not some.update(taken=F("taken") + line.quantity):
            raise Gone(
                _("The last of “%(reward)s” has just been taken.") % {"reward": line.reward.name}, field="reward"
            )


def give_back(lines: Iterable[PledgeLine]) -> None:
    """Put these back on the stock, for others to choose."""
    for line in sorted(lines, key=lambda line: line.reward_id):
        Reward.objects.filter(pk=line.reward_id).update(taken=F("taken") - line.quantity)


def count(pledge: Pledge) -> None:
    """Let it be part of the sum. The caller saves `counts` and `counted_at` with its move."""
    pledge.counts, pledge.counted_at = True, clock.now()
    _add(pledge.fundraiser, pledge.amount_minor, 1)
    _match(pledge, was_minor=0)


def uncount(pledge: Pledge) -> None:
    """Let it be part of the sum no more. The caller saves `counts` with its move."""
    if pledge.counts:
        pledge.counts = False
        _add(pledge.fundraiser, -pledge.amount_minor, -1)
        _match(pledge, was_minor=pledge.amount_minor)


def recount(pledge: Pledge, *, before_minor: int) -> None:
    """It counts with another amount now."""
    _add(pledge.fundraiser, pledge.amount_minor - before_minor, 0)
    _match(pledge, was_minor=before_minor)


def _match(pledge: Pledge, *, was_minor: int) -> None:
    """Let what matches others' pledges follow this one. It is not in the table as it is now: the caller saves it."""
    if pledge.is_match or not pledge.fundraiser.is_open:
        return
    now_minor = pledge.amount_minor if pledge.counts else 0
    for grown, before_minor in matching.follow(pledge, was_minor=was_minor, now_minor=now_minor):
        _add(pledge.fundraiser, grown.amount_minor - before_minor, 0)


def _add(fundraiser: Fundraiser, minor: int, pledges: int) -> None:
    Fundraiser.objects.filter(pk=fundraiser.pk).update(
        pledged_minor=F("pledged_minor") + minor, backing=F("backing") + pledges
    )
    fundraiser.refresh_from_db(fields=["pledged_minor", "backing"])
    timers.ensure(clocks.FACE, {str(fundraiser.pk): clock.now() + clocks.FACE_AFTER})
    if minor > 0:
        _reach(fundraiser)


def _reach(fundraiser: Fundraiser) -> None:
    """A stretch goal is reached once, and its backers hear of it once."""
    ahead = StretchGoal.objects.filter(fundraiser=fundraiser, reached_at__isnull=True)
    for goal in ahead.filter(threshold_minor__lte=fundraiser.raised_minor or 0):
        goal.reached_at = clock.now()
        goal.save(update_fields=["reached_at"])
        fundraiser_news.goes_beyond(goal)
