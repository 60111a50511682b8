"""Work that was delivered here, shown as such: the freelancer asks, the client agrees, says no, or withdraws later.

Reads as `proofs.ask(milestone, title="…", by=cleo)`, `proofs.grant(proof, by=ada)`. Locks: the job's row, the
contract's, the milestone's, the proof's; then the portfolio (docs/locking.md).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from portfolios import portfolios, works
from portfolios.models import Portfolio
from projects import deal_facts, deals, manifests, members, proof_news, shares
from projects.models import Milestone, Proof, Side, Submission
from social.reputation import formula

Status = Proof.Status


def ask(milestone: Milestone, *, title: str, text: str = "", portfolio: Portfolio | None = None, by: User) -> Proof:
    """Make a draft of a work from an accepted milestone, and ask the client whether it may be shown as delivered here.

    portfolio: where it hangs; a new one if not given. Of a team, everybody asks for themselves. Twice gives the first.
    Raises NotAllowed for all but who did the work, Refused for what is not released or was never handed in.
    """
    accepted = _accepted(milestone)
    manifest = manifests.of(accepted)  # reads files, so nothing is locked yet
    return _ask(milestone, accepted, manifest, title, text, portfolio, by=by)


@transaction.atomic
def grant(proof: Proof, *, by: User) -> Proof:
    """The client agrees: everybody may see that it was delivered under this contract.

    Raises NotAllowed, IllegalMove.
    """
    return _answer(proof, Status.GRANTED, "", by=by)


@transaction.atomic
def refuse(proof: Proof, *, answer: str, by: User) -> Proof:
    """The client does not agree. The draft stays the freelancer's own, without the mark.

    Raises NotAllowed, IllegalMove.
    """
    return _answer(proof, Status.REFUSED, answer, by=by)


@transaction.atomic
def withdraw(proof: Proof, *, answer: str, by: User) -> Proof:
    """The client agrees no more: the mark says so from now on. Raises NotAllowed, IllegalMove."""
    return _answer(proof, Status.WITHDRAWN, answer, by=by)


@transaction.atomic
def show(proof: Proof, *, by: User) -> Proof:
    """Publish the work that carries the mark, and its portfolio where nobody sees it yet.

    Raises NotAllowed for all but its maker, Refused before the client agrees and where the work is gone.
    """
    proof = _locked(proof)
    if not Party.objects.acted_for_by(by).filter(pk=proof.maker.pk).exists():
        raise NotAllowed(_("Only who made it can publish it."))
    if not proof.is_granted:
        raise Refused(_("It can be shown as delivered here once the client agrees."))
    if proof.work is None:
        raise Refused(_("The work was taken down for good."))
    if not proof.work.portfolio.listing.is_live:
        portfolios.publish(proof.work.portfolio, by=by)
    works.publish(proof.work, by=by)
    return proof


def of(milestone: Milestone, maker: Party | None = None) -> Proof | None:
    """The proof of this milestone, if one was asked for. maker: who of a team; else the freelancer."""
    member = maker if maker and maker.pk != milestone.contract.freelancer_id else None
    found: Proof | None = Proof.objects.filter(milestone=milestone, member=member).first()
    return found


def maker_of(milestone: Milestone, user: User) -> Party | None:
    """As whose work this person may show it; None for who did not do it."""
    every = [member.party for member in members.ever_of(milestone.contract)] or [milestone.contract.freelancer]
    return members.party_to_sign(milestone.contract, user, every)


def may_be_asked(milestone: Milestone) -> bool:
    """Whether there is something to show: it is released and was handed in."""
    return milestone.status == Milestone.Status.RELEASED and milestone.submissions.exists()


@transaction.atomic
def _ask(
    milestone: Milestone, accepted: Submission, manifest: str, title: str, text: str, portfolio: Portfolio | None, *,
    by: User,
) -> Proof:  # fmt: skip
    milestone = deals.with_contract(milestone)
    contract, maker = milestone.contract, maker_of(milestone, by)
    if maker is None:
        raise NotAllowed(_("Only who did the work can show it."))
    if found := of(milestone, maker):
        return found
    hung = portfolio or portfolios.start(owner=maker, title=_("Delivered work"), by=by)
    work = works.hang(hung, title=title, by=by, body=text, year=accepted.at.year)
    proof = Proof.objects.create(
        contract=contract, milestone=milestone, submission=accepted, work=work, manifest=manifest,
        hash=manifests.whole(manifest), accepted_at=accepted.answered_at or clock.now(), asked_by=by,
        weight=formula.weight_of(deal_facts.in_cents(shares.part_of(milestone, maker))),
        member=maker if maker != contract.freelancer else None,
    )  # fmt: skip
    proof_news.asked(proof, by=by)
    return proof


def _accepted(milestone: Milestone) -> Submission:
    """The submission that was released. Raises Refused where there is none."""
    found = milestone.submissions.prefetch_related("files").order_by("-number").first()
    if milestone.status != Milestone.Status.RELEASED or found is None:
        raise Refused(_("Work can be shown as delivered once it was handed in and released."))
    return found


def _answer(proof: Proof, status: str, answer: str, *, by: User) -> Proof:
    proof = _locked(proof)
    deals.permit(proof.contract, by, Side.CLIENT)
    proof.answer, proof.answered_by, proof.answered_at = answer[:500], by, clock.now()
    saving = ["answer", "answered_by", "answered_at"]
    proof.move_to(status, by=by, party=proof.contract.client, why=answer, saving=saving)
    people.page_changed()  # a copy that is kept for visitors says what held before
    proof_news.answered(proof, by=by)
    return proof


def _locked(proof: Proof) -> Proof:
    contract = deals.locked(proof.contract_id)
    found: Proof = Proof.objects.with_sides().locked().get(pk=proof.pk)
    found.contract = contract
    return found
