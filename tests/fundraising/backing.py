"""Backers, their cards and their promises, by our own acts against the local Stripe.

fundraiser = backing.open_fundraiser(ada)
pledge = backing.promised(local_stripe, fundraiser, ben, extra=500)
backing.end(fundraiser, clock)                    # travels to its last moment and lets the workers work
"""

from datetime import timedelta
from typing import Any

from moneyed import Money

from accounts.models import User
from fundraising import fundraisers, launching, pledges
from fundraising.choices import Choice
from fundraising.models import Disbursement, Fundraiser, Pledge
from marketplace.kit import outbox, timers
from payments import checkouts, methods, outgoing
from payments.models import Payment, SavedMethod
from social import fan_out
from tests import cast
from tests.fundraising import raising
from tests.payments import paying
from tests.payments.local_stripe import LocalStripe

STORY = "An oven that a village shares, built by those who bake in it. " * 5


def a_whole_draft(maker: User, *, goal: str = "1000", kind: str = "reward", **columns: Any) -> Fundraiser:
    """A draft with everything that review asks for."""
    money = Money(goal, columns.pop("currency", "EUR"))
    whole = {"story": STORY, "risks": "Rain.", "days": 30, **columns}
    draft = fundraisers.start(owner=maker.party, title="Daily bread", kind=kind, goal=money, by=maker, **whole)
    raising.budget(draft, draft.goal_minor)
    Disbursement.objects.create(fundraiser=draft, position=0, name="Oven built", amount_minor=draft.goal_minor)
    raising.a_reward(draft, name="Loaf", price_minor=3800)
    return draft


def open_fundraiser(maker: User, *, rewards: Any = None, **columns: Any) -> Fundraiser:
    """One that runs: handed in, reviewed, launched."""
    from accounts import people

    people.publish_profile(maker.party.profile, by=maker)
    draft = a_whole_draft(maker, **columns)
    fundraisers_face(draft)
    launching.hand_in(draft, by=maker)
    launching.pass_review(draft, by=reviewer())
    return launching.launch(draft, by=maker)


def fundraisers_face(draft: Fundraiser) -> None:
    """What its card shows, as the editor keeps it before anybody sees it."""
    from tests import cast as people_of_tests

    topics = people_of_tests.topics()
    draft.listing.summary = "Ovens that a village shares."
    draft.listing.topics = [topics["design"].pk]
    draft.listing.save(update_fields=["summary", "topics"])


def reviewer() -> User:
    """Somebody of the staff who may review."""
    from django.contrib.auth.models import Permission

    dev = User.objects.filter(email="dev@example.org").first() or cast.dev()
    dev.user_permissions.add(Permission.objects.get(codename="pass_review_fundraiser"))
    return User.objects.get(pk=dev.pk)


def card(stripe: LocalStripe, backer: User, name: str = "good", *, currency: str = "EUR") -> SavedMethod:
    """A card that was kept on the gateway's page."""
    setup = methods.send(methods.begin_setup(backer.party, by=backer, currency=currency, return_to="/settings/cards/"))
    stripe.pay(setup.action_url, name)
    method = methods.look(setup).method
    assert method
    return method


def chosen(fundraiser: Fundraiser, *, extra: int = 0, reward: str = "", **rest: Any) -> Choice:
    """extra: in whole units. reward: its name."""
    pk = fundraiser.rewards.get(name=reward).pk if reward else None
    return Choice(reward=pk, extra_minor=extra * 100, **rest)


def promised(
    stripe: LocalStripe, fundraiser: Fundraiser, backer: User, *, with_card: str = "good", **choice: Any
) -> Pledge:
    """A pledge whose card is kept."""
    made = pledges.pledge(fundraiser, chosen(fundraiser, **choice), backer=backer.party, by=backer)
    return pledges.confirm(made, card(stripe, backer, with_card), by=backer)


def paid(stripe: LocalStripe, fundraiser: Fundraiser, backer: User, **choice: Any) -> Pledge:
    """A pledge that is paid when it is made."""
    made = pledges.pledge(fundraiser, chosen(fundraiser, **choice), backer=backer.party, by=backer)
    paying.on_the_page(stripe, checkouts.open([("pledge", made.pk)], by=backer), by=backer)
    return fresh(made)


def end(fundraiser: Fundraiser, clock: Any, *, after: timedelta = timedelta(0)) -> None:
    """Travel to its last moment, and let timers and workers do what follows."""
    deadline = fresh(fundraiser).deadline_at
    assert deadline
    clock.move_to(deadline + after)
    work()


def work() -> None:
    """Timers that are due, the calls that they wrote down, and what follows from these."""
    for _turn in range(3):
        timers.run_due()
        outgoing.send_due()
    outbox.deliver()
    fan_out.run()


def later(clock: Any, **span: float) -> None:
    """Travel, and let the workers work."""
    clock.shift(timedelta(**span))
    work()


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row).objects.get(pk=row.pk)


def payments() -> list[Payment]:
    """Of all pledges, in order."""
    return list(Payment.objects.order_by("pk"))
