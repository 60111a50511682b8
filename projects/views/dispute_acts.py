"""What the two sides do in a dispute. Each act is a page that says what it does, and a POST that does it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.money import format_money
from projects import deals
from projects.disputes import dispute_clocks, disputes, ends, mediation, offers
from projects.disputes import sums as dispute_sums
from projects.forms.contract import SureForm, WhyForm
from projects.forms.dispute import AnswerForm, OfferForm, OpenForm, WordsForm, chosen
from projects.models import Dispute, DisputeOffer, Milestone, Role, Side
from projects.views import answers, contracts
from projects.views.asking import Question, ask, sent, sent_files
from projects.views.disputes import found

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@signed_in
def open_dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say whose the money should be, and why. It is frozen until that is settled."""
    contract = contracts.found(request, pk)
    left = disputes.may_be_about(contract)
    rows = list(left)
    if running := _running(request, rows, contract.pk):
        return redirect(running)
    if not rows:
        messages.error(request, _("No milestone of this contract has money in escrow, so there is nothing to dispute."))
        return redirect(contract)
    form = OpenForm(
        sent(request), sent_files(request), rows=left, contract=contract,
        initial={"about": chosen(request.GET.get("milestone", ""), rows)},
    )  # fmt: skip
    other = contract.party(deals.seat_of(contract, request.user).other).name
    return ask(
        request, _to_open(other), form,
        lambda typed: disputes.open(contract, typed.pop("about"), by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(),
        said=_("Opened. The money is frozen, and %(name)s has been told.") % {"name": other},
        to=lambda dispute: dispute.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The other side says how it sees it."""
    shown = found(request, pk)
    side = shown.answering
    stake = dispute_sums.stake(shown)
    form = AnswerForm(sent(request), sent_files(request), contract=shown.contract, stake=stake)
    name = shown.contract.party(side.other).name
    question = Question(
        title=_("Answer the dispute"),
        text=_("%(name)s reads it, and so does a mediator if one is called. What you ask for here is an offer: if "
               "%(name)s accepts it, it is done at once.") % {"name": name},
        side=side,
        button=_("Send the answer"),
    )  # fmt: skip
    return _ask(
        request, shown, question, form,
        lambda typed: disputes.answer(shown, by=request.user, **typed),
        said=_("Answered. %(name)s has been told.") % {"name": name},
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def state(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add words and evidence."""
    shown = found(request, pk)
    question = Question(
        title=_("Add to the dispute"),
        text=_("The other side reads it, and so does whoever mediates or decides. Nothing can be taken back."),
        button=_("Add it"),
    )
    return _ask(
        request, shown, question, WordsForm(sent(request), sent_files(request)),
        lambda typed: disputes.state(shown, by=request.user, **typed), said=_("Added."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer a split to the other side."""
    shown = found(request, pk)
    stake = dispute_sums.stake(shown)
    question = Question(
        title=_("Offer a split"),
        text=_("If the other side accepts it, it is done at once. It takes the place of what you offered before."),
        sums=[(_("At stake"), stake)],
        button=_("Offer it"),
    )
    form = OfferForm(sent(request), contract=shown.contract, stake=stake, initial={"share": "part"})
    return _ask(
        request, shown, question, form,
        lambda typed: offers.offer(shown, by=request.user, **typed),
        said=_("Offered. The other side has been told."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Agree to an offer of the other side, or to the mediator's proposal: what it pays, in figures, then the button."""
    made = _offer(request, pk)
    question = _to_accept(made, deals.seat_of(made.dispute.contract, request.user))
    if made.made_by == Role.MEDIATOR:
        return _ask(
            request, made.dispute, question, SureForm(sent(request)),
            lambda typed: mediation.answer(made, is_accepted=True, by=request.user), said=_("Accepted."),
        )  # fmt: skip
    return _ask(
        request, made.dispute, question, SureForm(sent(request)),
        lambda typed: offers.accept(made, by=request.user), said=_("Agreed. The money has been divided."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no to an offer, or to the mediator's proposal."""
    made = _offer(request, pk)
    if made.made_by == Role.MEDIATOR:
        question = Question(
            title=_("Refuse the mediator’s proposal"),
            text=_("Then it is decided for both of you, and that is final."),
            button=_("Refuse it"),
            is_grave=True,
        )
        return _ask(
            request, made.dispute, question, SureForm(sent(request)),
            lambda typed: mediation.answer(made, is_accepted=False, by=request.user), said=_("Refused."),
        )  # fmt: skip
    question = Question(
        title=_("Decline the offer"), text=_("The other side reads why. You can offer something else."),
        button=_("Decline it"),
    )  # fmt: skip
    return _ask(
        request, made.dispute, question, WhyForm(sent(request), is_optional=True),
        lambda typed: offers.decline(made, by=request.user, **typed), said=_("Declined."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let staff come in."""
    shown = found(request, pk)
    return _ask(
        request, shown, _to_call(shown), SureForm(sent(request)),
        lambda typed: mediation.call(shown, by=request.user), said=_("Called. Both of you have been told."),
    )  # fmt: skip


@require_POST
@signed_in
def say_all(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One has shown everything."""
    shown = found(request, pk)
    said = _("Noted. Once the other side says so too, the mediator proposes a split.")
    return answers.after(request, lambda: mediation.say_all(shown, by=request.user), to=shown, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who opened it does not go on with it."""
    shown = found(request, pk)
    question = Question(
        title=_("Withdraw the dispute"),
        text=_of_hours() if shown.entries.exists() else _of_milestones(),
        side=Side(shown.opened_by),
        button=_("Withdraw it"),
    )  # fmt: skip
    return _ask(
        request, shown, question, WhyForm(sent(request), is_optional=True),
        lambda typed: ends.withdraw(shown, by=request.user, **typed),
        said=_("Withdrawn. It goes on as before."),
    )  # fmt: skip


def _of_milestones() -> str:
    return _(
        "The money is held as before, and each milestone is again what it was. What was submitted has the time to "
        "answer that was left when the dispute was opened. You can open it once more."
    )


def _of_hours() -> str:
    return _(
        "The hours are on the bill of their week again. Until Friday, 24:00 UTC, you can still question them, or open "
        "the dispute once more; after that they are paid at once."
    )


def _ask(
    request: SignedInRequest,
    shown: Dispute,
    question: Question,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    said: str,
) -> HttpResponse:
    return ask(request, question, form, act, contract=shown.contract, back=shown.get_absolute_url(), said=said)


def _running(request: SignedInRequest, rows: list[Milestone], contract: UUID) -> Dispute | None:
    """The dispute about the milestone that one comes from, if it has one already."""
    asked = request.GET.get("milestone", "")
    if any(str(row.pk) == asked for row in rows):
        return None
    live = Dispute.objects.of_sides(request.user).live().filter(contract=contract)
    about = next((one for one in live if str(asked) in {str(item.milestone_id) for item in one.items.all()}), None)
    return about or (None if rows else live.first())


def _offer(request: SignedInRequest, pk: UUID) -> DisputeOffer:
    visible = Dispute.objects.of_sides(request.user)
    made = get_object_or_404(DisputeOffer.objects.filter(dispute__in=visible), pk=pk)
    made.dispute = found(request, made.dispute_id)
    return made


def _to_open(other: str) -> Question:
    days = dispute_clocks.ANSWER_DAYS
    text = ngettext(
        "Nothing of the money moves until it is settled. %(name)s has %(n)d business day to answer; without an answer "
        "it is done as you ask.",
        "Nothing of the money moves until it is settled. %(name)s has %(n)d business days to answer; without an answer "
        "it is done as you ask.",
        days,
    )
    return Question(
        title=_("Open a dispute"),
        text=text % {"name": other, "n": days},
        button=_("Open the dispute"),
        warning=_(
            "Write to each other first: most of it is settled with a word. You can withdraw a dispute later, and "
            "open it once more."
        ),
    )


def _to_accept(made: DisputeOffer, seat: Side) -> Question:
    shown = made.dispute
    items = dispute_sums.open_items(shown)
    names = {"freelancer": shown.contract.freelancer.name, "client": shown.contract.client.name}
    division = dispute_sums.division(shown, made.to_freelancer, items)
    sums = [(_("At stake"), made.of), (_("Back to %(client)s") % names, division.back)]
    if division.fee.amount + division.tax.amount:
        sums.append((_("Fee, paid by %(freelancer)s") % names, division.fee + division.tax))
    is_proposal = made.made_by == Role.MEDIATOR
    return Question(
        title=_("Accept the mediator’s proposal") if is_proposal else _("Accept the offer"),
        text=_("If the other side accepts it too, the money is divided at once. The dispute is over then.")
        if is_proposal
        else _("The money is divided at once, and the dispute is over."),
        sums=sums,
        total=(_("%(freelancer)s gets") % names, division.net),
        button=_("Accept it"),
        warning=_("This can’t be undone."),
    )


def _to_call(shown: Dispute) -> Question:
    if shown.is_small:
        most = format_money(dispute_sums.small_up_to(), whole=True)
        days = dispute_clocks.DECISION_DAYS
        text = ngettext(
            "Up to %(most)s, a member of our staff decides within %(n)d business day, by what stands here now.",
            "Up to %(most)s, a member of our staff decides within %(n)d business days, by what stands here now.",
            days,
        )
        return Question(
            title=_("Let our staff decide"), text=text % {"most": most, "n": days}, button=_("Let them decide"),
            warning=_("The decision is final."),
        )  # fmt: skip
    return Question(
        title=_("Call a mediator"),
        text=_("A member of our staff who never dealt with either of you looks at what both have shown, and proposes a "
               "split. It costs nothing. You can still settle it between the two of you."),
        button=_("Call a mediator"),
    )  # fmt: skip
