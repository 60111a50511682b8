"""What a maker asks backers before rewards are sent: questions, and the address where something is posted.

    survey = surveys.of(fundraiser, by=ada)
    surveys.ask(survey, question="Which cover?", kind="choice", options=["Red", "Blue"], by=ada)
    surveys.send(survey, by=ada)
    surveys.reply(pledge, {str(question.pk): "Red"}, address, by=ben)

Locks: the fundraiser, the survey, then the deliveries whose answers came.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import clocks, fundraisers, survey_news
from fundraising.models import (
    Delivery,
    Fundraiser,
    Pledge,
    PostalAddress,
    Reward,
    Survey,
    SurveyQuestion,
    SurveyReply,
)
from marketplace.kit import clock, timers
from marketplace.kit.refusals import NotAllowed, Refused
from portfolios.permits import require_owner

Status, State = Survey.Status, Fundraiser.Status
PREPARED = [State.SCHEDULED, State.ONGOING, State.COLLECTING, State.SUCCESSFUL, State.DELIVERING]
SENDABLE = [State.SUCCESSFUL, State.DELIVERING]
MOST = 20
CLOCKS = {  # when who is silent is reminded, and when nothing waits for them any more (fundraising.silence)
    clocks.SURVEY_REMINDS: clocks.REMIND_AFTER,
    clocks.SURVEY_LAST_CALL: clocks.ANSWERS_LAST_CALL,
    clocks.SURVEY_ENDS: clocks.ANSWERS_BY,
}
COLUMNS = ["name", "street", "extra", "postcode", "city", "region", "country", "phone"]


class NotNow(Refused):
    """This is not possible in the state in which the survey is."""


@transaction.atomic
def of(fundraiser: Fundraiser, *, by: User) -> Survey:
    """The survey of this fundraiser; begun when it is first asked for. Raises NotAllowed."""
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    survey, _is_new = Survey.objects.get_or_create(fundraiser=fundraiser)
    return survey


@transaction.atomic
def ask(
    survey: Survey, *, question: str, kind: str, options: Sequence[str] = (), reward: Reward | None = None,
    is_required: bool = True, by: User,
) -> SurveyQuestion:  # fmt: skip
    """One question more, to all or to those of one reward. Raises NotAllowed, NotNow once it is sent."""
    survey = _being_written(survey, by)
    if survey.questions.count() >= MOST:
        raise NotNow(_("Ask at most %(n)d questions: what is long is not answered.") % {"n": MOST})
    if reward is not None and reward.fundraiser_id != survey.fundraiser_id:
        raise NotAllowed(_("This is the reward of another fundraiser."))
    last = survey.questions.order_by("-position").values_list("position", flat=True).first()
    return SurveyQuestion.objects.create(
        survey=survey, position=0 if last is None else last + 1, question=question, kind=kind, options=list(options),
        reward=reward, is_required=is_required,
    )  # fmt: skip


@transaction.atomic
def take_out(question: SurveyQuestion, *, by: User) -> None:
    """One question less. Raises NotAllowed, NotNow once it is sent."""
    survey = _being_written(question.survey, by)
    survey.questions.filter(pk=question.pk).delete()


@transaction.atomic
def note(survey: Survey, words: str, *, by: User) -> Survey:
    """The word that stands above the questions. Raises NotAllowed, NotNow once it is sent."""
    survey = _being_written(survey, by)
    survey.note = words
    survey.save(update_fields=["note"])
    return survey


@transaction.atomic
def send(survey: Survey, *, by: User) -> Survey:
    """Let backers answer it. Whoever must answer something waits for it with their parcels.

    Twice changes nothing. Raises NotAllowed, NotNow before the fundraiser is funded or where nobody is asked anything.
    """
    survey = locked(survey)
    require_owner(survey.fundraiser, by=by)
    if survey.is_sent:
        return survey
    if survey.fundraiser.status not in SENDABLE:
        raise NotNow(_("It can be sent once all cards have been charged."))
    if not survey.asked().exists():
        raise NotNow(_("Nobody is asked anything: nothing is posted, and there is no question."))
    survey.sent_at = clock.now()
    survey.move_to(Status.SENT, by=by, party=survey.fundraiser.owner, saving=["sent_at"])
    _let_wait(survey)
    for kind, after in CLOCKS.items():
        timers.set(kind, survey.pk, clock.now() + after)
    survey_news.sent(survey)
    return survey


@transaction.atomic
def reply(pledge: Pledge, answers: Mapping[str, str], address: Mapping[str, str] | None, *, by: User) -> SurveyReply:
    """Answer, or answer anew. address: by column; None where nothing is posted. Its parcels can be sent then.

    Raises NotAllowed, and NotNow before it is sent, while it is locked, and once everything has left.
    """
    survey = locked(Survey.objects.get(fundraiser=pledge.fundraiser_id))
    if not Party.objects.acted_for_by(by).filter(pk=pledge.backer_id).exists():
        raise NotAllowed(_("This is somebody else's pledge."))
    if reason := why_closed(survey, pledge):
        raise NotNow(reason)
    known = {str(question.pk) for question in questions_for(survey, pledge)}
    said = {pk: text for pk, text in answers.items() if pk in known and text}
    replied, _is_new = SurveyReply.objects.update_or_create(
        pledge=pledge, defaults={"answers": said, "changed_at": clock.now()}
    )
    if address is not None:
        told = {name: address.get(name, "") for name in COLUMNS}
        PostalAddress.objects.update_or_create(pledge=pledge, defaults={**told, "changed_at": clock.now()})
    waiting = Delivery.objects.filter(line__pledge=pledge, status=Delivery.Status.WAITING)
    for delivery in waiting.locked():
        delivery.move_to(Delivery.Status.TO_SHIP, by=by, why="answered")
    return replied


@transaction.atomic
def lock(survey: Survey, *, by: User) -> Survey:
    """From now on nobody changes an answer that they gave. Twice changes nothing. Raises NotAllowed, IllegalMove."""
    return _turned(survey, Status.LOCKED, by)


@transaction.atomic
def unlock(survey: Survey, *, by: User) -> Survey:
    """Let answers be changed again. Twice changes nothing. Raises NotAllowed, IllegalMove."""
    return _turned(survey, Status.SENT, by)


@transaction.atomic
def remind(survey: Survey, *, by: User | None) -> Survey:
    """Tell whoever has not answered once more. by=None: the clock does.

    Raises NotAllowed, and NotNow too soon after the last time, after the last one, or where all have answered.
    """
    survey = locked(survey)
    if by is not None:
        require_owner(survey.fundraiser, by=by)
    if reason := why_not_remind(survey):
        raise NotNow(reason)
    survey.reminders, survey.reminded_at = survey.reminders + 1, clock.now()
    survey.save(update_fields=["reminders", "reminded_at"])
    survey_news.reminded(survey)
    return survey


@timers.handles(clocks.SURVEY_REMINDS)
def remind_by_itself(key: str) -> None:
    """A week after it was sent, unless the maker did so meanwhile."""
    survey = locked(Survey(pk=UUID(key)))
    if not survey.reminders and not why_not_remind(survey):
        remind(survey, by=None)


def why_not_remind(survey: Survey) -> str:
    """Why nobody can be reminded now; empty if they can."""
    if not survey.is_sent:
        return _("It is not sent yet.")
    if survey.reminders >= clocks.MOST_REMINDERS:
        return _("They were reminded %(n)d times. Write to them, or send what needs no answer.") % {
            "n": survey.reminders
        }
    last: timedelta = clock.now() - (survey.reminded_at or survey.sent_at or clock.now())
    if last < clocks.REMIND_APART:
        return _("Give them %(n)d days before you remind them.") % {"n": clocks.REMIND_APART.days}
    if not survey.unanswered().exists():
        return _("All have answered.")
    return ""


def why_closed(survey: Survey, pledge: Pledge) -> str:
    """Why this backer can't answer, or not any more; empty if they can."""
    if not survey.is_sent or pledge.status != Pledge.Status.COLLECTED:
        return _("There is nothing to answer.")
    if survey.status == Status.LOCKED and SurveyReply.objects.filter(pledge=pledge).exists():
        return _("The maker has locked the answers, because parcels are being packed. Write to them if yours changed.")
    rows = Delivery.objects.filter(line__pledge=pledge)
    still = rows.filter(status__in=[*Delivery.UNSENT, Delivery.Status.PROBLEM])
    return "" if still.exists() or not rows.exists() else _("Everything has left already.")


