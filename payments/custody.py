"""Securities money: it goes from the investor to a custodian and from there, never through the platform's cash.

    instruction = custody.commit("commitment", pk, investor=ben.party, issuer=company.party, amount=…, by=ben)
    instruction = custody.send(instruction)          # after the commit; its `action_url` says how to send the money
    custody.collect(instruction, by=dev, why="…")    # the round has closed: to the issuer
    custody.give_back(instruction, by=dev, why="…")  # it has not: to the investor

Whether somebody may invest, and when a round closes, is the business of the floor whose round it is.
"""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import booked, chart, gateways, ledger, outgoing, retries, tidings
from payments.gateways.custody import Custody, InCustody
from payments.gateways.port import Answer, Call, Disagrees, Rejected
from payments.ledger import Posting
from payments.models import CustodyInstruction, GatewayRequest

Status = CustodyInstruction.Status


class NoCustodian(Refused):
    """The operator has set up nobody who may keep securities money."""


class BeingCommitted(Refused):
    """The same commitment was made a moment before."""


class NotInCustody(Refused):
    """There is no money of this commitment with the custodian, or not any more."""


@retries.atomic
def commit(
    kind: str, subject: UUID, *, investor: Party, issuer: Party, amount: Money, by: User, return_to: str = ""
) -> CustodyInstruction:
    """Let the custodian expect this investor's money; the caller then calls `send`. While one lives, it is returned.

    return_to: the path of this site where the investor goes on. Raises NoCustodian, BeingCommitted.
    """
    live = CustodyInstruction.objects.filter(kind=kind, subject=subject, status__in=CustodyInstruction.OPEN).locked()
    if going_on := live.first():
        return going_on
    keeper = gateways.custodian()
    if not keeper.is_on():
        raise NoCustodian(_("Nobody is set up here who may keep money for securities."))
    instruction = CustodyInstruction(kind=kind, subject=subject, investor=investor, issuer=issuer)
    instruction.custodian, instruction.return_to, instruction.amount = keeper.name, return_to, amount
    try:
        with transaction.atomic():
            instruction.save(force_insert=True)
    except IntegrityError as error:  # another window was a moment faster
        raise BeingCommitted(_("This is being committed in another window. Look at the page again.")) from error
    marks = outgoing.marks("custody", instruction.pk, f"commit:{instruction.pk}")
    back = f"{settings.SITE_URL}{reverse('payments:committed', args=[instruction.pk])}"
    _say(instruction, "commit", keeper.instructing(instruction, marks, return_url=back), at_once=True)
    return instruction


def send(instruction: CustodyInstruction) -> CustodyInstruction:
    """Make the call that `commit` wrote down, now. Without a sure answer it has no `action_url` yet."""
    if request := outgoing.of("custody", instruction.pk):
        outgoing.send_now(request)
    return CustodyInstruction.objects.get(pk=instruction.pk)


def look(instruction: CustodyInstruction) -> CustodyInstruction:
    """Ask the custodian how it stands, and do what follows. Raises Unclear, Disagrees."""
    instruction = CustodyInstruction.objects.get(pk=instruction.pk)
    if not instruction.reference:
        return send(instruction)
    answer = gateways.custodian().read("instruction", instruction.reference)
    return settle(instruction.pk, answer) if answer else instruction


@retries.atomic
def withdraw(instruction: CustodyInstruction, *, by: User | None, why: str) -> CustodyInstruction:
    """Expect the money no more. If it has come meanwhile, it goes back instead. Twice changes nothing."""
    instruction = _locked(instruction.pk)
    if instruction.status == Status.FUNDED:
        return give_back(instruction, by=by, why=why)
    if instruction.status not in (Status.PREPARED, Status.WAITING) or not instruction.reference:
        return instruction
    _say(instruction, "withdraw", gateways.custodian().withdrawing(instruction))
    return instruction


