"""Where the two sides of a contract that ended stand with their reviews of each other."""

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


def of(contract: Contract, user: User) -> Reviewing | None:
    """None while the contract runs, and where nobody may review."""
    deal = deal_facts.of(contract) if contract.status == Contract.Status.ENDED else None
    if deal is None or deal.reviews_close_at is None:
        return None
    side = reviews.side_of(deal, user)
    visible = {one.side: one for one in Review.objects.visible_to(user).filter(deal=deal).select_related("subject")}
    mine = visible.pop(side, None) if side else None
    theirs = next((one for one in visible.values() if one.status != Review.Status.WRITTEN), None)
    return Reviewing(deal, deal.party(side.other) if side else None, mine, theirs)
