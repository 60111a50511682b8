"""A fundraiser that succeeded, with parcels to be sent: by our own acts, against the local Stripe.

fundraiser = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
"""

from datetime import timedelta
from typing import Any

from accounts.models import User
from fundraising import deliveries, surveys
from fundraising.deliveries import Parcel
from fundraising.models import Delivery, Fundraiser, Pledge, ShippingRate, Survey
from marketplace.kit import clock as now
from tests.fundraising import backing, raising
from tests.payments.local_stripe import LocalStripe

ADDRESS = {"name": "Ben Okoro", "street": "Hafenweg 3", "postcode": "20457", "city": "Hamburg", "country": "DE"}
SOON = timedelta(days=65)  # after the end, and before the gateway sends back what it holds


def funded(stripe: LocalStripe, maker: User, *backers: User, clock: Any) -> Fundraiser:
    """Each backer chose a book that is posted and, beside it, a recording that is not; all have paid."""
    fundraiser = backing.open_fundraiser(maker, goal="60")
    book = raising.a_reward(
        fundraiser, name="Book", price_minor=3000, ships="world", delivers_on=now.today() + SOON, position=1
    )
    ShippingRate.objects.create(reward=book, country="", cost_minor=500)
    song = raising.a_reward(fundraiser, name="Recording", price_minor=900, position=2, is_add_on=True)
    for one in backers:
        backing.promised(stripe, fundraiser, one, reward="Book", add_ons={song.pk: 1}, country="DE", extra=10)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    backing.work()
    found: Fundraiser = backing.fresh(fundraiser)
    return found


def asked(fundraiser: Fundraiser, **question: Any) -> Survey:
    """A survey that was sent, with one question."""
    maker = fundraiser.owner.user
    survey = surveys.of(fundraiser, by=maker)
    told = {"question": "Which cover?", "kind": "choice", "options": ["Red", "Blue"], **question}
    surveys.ask(survey, **told, by=maker)
    return surveys.send(survey, by=maker)


def answered(fundraiser: Fundraiser, backer: User, *, said: str = "Red", **address: str) -> Pledge:
    """This backer answers everything with the same words."""
    pledge: Pledge = fundraiser.pledges.get(backer=backer.party)
    told = {str(one.pk): said for one in surveys.questions_for(fundraiser.survey, pledge)}
    surveys.reply(pledge, told, ADDRESS | address, by=backer)
    return pledge


def parcel(fundraiser: Fundraiser, backer: User, reward: str = "Book") -> Delivery:
    """The delivery of this reward to this backer, as it is now."""
    return fundraiser.deliveries.get(line__pledge__backer=backer.party, line__reward__name=reward)


def sent(fundraiser: Fundraiser, backer: User, reward: str = "Book") -> Delivery:
    """It has left."""
    number = parcel(fundraiser, backer, reward).number
    deliveries.ship(fundraiser, [Parcel(number, "DHL", f"T{number}")], by=fundraiser.owner.user)
    return parcel(fundraiser, backer, reward)
