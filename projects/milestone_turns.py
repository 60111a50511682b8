"""Whose move it is with one milestone: to look at it, to work on it, to answer, to pay it in."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.money import format_money
from payments.ports import Clock
from projects import contract_endings
from projects.disputes import dispute_turns
from projects.models import Contract, Milestone, RefundRequest, Side
from projects.turn import Act, Dial, Turn

MILESTONE = Milestone.Status


def of_milestone(milestone: Milestone, asked: RefundRequest | None) -> Turn | None:
    """Whose move it is with one milestone whose money is in escrow. asked: its open refund request."""
    if asked:
        return _refund(milestone, asked)
    if milestone.status == MILESTONE.SUBMITTED:
        return _review(milestone)
    return _work(milestone) if milestone.is_unfinished else None


def acts_beside(turn: Turn | None, milestone: Milestone) -> list[Act]:
    """The acts of a turn on the milestone's own page, which need not lead there."""
    return [act for act in turn.acts if act.url != milestone.get_absolute_url()] if turn else []


def clock_of(milestone: Milestone) -> Clock | None:
    """The same for pages of the money floor, which show a hold; None where nobody must act on it by a day."""
    asked = milestone.refund_requests.filter(status=RefundRequest.Status.OPEN).first()
    if asked:
        name, must = milestone.contract.freelancer.name, _("must answer whether it goes back")
        return Clock(name, must, asked.answer_by, _("it goes back by itself"))
    if item := milestone.dispute_items.filter(ended_at__isnull=True).select_related("dispute").first():
        item.dispute.contract = milestone.contract
        return dispute_turns.clock_of(item.dispute)
    if milestone.answer_by:
        name, must = milestone.contract.client.name, _("must answer what was submitted")
        return Clock(name, must, milestone.answer_by, _("it is released by itself"))
    return None


def _review(milestone: Milestone) -> Turn:
    price, at = format_money(milestone.price), milestone.answer_by or clock.now()
    return Turn(
        who=Side.CLIENT,
        title=milestone.name,
        text=_("%(name)s has submitted it. Look at it, then release %(price)s or say what should change.")
        % {"name": milestone.contract.freelancer.name, "price": price},
        dial=Dial(_("Releases by itself"), at, at - milestone.contract.answers_within),
        acts=(
            Act(_("Release %(price)s") % {"price": price}, _at("release", milestone), "main"),
            Act(_("Ask for changes"), _at("changes", milestone)),
            Act(_("Look at it"), milestone.get_absolute_url(), "quiet"),
        ),
        milestone=milestone,
    )


def _refund(milestone: Milestone, asked: RefundRequest) -> Turn:
    price = format_money(milestone.price)
    return Turn(
        who=Side.FREELANCER,
        title=milestone.name,
        text=_("%(name)s asks for %(price)s back: “%(why)s”")
        % {"name": milestone.contract.client.name, "price": price, "why": asked.why},
        dial=Dial(_("Goes back by itself"), asked.answer_by, asked.asked_at),
        acts=(
            Act(_("Submit the work"), _at("submit", milestone), "strong"),
            Act(_("Give it back"), reverse("projects:grant_refund", args=[asked.pk])),
            Act(_("Say no"), reverse("projects:refuse_refund", args=[asked.pk]), "quiet"),
        ),
        milestone=milestone,
    )


def _work(milestone: Milestone) -> Turn:
    price = format_money(milestone.price)
    texts = {
        MILESTONE.FUNDED: _("%(price)s is in escrow for it. The work can begin."),
        MILESTONE.IN_PROGRESS: _("%(price)s is in escrow for it. Submit the work when it is done."),
        MILESTONE.CHANGES: _("Changes are asked for. %(price)s stays in escrow until it is submitted again."),
    }
    begin = Act(_("Begin"), _at("start", milestone), "main", is_posted=True)
    submit = Act(_("Submit the work"), _at("submit", milestone), "" if milestone.status == MILESTONE.FUNDED else "main")
    return Turn(
        who=Side.FREELANCER,
        title=milestone.name,
        text=texts[MILESTONE(milestone.status)] % {"price": price},
        note=_how_long(milestone),
        acts=(begin, submit) if milestone.status == MILESTONE.FUNDED else (submit,),
        milestone=milestone,
    )


def _how_long(milestone: Milestone) -> str:
    said = []
    if milestone.due_on:
        said.append(_("It is due on %(day)s.") % {"day": date_format(milestone.due_on, "DATE_FORMAT")})
    if milestone.hold and milestone.hold.must_leave_by:
        day = date_format(localtime(milestone.hold.must_leave_by), "DATE_FORMAT")
        said.append(_("What is not submitted goes back to the client by itself on %(day)s.") % {"day": day})
    return " ".join(said)


def to_fund(contract: Contract, milestone: Milestone) -> Turn:
    """The client pays it in before the work begins."""
    price, free_from = format_money(milestone.price), contract_endings.may_close_from(contract, Side.FREELANCER)
    day = date_format(localtime(free_from), "DATE_FORMAT") if free_from else ""
    note = _("If nothing is paid by %(day)s, %(name)s may close the contract without a mark.")
    return Turn(
        who=Side.CLIENT,
        title=milestone.name,
        text=_("The work begins when its %(price)s is in escrow.") % {"price": price},
        note=note % {"day": day, "name": contract.freelancer.name} if day else "",
        acts=(Act(_("Fund milestone · %(price)s") % {"price": price}, _at("fund", milestone), "main", is_posted=True),),
        milestone=milestone,
    )


def _at(name: str, milestone: Milestone) -> str:
    return reverse(f"projects:{name}", args=[milestone.pk])
