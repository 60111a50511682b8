"""How a contract comes into being: drawn up from an accepted proposal, then signed by both, or not.

Imported as `from projects import contracts`; reads as `contracts.sign(version, by=cleo, name="Cleo Marsh", …)`.
Locks: the job's row, then the contract's, then its milestones' (docs/locking.md). A version after the first is an
amendment: projects/amendments.py proposes it, and it is signed here like the first.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import audit, clock, timers
from payments.terms import Terms
from projects import (
    clocks,
    contract_news,
    deals,
    documents,
    drafting,
    endings,
    faces,
    layout,
    members,
    plans,
    progress_reports,
)
from projects.boards import opening
from projects.hours import weekly_charges
from projects.models import Contract, ContractVersion, Proposal, Side, Signature
from projects.plans import Plan

Status, Version = Contract.Status, ContractVersion.Status


class Changed(Refused):
    """The text is not the one that was on the page."""


@transaction.atomic
def draw_up(proposal: Proposal, *, by: User) -> Contract:
    """Write the contract of an accepted proposal, for both to sign. Twice gives the first one.

    The caller holds the lock of the job. Raises NotAllowed for who does not act for the client, Refused for a proposal
    that was not accepted, NoFeeForCurrency.
    """
    if not Party.objects.acted_for_by(by).filter(pk=proposal.project.client.pk).exists():
        raise NotAllowed(_("Only the client can do this."))
    return write(proposal, by=by)


def write(proposal: Proposal, *, by: User) -> Contract:
    """The same for an act that has asked whether both want it. by: who said the last word.

    Raises Refused for a proposal that was not accepted, NoFeeForCurrency.
    """
    if found := Contract.objects.filter(proposal=proposal).first():
        return found
    client, freelancer = proposal.project.client, proposal.freelancer
    if proposal.status != Proposal.Status.ACCEPTED:
        raise Refused(_("A contract follows from a proposal that was accepted."))
    topics = faces.topics_of(proposal.project.listing)
    contract = Contract(
        project=proposal.project,
        proposal=proposal,
        client=client,
        freelancer=freelancer,
        basis=proposal.project.basis,
        currency=proposal.currency,
        rate_minor=proposal.price_minor if proposal.project.is_hourly else None,
        fees=Terms.agree("milestone", payee=freelancer, payer=client, topics=topics).as_json(),
    )
    plan = plans.of_proposal(proposal)
    contract.language, contract.cap_hours = documents.language_for(contract), plan.cap_hours
    contract.save(force_insert=True)
    members.write(contract, proposal, topics)
    drafting.write_version(contract, plan, side=Side.CLIENT, by=by)
    timers.set(clocks.OFFER_LAPSES, contract.pk, clock.now() + clocks.SIGNING, by=by)
    return contract


@transaction.atomic
def sign(version: ContractVersion, *, name: str, read: str, by: User, address: str | None = None) -> Signature:
    """Say yes to one version, for oneself or one's company. With the last of the names it comes into force.

    name: as the person typed it; it must be their own. read: the hash of the text that was on their page. address: the
    network address it came from. Raises NotAllowed, Changed, and Refused for a name that is another's, for a version
    that waits for nobody's signature, and for one person in two places. Twice signs once.
    """
    contract = deals.locked(version.contract_id)
    party = members.permit(contract, by)
    version = _waiting(contract, version)
    if done := version.signatures.filter(party=party).first():
        return done
    side = members.side_of(contract, party)
    _may_sign(version, name=name, read=read, by=by)
    signature = Signature.objects.create(
        version=version, side=side, party=party, by=by, name=" ".join(name.split()), at=clock.now(),
        address=address or None, signed_hash=version.hash,
    )  # fmt: skip
    if not members.unsigned(version, contract):
        _come_into_force(version, party, by=by)
    else:
        contract_news.signed(version, side, to=members.unsigned(version, contract), by=by)
    data = {"side": str(side), "hash": version.hash, "party": str(signature.party_id)}
    audit.append("contract_signed", by=by.pk, subject=audit.subject_of(version), data=data)
    return signature


@transaction.atomic
def decline(contract: Contract, *, by: User, why: str = "") -> Contract:
    """The freelancer, or somebody of the team, does not sign. It comes to nothing; the others are told why."""
    contract = deals.locked(contract)
    members.permit(contract, by, Side.FREELANCER)
    return _come_to_nothing(contract, Status.DECLINED, Version.DECLINED, by=by, why=why)


@transaction.atomic
def withdraw(contract: Contract, *, by: User, why: str = "") -> Contract:
    """The client takes the offer back before both have signed. The freelancer is told why."""
    contract = deals.locked(contract)
    deals.permit(contract, by, Side.CLIENT)
    return _come_to_nothing(contract, Status.WITHDRAWN, Version.WITHDRAWN, by=by, why=why)


@transaction.atomic
def lapse(contract: Contract) -> Contract:
    """An offer that was not signed by both in time ends. Early, late or twice does no harm."""
    contract = deals.locked(contract)
    version = contract.versions.proposed().first()
    if contract.status != Status.OFFERED or version is None or version.lapses_at > clock.now():
        return contract
    return _come_to_nothing(contract, Status.WITHDRAWN, Version.LAPSED, by=None, why="not signed in time")


def _waiting(contract: Contract, version: ContractVersion) -> ContractVersion:
    version = ContractVersion.objects.locked().get(pk=version.pk)
    version.contract = contract
    if contract.status not in {Status.OFFERED, Status.ACTIVE, Status.PAUSED}:
        raise Refused(
            _("The contract is %(state)s, so that is not possible.") % {"state": contract.get_status_display().lower()}
        )
    if not version.is_proposed and version.status != Version.IN_FORCE:
        raise Changed(_("There is a newer version, or this one was taken back. Look at the contract again."))
    return version


def _may_sign(version: ContractVersion, *, name: str, read: str, by: User) -> None:
    if not version.is_proposed:
        raise Refused(_("Everybody has signed this version already."))
    if read != version.hash:
        raise Changed(_("The text is not the one that you read. Read it again, then sign."))
    own = by.party.name
    if " ".join(name.split()).casefold() != " ".join(own.split()).casefold():
        raise Refused(_("Type your name as it stands on your account: %(name)s.") % {"name": own})
    if version.signatures.filter(by=by).exists():
        raise Refused(_("You have signed for somebody else. Nobody signs for two."))


def _come_into_force(version: ContractVersion, party: Party, *, by: User) -> None:
    """party: whose name was the last."""
    contract, is_first, cap = version.contract, version.is_first, version.contract.cap_hours or 0
    layout.apply(contract, Plan.from_json(version.plan))
    if is_first or (contract.cap_hours or 0) > cap:
        weekly_charges.outgrown(contract, since=version.drawn_at)
    for earlier in contract.versions.in_force().locked():
        earlier.move_to(Version.REPLACED, by=by)
    version.in_force_at = clock.now()
    version.move_to(Version.IN_FORCE, by=by, saving=["in_force_at"])
    if is_first:
        contract.signed_at = clock.now()
        contract.move_to(Status.ACTIVE, by=by, party=party, saving=["signed_at"])
        timers.cancel(clocks.OFFER_LAPSES, contract.pk)
        progress_reports.begin(contract)
    else:
        timers.cancel(clocks.AMENDMENT_LAPSES, contract.pk)
    opening.of(contract)
    deals.stir(contract)
    contract_news.in_force(version, is_first=is_first, by=by)


def _come_to_nothing(contract: Contract, status: str, of_version: str, *, by: User | None, why: str) -> Contract:
    contract.ended_why = why[:500]
    party = members.party_to_sign(contract, by, members.signers(contract)) if by else None
    contract.move_to(status, by=by, party=party, why=why, saving=["ended_why"])
    for version in contract.versions.proposed().locked():
        version.move_to(of_version, by=by, why=why)
    layout.clear(contract, by=by)
    timers.cancel(clocks.OFFER_LAPSES, contract.pk)
    endings.after_contract(contract.project, by=by)
    contract_news.came_to_nothing(contract, by=by)
    return contract
