"""Makers and their supporters, by our own acts against the local Stripe.

page = support_story.open_page(cleo)                       # two tiers: Silver for 5, Gold for 12, a year for 120
support = support_story.begun(local_stripe, page, ben)     # paid, of Silver
"""

from typing import Any

from accounts.models import User
from fundraising import standing_support, support_pages
from fundraising.models import Support, SupportCharge, SupportPage, SupportPost, SupportTier
from fundraising.support_pages import Offer
from fundraising.support_terms import Wish
from payments import charges
from payments.models import Payment
from tests.fundraising import backing
from tests.payments.local_stripe import LocalStripe

SILVER, GOLD = 500, 1200


def open_page(maker: User, **said: Any) -> SupportPage:
    """A page that takes supporters."""
    page = support_pages.begin(maker.party, by=maker)
    words = {"pitch": "Letters, drawn by hand.", "story": "", "takes_own_sums": True, **said}
    page = support_pages.describe(page, by=maker, **words)
    support_pages.offer(page, Offer(name="Silver", benefits="A letter a month", month_minor=SILVER), by=maker)
    gold = Offer(name="Gold", benefits="The files", month_minor=GOLD, year_minor=12_000, limit=2)
    support_pages.offer(page, gold, by=maker)
    return support_pages.open(page, by=maker)


def tier(page: SupportPage, name: str) -> SupportTier:
    return page.tiers.select_related("page").get(name=name)


def wish(page: SupportPage, name: str = "Silver", **more: Any) -> Wish:
    """A tier by its name; or a sum of one's own."""
    return Wish(tier=tier(page, name), **more) if name else Wish(**more)


def begun(
    stripe: LocalStripe, page: SupportPage, supporter: User, name: str = "Silver", *, card: str = "good", **more: Any
) -> Support:
    """Chosen and paid for."""
    made = standing_support.begin(page, wish(page, name, **more), supporter=supporter.party, by=supporter)
    return paid(stripe, made, supporter, card=card)


def paid(stripe: LocalStripe, support: Support, supporter: User, *, card: str = "good") -> Support:
    """What is due is paid with a card that is given."""
    kept = backing.card(stripe, supporter, card)
    charges.send(standing_support.pay(support, kept, by=supporter))
    return backing.fresh(support)


def with_card(stripe: LocalStripe, support: Support, supporter: User, card: str) -> Support:
    """Charged to this card from now on."""
    return standing_support.pay_with(support, backing.card(stripe, supporter, card), by=supporter)


def charges_of(support: Support) -> list[SupportCharge]:
    """In order."""
    return list(support.charges.order_by("number"))


def money_taken() -> list[int]:
    """What came in, in minor units, in order."""
    done = [Payment.Status.SUCCEEDED, Payment.Status.REFUNDED]
    return list(Payment.objects.filter(status__in=done).order_by("pk").values_list("amount_minor", flat=True))


def written(page: SupportPage, maker: User, *, tier: str = "", **said: Any) -> SupportPost:
    """A post that is published. tier: whose it is, by its name."""
    of = page.tiers.get(name=tier) if tier else None
    words = {"title": "The g", "text": "Nine days.", "teaser": "Why it took so long.", **said}
    return support_pages.publish(support_pages.write(page, by=maker, tier=of, **words), by=maker)
