"""Appeals: whom a decision concerns asks for another look, once; somebody who did not decide answers."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import judging
from social.models import Appeal, Decision
from social.moderation import decisions, news, permits

Status = Appeal.Status


@transaction.atomic
def appeal(decision: Decision, *, by: User, text: str) -> Appeal:
    """Ask for another look. Raises NotAllowed for whom it does not concern, Refused for a second time."""
    decision = decisions.locked(decision)
    if not Party.objects.acted_for_by(by).filter(pk=decision.party_id).exists():
        raise NotAllowed(_("Only whom a decision concerns can appeal."))
    if Appeal.objects.filter(decision=decision).exists():
        raise Refused(_("You have appealed already. Somebody else on the staff is looking at it."))
    if decision.lifted_at:
        raise Refused(_("This was taken back already."))
    return Appeal.objects.create(decision=decision, user=by, text=text)


@transaction.atomic
@judging.judgement
def keep(appeal: Appeal, *, by: User, why: str, answer: str) -> Appeal:
    """The decision stands. Raises NotAllowed for who decided, IllegalMove for a second time."""
    return _answer(appeal, Status.KEPT, by=by, why=why, answer=answer)


@transaction.atomic
@judging.judgement
def overturn(appeal: Appeal, *, by: User, why: str, answer: str) -> Appeal:
    """The decision is taken back. Raises NotAllowed for who decided, IllegalMove for a second time."""
    answered = _answer(appeal, Status.OVERTURNED, by=by, why=why, answer=answer)
    if answered.decision.lifted_at is None:
        decisions.lift(answered.decision, by=by, why=why)
    return answered


def _answer(appeal: Appeal, status: str, *, by: User, why: str, answer: str) -> Appeal:
    permits.require(by, "social.keep_appeal")
    appeal = (
        Appeal.objects.select_related("decision__party", "decision__listing", "decision__review__subject")
        .locked()
        .get(pk=appeal.pk)
    )
    appeal.answer, appeal.answered_by = answer, by
    appeal.save(update_fields=["answer", "answered_by"])
    appeal.move_to(status, by=by, why=why)
    news.appeal_answered(appeal)
    return appeal
