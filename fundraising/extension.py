"""A pledge in the last minutes gives everybody time to answer it, where the maker has chosen so: the end moves.

Once for each backer, so that nobody keeps it open alone. Source of the rule: help.gamefound.com/article/285.
"""

from fundraising import clocks
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock, timers


def extend(pledge: Pledge) -> None:
    """Move the end, if this pledge came so late. Called under the fundraiser's lock, when a pledge begins to count."""
    fundraiser = pledge.fundraiser
    if not (fundraiser.extends_at_end and fundraiser.is_open) or fundraiser.deadline_at is None:
        return
    wanted = clock.now() + clocks.LAST_MINUTES
    if wanted <= fundraiser.deadline_at or _has_extended(pledge):
        return
    pledge.has_extended = True
    pledge.save(update_fields=["has_extended"])
    Fundraiser.objects.filter(pk=fundraiser.pk).update(deadline_at=wanted)
    fundraiser.deadline_at = wanted
    timers.set(clocks.DEADLINE, fundraiser.pk, wanted)


def _has_extended(pledge: Pledge) -> bool:
    return Pledge.objects.filter(fundraiser=pledge.fundraiser, backer=pledge.backer, has_extended=True).exists()