@retries.atomic
def collect(instruction: CustodyInstruction, *, by: User | None, why: str) -> CustodyInstruction:
    """Let the custodian pay it to the issuer. Twice changes nothing. Raises NotInCustody."""
    instruction = _locked(instruction.pk)
    if instruction.status == Status.COLLECTED:
        return instruction
    _refuse_unless_funded(instruction, other="return")
    _say(instruction, "collect", gateways.custodian().collecting(instruction))
    return instruction


@retries.atomic
def give_back(instruction: CustodyInstruction, *, by: User | None, why: str) -> CustodyInstruction:
    """Let the custodian send it back to the investor. Twice changes nothing. Raises NotInCustody."""
    instruction = _locked(instruction.pk)
    if instruction.status == Status.RETURNED:
        return instruction
    _refuse_unless_funded(instruction, other="collect")
    _say(instruction, "return", gateways.custodian().returning(instruction))
    return instruction


@outgoing.settles("custody")
@retries.atomic
def settle(pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> CustodyInstruction:
    """Do what follows from what the custodian says. Twice changes nothing. Raises Disagrees for another sum."""
    instruction = _locked(pk)
    told = gateways.custodian().told_in(answer)
    if told.amount != instruction.amount:
        raise Disagrees(f"instruction {pk} is about {instruction.amount}, the custodian says {told.amount}")
    instruction.reference, instruction.action_url = told.reference, told.action_url
    instruction.save(update_fields=["reference", "action_url"])
    for step in _steps(told):
        if instruction.may_move_to(step):
            _move(instruction, step)
    return instruction


@outgoing.refused("custody")
@retries.atomic
def fail(pk: UUID, rejected: Rejected, request: GatewayRequest) -> CustodyInstruction:
    """The custodian will not do it: an instruction that never began ends; any other waits for a person."""
    instruction = _locked(pk)
    if instruction.status == Status.PREPARED:
        instruction.failure = rejected.words[:300]
        instruction.move_to(Status.CANCELLED, why=rejected.code, saving=["failure"])
        tidings.custody.tell(instruction)
    return instruction


def _locked(pk: UUID) -> CustodyInstruction:
    return CustodyInstruction.objects.select_related("investor", "issuer").locked().get(pk=pk)


def _say(instruction: CustodyInstruction, act: str, call: Call, *, at_once: bool = False) -> GatewayRequest:
    """Each act of an instruction has its one key, so that it is done once."""
    key, gateway = f"{act}:{instruction.pk}", instruction.custodian
    return outgoing.prepare("custody", instruction.pk, call.name, call.body, key=key, gateway=gateway, at_once=at_once)


def _refuse_unless_funded(instruction: CustodyInstruction, *, other: str) -> None:
    said = GatewayRequest.objects.filter(key=f"{other}:{instruction.pk}").exclude(status=GatewayRequest.Status.REFUSED)
    if instruction.status != Status.FUNDED or said.exists():
        raise NotInCustody(_("The custodian has no money of this commitment, or it is on its way already."))


def _steps(told: InCustody) -> list[str]:
    """Through which states the money has gone; news of the first may have been lost."""
    if told.state in (Custody.COLLECTED, Custody.RETURNED):
        return [Status.FUNDED, told.state.value]
    return [told.state.value]


def _move(instruction: CustodyInstruction, step: str) -> None:
    outside, inside = chart.custodian(instruction.custodian), chart.in_custody(instruction)
    ways = {
        Status.FUNDED: Posting(outside, inside, instruction.amount),
        Status.COLLECTED: Posting(inside, outside, instruction.amount),
        Status.RETURNED: Posting(inside, outside, instruction.amount),
    }
    if posting := ways.get(Status(step)):
        entry = ledger.post(f"custody_{step}", [posting], ref=f"custody:{instruction.reference}:{step}")
        booked.note(instruction.custodian, f"custody_{step}", instruction.reference, entry)
    instruction.move_to(step)
    tidings.custody.tell(instruction)
