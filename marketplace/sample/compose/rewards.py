"""Rewards of a fundraiser: names and contents of ours; prices and numbers of backers are facts where they are known."""

from typing import Any

from marketplace.sample.compose import campaigns
from marketplace.sample.compose.campaigns import Campaign
from marketplace.sample.compose.grammar import Deck
from marketplace.sample.compose.moulds import Mould

_MOST = 9  # how many are shown


def of(campaign: Campaign, mould: Mould, deck: Deck) -> list[dict[str, Any]]:
    """Cheap to dear: a cheap price gets a name from the beginning of the mould's list, a dear one from its end."""
    named = [(*line.split(" :: "), "")[:3] for line in mould.words["rewards"]]
    months = max(int(step.split(":")[2]) for step in mould.text("milestones").split("; "))
    priced = _priced(campaign, mould, len(named), deck)
    chosen = [named[round(i * (len(named) - 1) / max(1, len(priced) - 1))] for i in range(len(priced))]
    return [
        {
            "name": name, "text": text, "amount": amount, "backers": backers,
            "limit": _limit(len(priced) - rank, backers, deck), "ships": "none" if not_posted else "world",
            "months": months,
        }
        for rank, ((name, text, not_posted), (amount, backers)) in enumerate(zip(chosen, priced, strict=True))
    ]  # fmt: skip


def _priced(campaign: Campaign, mould: Mould, named: int, deck: Deck) -> list[tuple[int, int | None]]:
    """Prices in minor units with their backers. Of many tiers the ones that most people chose are kept."""
    if not campaign.tiers:
        steps = min(named, deck.chance.choice((5, 6, 7)))
        return [(amount, None) for amount in campaigns.ladder(campaign, steps, mould.ladder)]
    tiers, most = list(campaign.tiers), min(named, _MOST)
    while len(tiers) > most:
        tiers.remove(min(tiers[1:], key=lambda tier: tier.backers))
    return [(tier.amount, tier.backers) for tier in tiers]


def _limit(from_the_end: int, backers: int | None, deck: Deck) -> int | None:
    """The two dearest are few. How many there are is ours; never fewer than were chosen."""
    if from_the_end > 2:
        return None
    return max(deck.chance.choice((10, 20, 25, 50)), backers or 0)
