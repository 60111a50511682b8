"""Recommendations: asked for or offered, written by somebody who worked with the person, accepted before they show."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import endorsements, people, person_news, ports
from accounts.models import Party, Profile, Recommendation, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock

Status = Recommendation.Status
ASKED_AT_MOST = 20  # that wait for an answer; nobody is helped by a hundred


@transaction.atomic
def ask(profile: Profile, writer: Party, *, by: User, note: str = "") -> Recommendation:
    """Ask somebody with whom one worked for a text. Asking twice returns the first.

    Raises NotAllowed for somebody else's page and for who has not worked with one, Refused for too many that wait.
    """
    _lock(profile)
    if profile.party.user_id != by.pk:
        raise NotAllowed(_("Only the person themselves can change this page."))
    if writer.user is None or not ports.worked_together.ask(writer, profile.party):
        raise NotAllowed(_("Only people who have worked together here can do this."))
    if not ports.may_meet.ask(profile.party, writer):
        raise Refused(_("This person takes no questions from you."))
    if found := _open(profile, writer):
        return found
    if profile.recommendations.filter(status=Status.ASKED).count() >= ASKED_AT_MOST:
        raise Refused(_("So many still wait for an answer that you cannot ask for another."))
    asked = Recommendation.objects.create(profile=profile, writer=writer, status=Status.ASKED, note=note)
    person_news.recommendation_asked(asked)
    return asked


@transaction.atomic
def offer(profile: Profile, *, by: User, text: str) -> Recommendation:
    """Write a text for somebody with whom one worked, asked for or not; an open one gets the new text.

    Raises NotAllowed for oneself and for who has not worked with them.
    """
    _lock(profile)
    endorsements.permit(profile, by=by)
    found = _open(profile, by.party)
    if found:
        return _write(found, text, by=by)
    made = Recommendation.objects.create(
        profile=profile, writer=by.party, status=Status.OFFERED, text=text, written_at=clock.now()
    )
    person_news.recommendation_written(made)
    return made


@transaction.atomic
def write(recommendation: Recommendation, *, by: User, text: str) -> Recommendation:
    """Give it this text. One that is shown waits for the subject again. Raises NotAllowed, IllegalMove."""
    recommendation = _locked(recommendation)
    _permit_writer(recommendation, by)
    return _write(recommendation, text, by=by)


@transaction.atomic
def accept(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Show it on one's page; one that was hidden shows again. Raises NotAllowed, IllegalMove."""
    recommendation = _locked(recommendation)
    _permit_subject(recommendation, by)
    if recommendation.status != Status.SHOWN:
        was_offered = recommendation.status == Status.OFFERED
        recommendation.move_to(Status.SHOWN, by=by)
        people.page_changed()
        if was_offered:
            person_news.recommendation_accepted(recommendation)
    return recommendation


@transaction.atomic
def hide(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Take it from one's page; it can be shown again. Raises NotAllowed, IllegalMove."""
    recommendation = _locked(recommendation)
    _permit_subject(recommendation, by)
    return _move(recommendation, Status.HIDDEN, by=by)


@transaction.atomic
def decline(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Say no: the writer to the question, the subject to the text. Raises NotAllowed, IllegalMove."""
    recommendation = _locked(recommendation)
    permit = _permit_writer if recommendation.status == Status.ASKED else _permit_subject
    permit(recommendation, by)
    return _move(recommendation, Status.DECLINED, by=by)


@transaction.atomic
def withdraw(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Take it back: the subject their question, the writer their text. Raises NotAllowed, IllegalMove."""
    recommendation = _locked(recommendation)
    permit = _permit_subject if recommendation.status == Status.ASKED else _permit_writer
    permit(recommendation, by)
    return _move(recommendation, Status.WITHDRAWN, by=by)


def _write(recommendation: Recommendation, text: str, *, by: User) -> Recommendation:
    if recommendation.status == Status.OFFERED and recommendation.text == text:
        return recommendation
    recommendation.text, recommendation.written_at = text, clock.now()
    recommendation.save(update_fields=["text", "written_at"])
    if recommendation.status != Status.OFFERED:
        recommendation.move_to(Status.OFFERED, by=by)
    person_news.recommendation_written(recommendation)
    people.page_changed()
    return recommendation


def _move(recommendation: Recommendation, status: str, *, by: User) -> Recommendation:
    """To this status, unless a second press of the button finds it there."""
    people.page_changed()
    return recommendation if recommendation.status == status else recommendation.move_to(status, by=by)


def _open(profile: Profile, writer: Party) -> Recommendation | None:
    return Recommendation.objects.open().with_sides().filter(profile=profile, writer=writer).first()


def _lock(profile: Profile) -> None:
    """Two that ask or offer at once wait for each other, so that there is one open text between two people."""
    Profile.objects.select_for_update(of=("self",)).get(pk=profile.pk)


def _locked(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.locked().with_sides().get(pk=recommendation.pk)


def _permit_subject(recommendation: Recommendation, by: User) -> None:
    if recommendation.profile.party.user_id != by.pk:
        raise NotAllowed(_("Only the person whom it is about can do this."))


def _permit_writer(recommendation: Recommendation, by: User) -> None:
    if recommendation.writer.user_id != by.pk:
        raise NotAllowed(_("Only the person who writes it can do this."))
