"""One campaign: made, reviewed, launched, backed, travelled to its end and settled, by the acts of the site."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from accounts.models import User
from fundraising import clocks, fundraisers, launching, pledges
from fundraising.choices import MOST_MINOR, Choice, least_minor
from fundraising.models import BudgetLine, Disbursement, Fundraiser, Pledge, Reward, Settlement
from fundraising.replay.records import Record
from fundraising.replay.stage import Stage
from marketplace.kit import clock, timers
from marketplace.kit.models import Timer
from marketplace.kit.money import from_minor, to_minor
from payments import outgoing
from payments.splitting import split

STORY = (
    "This fundraiser is a replay. Its sums, dates and outcome are those of a campaign that ended years ago; who "
    "backed it, and with which rewards, is made up, so that the sum and the order of the amounts are kept."
)
Status = Fundraiser.Status
OURS = {Status.SUCCESSFUL: "successful", Status.FAILED: "failed", Status.CANCELLED: "canceled"}


@dataclass(frozen=True)
class Played:
    """What we made of a record. pledges: how many stood for its backers. why: where we differ."""

    record: Record
    outcome: str
    pledges: int
    collected_minor: int
    why: str = ""

    @property
    def agrees(self) -> bool:
        return self.outcome == self.record.outcome


def play(stage: Stage, record: Record, *, most: int) -> Played:
    """All of it. most: how many pledges may stand for its backers, where that is enough."""
    maker = stage.makers[record.goal_minor % len(stage.makers)]
    amounts = sample(record, most)
    with clock.as_of(record.launched_at):
        fundraiser = launched(stage, record, maker)
    for place, amount in enumerate(amounts):
        with clock.as_of(record.launched_at + (record.deadline_at - record.launched_at) * (place + 1) / 100):
            _back(stage, fundraiser, stage.backers[place % len(stage.backers)], amount)
    if record.outcome == "canceled":
        with clock.as_of(record.launched_at + (record.deadline_at - record.launched_at) / 2):
            launching.cancel(fundraiser, why="It was cancelled.", by=maker)
            _work()
    played = _settled(record, fundraiser, len(amounts))
    Timer.objects.all().delete()  # what comes weeks after its end is no part of the record
    return played


def sample(record: Record, most: int) -> list[int]:
    """A few amounts that stand for all, the greatest first: they add up to the record's sum, in minor units."""
    least, total = least_minor(record.currency), record.pledged_minor
    if not total:
        return []
    many = max(1, min(record.backers, most, total // least), -(-total // (MOST_MINOR // 2)))
    falling = least * many * many <= total <= MOST_MINOR  # else the last would be too small, or the first too great
    weights = [Fraction(1, place + 1) if falling else Fraction(1) for place in range(many)]
    parts = split(from_minor(total, record.currency), weights)
    return sorted(map(to_minor, parts), reverse=True)


def launched(stage: Stage, record: Record, maker: User) -> Fundraiser:
    """Made, reviewed and open, now."""
    goal = from_minor(record.goal_minor, record.currency)
    draft = fundraisers.start(
        owner=maker.party, title=f"Replay of {record.name}", kind=Fundraiser.Kind.REWARD, goal=goal, by=maker,
        story=STORY, risks="None: it has ended.", days=record.days,
    )  # fmt: skip
    draft.listing.summary, draft.listing.topics = "The replay of a campaign that has ended.", [stage.topic.pk]
    draft.listing.save(update_fields=["summary", "topics"])
    BudgetLine.objects.create(fundraiser=draft, label="All of it", amount_minor=record.goal_minor)
    Disbursement.objects.create(fundraiser=draft, name="All of it", amount_minor=record.goal_minor)
    Reward.objects.create(fundraiser=draft, name="Thanks", price_minor=least_minor(record.currency))
    launching.hand_in(draft, by=maker)
    launching.pass_review(draft, by=stage.reviewer)
    return launching.launch(draft, by=maker)


def _back(stage: Stage, fundraiser: Fundraiser, backer: User, minor: int) -> None:
    made = pledges.pledge(fundraiser, Choice(extra_minor=minor), backer=backer.party, by=backer)
    pledges.confirm(made, stage.cards[backer.pk], by=backer)


def _settled(record: Record, fundraiser: Fundraiser, many: int) -> Played:
    """Travel to the end, let the workers work, and look."""
    fundraiser = Fundraiser.objects.get(pk=fundraiser.pk)
    for moment in _moments(fundraiser):
        with clock.as_of(moment):
            _work()
    fundraiser = Fundraiser.objects.get(pk=fundraiser.pk)
    collected = sum(fundraiser.pledges.filter(status=Pledge.Status.COLLECTED).values_list("amount_minor", flat=True))
    outcome = OURS.get(Status(fundraiser.status), fundraiser.status)
    return Played(record, outcome, many, collected, _why(record, outcome, fundraiser))


def _moments(fundraiser: Fundraiser) -> list[datetime]:
    if fundraiser.deadline_at is None or fundraiser.status == Status.CANCELLED:
        return []
    return [fundraiser.deadline_at, fundraiser.deadline_at + clocks.LOOK_AGAIN + timedelta(seconds=1)]


def _work() -> None:
    """What workers do: timers, the calls that they wrote down, and the timers that follow from these."""
    while timers.run_due() + outgoing.send_due():
        pass


def _why(record: Record, outcome: str, fundraiser: Fundraiser) -> str:
    """Why our outcome is another than the record's, in its own figures."""
    if outcome == record.outcome:
        return ""
    decision = Settlement.objects.filter(fundraiser=fundraiser).first()
    decided = f"{decision.pledged_minor} of {decision.goal_minor}" if decision else "nothing was decided"
    side = "reaches" if record.pledged_minor >= record.goal_minor else "misses"
    return f"{record.name}: on record {record.outcome}, though its sum {side} its goal ({decided} {record.currency})"
