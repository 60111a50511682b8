"""How many proposals somebody may still send today. Sending is free; the limit is against letters by the hundred.

A plan has its own limit (payments.plans). In the first week here it is ten a day, whatever the plan: nobody buys their
way past it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Party, User
from marketplace.kit import clock
from payments import plans
from projects.models import Proposal

DAY = timedelta(days=1)
NEW_FOR = timedelta(days=7)
MOST_WHEN_NEW = 10


@dataclass(frozen=True)
class Allowance:
    """most: a day; sent: within the last; next_at: when the oldest of these is a day old, so that one more goes.

    is_new: it is the limit of the first week, and not that of the plan.
    """

    most: int
    sent: int
    is_new: bool
    next_at: datetime | None = None

    @property
    def left(self) -> int:
        """How many still go now."""
        return max(0, self.most - self.sent)


def of(freelancer: Party, by: User) -> Allowance:
    """What this person may still send for this party. A company is no second limit."""
    by_plan = max(plans.effects(party).proposals_a_day for party in {freelancer, by.party})
    is_new = clock.now() - by.party.created_at < NEW_FOR and by_plan > MOST_WHEN_NEW
    theirs = Proposal.objects.filter(Q(freelancer=freelancer) | Q(sent_by=by), sent_at__gt=clock.now() - DAY)
    times = sorted(theirs.values_list("sent_at", flat=True))
    most = MOST_WHEN_NEW if is_new else by_plan
    next_at = times[len(times) - most] + DAY if times and len(times) >= most > 0 else None
    return Allowance(most=most, sent=len(times), is_new=is_new, next_at=next_at)
