"""Where the two sides of a contract that ended stand with their reviews of each other; everybody of a team has one."""

from dataclasses import dataclass

from accounts.models import Party, User
from projects import deal_facts
from projects.models import Contract
from social.models import Deal, Review
from social.reputation import reviews


@dataclass(frozen=True)
class Reviewing:
    """What the room says of it. mine: what one's own side has written; theirs: the other's, once it is shown."""

    deal: Deal
    other: Party | None
    mine: Review | None
    theirs: Review | None

    @property
    def waits(self) -> bool:
        """Whether one's own side can still write."""
        return self.other is not None and self.mine is None and self.deal.is_open_to_reviews


def of(contract: Contract, user: User) -> list[Reviewing]:
    """Those in which this person has a part; none while the contract runs, and where nobody may review."""
    if contract.status != Contract.Status.ENDED:
        return []
    deals = [deal for deal in deal_facts.of(contract) if deal.reviews_close_at is not None]
    seen = set(Deal.objects.visible_to(user).filter(pk__in=[deal.pk for deal in deals]).values_list("pk", flat=True))
    return [_of(deal, user) for deal in deals if deal.pk in seen]


def _of(deal: Deal, user: User) -> Reviewing:
    side = reviews.side_of(deal, user)
    visible = {one.side: one for one in Review.objects.visible_to(user).filter(deal=deal).select_related("subject")}
    mine = visible.pop(side, None) if side else None
    theirs = next((one for one in visible.values() if one.status != Review.Status.WRITTEN), None)
    return Reviewing(deal, deal.party(side.other) if side else None, mine, theirs)