def questions_for(survey: Survey, pledge: Pledge) -> list[SurveyQuestion]:
    """What this backer is asked."""
    mine = set(pledge.lines.values_list("reward", flat=True))
    return [one for one in survey.questions.all() if one.reward_id is None or one.reward_id in mine]


def wants_address(pledge: Pledge) -> bool:
    """Whether something that this backer paid for is posted."""
    return pledge.lines.exclude(reward__ships=Reward.Ships.NOTHING).exists()


def locked(survey: Survey) -> Survey:
    """The survey under its lock, and before it its fundraiser's."""
    pk = Survey.objects.values_list("fundraiser_id", flat=True).get(pk=survey.pk)
    fundraiser = fundraisers.locked(Fundraiser(pk=pk))
    found: Survey = Survey.objects.locked().get(pk=survey.pk)
    found.fundraiser = fundraiser
    return found


def as_answers(survey: Survey, row: Any) -> list[str]:
    """What a pledge answered, in the order of the questions; empty where it did not. Reads nothing more."""
    said = row.reply.answers if hasattr(row, "reply") else {}
    return [said.get(str(question.pk), "") for question in survey.questions.all()]


def _being_written(survey: Survey, by: User) -> Survey:
    survey = locked(survey)
    require_owner(survey.fundraiser, by=by)
    if survey.is_sent:
        raise NotNow(_("It is sent, so its questions stay as they are."))
    return survey


def _let_wait(survey: Survey) -> None:
    """What needs no address, but an answer, waits for it now."""
    required = survey.questions.filter(is_required=True)
    rewards = list(required.values_list("reward", flat=True))
    rows = survey.fundraiser.deliveries.filter(status=Delivery.Status.TO_SHIP, line__pledge__reply__isnull=True)
    if None not in rewards:
        rows = rows.filter(line__reward__in=rewards)
    for delivery in rows.locked() if rewards else ():
        delivery.move_to(Delivery.Status.WAITING, why="survey sent")


def _turned(survey: Survey, status: str, by: User) -> Survey:
    survey = locked(survey)
    require_owner(survey.fundraiser, by=by)
    if survey.status != status:
        survey.move_to(status, by=by, party=survey.fundraiser.owner)
    return survey
