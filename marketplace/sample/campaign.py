"""One fundraiser of the sample freelancer that came together, with what it owes in all states: made by our own acts.

    campaign.make(say, maker=cleo, backers=[ben, ada], reviewer=dev)      # the first time, after the sample deal

It was launched two months before this copy was started, so its acts run as of those days (`clock.as_of`). One backer
has answered the survey: of what they paid for one reward is on its way, one arrived, one is late, one came broken, one
is a file. The other has not answered, so their parcel waits.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from moneyed import Money

from accounts.models import User
from fundraising import deadline, deliveries, fundraisers, launching, owing, pledges, reward_files, surveys, updates
from fundraising.choices import Choice
from fundraising.deliveries import Parcel
from fundraising.forms.delivery import REWARD_FILE
from fundraising.models import BudgetLine, Delivery, Disbursement, Fundraiser, Reward, ShippingRate
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import clock, uploads
from marketplace.sample import deal
from marketplace.sample.models import Load
from payments import charges, checkouts
from payments.models import SavedMethod
from social import comments

SOURCE = "sample campaign"
TITLE = "Sample: twelve loaves, a calendar drawn by hand"
SUMMARY = "A wall calendar with a loaf for each month, and its recipe on the back."
STORY = (
    "This fundraiser is a sample, made when this copy of the site was first started, so that what comes after the end "
    "of one can be looked at. No real money moved.\n\n## What you get\n\nTwelve sheets, each with a loaf that is baked "
    "somewhere in that month, drawn in ink at the size of the loaf. On the back stands how it is made, for an oven as "
    "most people have it.\n\n## How far it is\n\nAll drawings are done. The printer has proofs."
)
RISKS = "Ink may look darker in print than on the table. A proof of each sheet is compared before the edition is run."
REWARDS = (  # name, price, posted, an add-on, months from now
    ("Calendar", 2800, True, False, 1),
    ("Poster of the rye", 1500, True, True, 1),
    ("Linen apron", 3200, True, True, -1),
    ("Set of postcards", 900, True, True, 1),
    ("Recipes as a file", 600, False, True, 0),
)
ADDRESS = {"name": "Ben Castellan", "street": "Kanalgata 12", "postcode": "0150", "city": "Oslo", "country": "NO"}
FIRST = "The proofs have come. Eleven sheets are as they should be; July is too dark, and is drawn **again** this week."
RECIPES = b"Sample: twelve recipes. Rye, 800 g. Water, 640 g. Salt, 16 g."
SECOND = "The first parcels have left. Aprons wait for their linen, which is late: by a month, as it looks today."


def make(say: Callable[[str], None], *, maker: User, backers: Sequence[User], reviewer: User) -> bool:
    """Make it, once; returns whether it was made now. Nothing happens where money is real or no local Stripe is set."""
    if settings.MONEY_IS_REAL or not settings.STRIPE_API_BASE:
        return False
    _load, is_first = Load.objects.get_or_create(source=SOURCE, defaults={"listings": 1})
    if not is_first:
        return False
    fundraiser = _launched(maker, reviewer)
    cards = {backer: _card_of(backer) for backer in backers}  # the gateway keeps cards today
    with deal.days_ago(45):
        for backer, card in cards.items():
            _back(fundraiser, backer, card, is_all=backer == backers[0])
    with clock.as_of(_ended(fundraiser)):
        deadline.decide(fundraiser)
        owing.prepare(str(fundraiser.pk))
    _asked(fundraiser, maker, backers[0])
    _told(fundraiser, maker, backers[0])
    _sent(fundraiser, maker, backers[0])
    say("a fundraiser of the sample freelancer that came together, with its parcels")
    return True


def _launched(maker: User, reviewer: User) -> Fundraiser:
    with deal.days_ago(61):
        draft = fundraisers.start(
            owner=maker.party, title=TITLE, kind="reward", goal=Money(100, "EUR"), by=maker, story=STORY, risks=RISKS,
            days=30, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE,
        )  # fmt: skip
        topics = list(Topic.objects.filter(slug__in=["illustration", "book-design"])) or list(Topic.objects.all()[:1])
        Listing.objects.filter(pk=draft.pk).update(summary=SUMMARY, topics=[one.pk for one in topics], is_sample=True)
        BudgetLine.objects.create(fundraiser=draft, position=0, label="Print and paper", amount_minor=10_000)
        Disbursement.objects.create(
            fundraiser=draft, position=0, name="The edition is printed", amount_minor=10_000, due_on=clock.today()
        )
        for place, one in enumerate(REWARDS):
            _offer(draft, place, *one)
        launching.hand_in(draft, by=maker)
        launching.pass_review(draft, by=reviewer)
    with deal.days_ago(60):
        return launching.launch(draft, by=maker)


def _offer(draft: Fundraiser, place: int, name: str, price: int, is_posted: bool, is_add_on: bool, months: int) -> None:
    ships = Reward.Ships.WORLD if is_posted else Reward.Ships.NOTHING
    made = Reward.objects.create(
        fundraiser=draft, position=place, name=name, price_minor=price, ships=ships, is_add_on=is_add_on,
        delivers_on=_month(months), contents=f"{name}, as it stands in the story.",
    )  # fmt: skip
    if is_posted:
        ShippingRate.objects.create(reward=made, country="", cost_minor=0 if is_add_on else 450)


def _month(months: int) -> date:
    """A day of the month that is so many months from the day on which this copy is made."""
    return (_today().replace(day=15) + timedelta(days=30 * months)).replace(day=1)


def _today() -> date:
    return clock.today() + timedelta(days=61)  # of this copy: it is asked for on the day of the draft


def _card_of(backer: User) -> SavedMethod:
    """One that is kept already, by the sample deal, or a new one."""
    kept: SavedMethod | None = SavedMethod.objects.filter(party=backer.party, removed_at__isnull=True).first()
    return kept or deal.kept_card(backer)


def _back(fundraiser: Fundraiser, backer: User, card: SavedMethod, *, is_all: bool) -> None:
    """One backer takes everything, the other the calendar alone; both pay at once."""
    rewards = {one.name: one.pk for one in fundraiser.rewards.all()}
    add_ons = {pk: 1 for name, pk in rewards.items() if name != "Calendar"} if is_all else {}
    country = ADDRESS["country"] if is_all else "DE"
    choice = Choice(reward=rewards["Calendar"], add_ons=add_ons, country=country, extra_minor=500)
    made = pledges.pledge(fundraiser, choice, backer=backer.party, by=backer)
    checkout = checkouts.open([(pledges.KIND, made.pk)], by=backer)
    charges.send(charges.begin(checkout, by=backer, method=card))


def _ended(fundraiser: Fundraiser) -> datetime:
    end = Fundraiser.objects.get(pk=fundraiser.pk).deadline_at
    assert end
    return end + timedelta(seconds=1)


def _asked(fundraiser: Fundraiser, maker: User, backer: User) -> None:
    with deal.days_ago(28):
        survey = surveys.of(fundraiser, by=maker)
        surveys.ask(
            survey, question="Which first day of the week?", kind="choice", options=["Monday", "Sunday"], by=maker
        )
        survey = surveys.send(survey, by=maker)
    with deal.days_ago(26):
        pledge = fundraiser.pledges.get(backer=backer.party)
        surveys.reply(pledge, {str(survey.questions.get().pk): "Monday"}, ADDRESS, by=backer)


def _told(fundraiser: Fundraiser, maker: User, backer: User) -> None:
    with deal.days_ago(20):
        first = updates.write(fundraiser, title="Proofs of all twelve", body=FIRST, by=maker)
        updates.publish(first, by=maker)
    with deal.days_ago(19):
        asked = comments.say(
            updates.KIND, first.pk, "Is July the flatbread? It looked fine to me.", by=backer, key=SOURCE
        )
    with deal.days_ago(18):
        comments.say(updates.KIND, first.pk, "It is. On paper it was black.", by=maker, key=SOURCE, answers=asked)
    with deal.days_ago(6):
        second = updates.write(fundraiser, title="The first parcels", body=SECOND, is_for_backers=True, by=maker)
        updates.publish(second, by=maker)


def _sent(fundraiser: Fundraiser, maker: User, backer: User) -> None:
    """A file at once, two parcels, of which one has arrived; one came broken, and the apron has not left."""
    file = fundraiser.rewards.get(name="Recipes as a file")
    with deal.days_ago(25):
        text = ContentFile(RECIPES, name="recipes.txt")
        reward_files.add(file, uploads.check(text, REWARD_FILE), by=maker)
        reward_files.hand_out(file, by=maker)
    with deal.days_ago(12):
        _ship(fundraiser, maker, backer, "Poster of the rye", "Set of postcards")
    with deal.days_ago(5):
        deliveries.receive(_parcel(fundraiser, backer, "Poster of the rye"), by=backer)
        deliveries.report(_parcel(fundraiser, backer, "Set of postcards"), "Two of them are bent.", by=backer)
        _ship(fundraiser, maker, backer, "Calendar")


def _ship(fundraiser: Fundraiser, maker: User, backer: User, *rewards: str) -> None:
    numbers = [_parcel(fundraiser, backer, name).number for name in rewards]
    deliveries.ship(fundraiser, [Parcel(n, "DHL", f"SAMPLE{n:04d}") for n in numbers], by=maker)


def _parcel(fundraiser: Fundraiser, backer: User, reward: str) -> Delivery:
    return Delivery.objects.get(fundraiser=fundraiser, line__pledge__backer=backer.party, line__reward__name=reward)
