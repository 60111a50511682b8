"""The sample freelancer is supported month by month by the other sample sign-ins: made by our own acts.

    support.make(say, freelancer=cleo, supporters=[ben, ada])     # the first time, where the local Stripe answers

It began some weeks before this copy did, so its acts run as of those days; what the local Stripe does, it does now.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

from django.conf import settings

from accounts.models import User
from fundraising import standing_support, support_pages
from fundraising.models import SupportPage
from fundraising.support_pages import Offer
from fundraising.support_terms import Wish
from marketplace.kit import clock
from marketplace.sample import deal
from marketplace.sample.models import Load
from payments import charges
from payments.models import SavedMethod

SOURCE = "sample support"
PITCH = "Time to draw the letters that nobody orders, and to write down how."
STORY = (
    "This page and its supporters are a sample, made when this copy of the site was first started. No real money "
    "moved.\n\nBooks pay for books. What they do not pay for is the alphabet that has no book yet: two mornings a week "
    "at the drawing board, and the notes on what went wrong."
)
TIERS = (
    Offer(name="Reader", benefits="Notes from the drawing board, each month", month_minor=400, year_minor=4000),
    Offer(
        name="Proof reader", benefits="All notes\nProofs as PDF before they are printed\nYour name in the colophon",
        month_minor=1200, year_minor=12_000, limit=30,
    ),
)  # fmt: skip
FIRST = (
    "The g took nine days",
    "Why a letter with two bowls never sits still, and what helped.",
    "What helped in the end was to draw the word around it first.\n\n- Day 1 to 5: bowls\n- Day 6 to 9: again",
)
SECOND = (
    "Proofs of the italic, first pass",
    "For proof readers: forty pages, and the questions I have about them.",
    "The slant is eleven degrees and should be ten. Look at page 12 first: is the *f* too loud beside the *i*?",
)


def make(say: deal.Say, *, freelancer: User, supporters: Sequence[User]) -> bool:
    """Make it, once; returns whether it was made now. Nothing happens where money is real or no local Stripe is set."""
    if settings.MONEY_IS_REAL or not settings.STRIPE_API_BASE:
        return False
    if not Load.objects.get_or_create(source=SOURCE, defaults={"listings": 1})[1]:
        return False
    with _days_ago(26):
        page = _open(freelancer)
    for number, supporter in enumerate(supporters):
        card = deal.kept_card(supporter)  # now: the gateway's page is open for half an hour
        with _days_ago(24 - 8 * number):
            _support(page, supporter, card, number)
    with _days_ago(20):
        _write(page, freelancer, *FIRST)
    with _days_ago(2):
        _write(page, freelancer, *SECOND, tier="Proof reader")
    say("three people who support the sample freelancer month by month")
    return True


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.as_of(clock.now() - timedelta(days=days))


def _open(freelancer: User) -> SupportPage:
    page = support_pages.begin(freelancer.party, by=freelancer)
    support_pages.describe(page, by=freelancer, pitch=PITCH, story=STORY, takes_own_sums=True, currency="EUR")
    for tier in TIERS:
        support_pages.offer(page, tier, by=freelancer)
    return support_pages.open(page, by=freelancer)


def _support(page: SupportPage, supporter: User, card: SavedMethod, number: int) -> None:
    tier = page.tiers.order_by("month_minor")[number % len(TIERS)]
    made = standing_support.begin(
        page, Wish(tier=tier), supporter=supporter.party, by=supporter, is_anonymous=number == 2
    )
    charges.send(standing_support.pay(made, card, by=supporter))


def _write(page: SupportPage, freelancer: User, title: str, teaser: str, text: str, *, tier: str = "") -> None:
    chosen = page.tiers.get(name=tier) if tier else None
    post = support_pages.write(page, by=freelancer, title=title, teaser=teaser, text=text, tier=chosen)
    support_pages.publish(post, by=freelancer)
