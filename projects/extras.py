"""Paid beside the milestones: a bonus that the client gives, an expense that the freelancer claims back.

Reads as `extras.claim(contract, amount, what="…", by=cleo)`. Both are paid by a checkout (projects/payables.py) and
released at once.
"""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from marketplace.kit.money import Money
from marketplace.kit.uploads import Upload
from projects import contract_news, deals, members
from projects.models import Contract, Extra, Side

Kind, Status = Extra.Kind, Extra.Status
MOST_OPEN = 20


@transaction.atomic
def give(contract: Contract, amount: Money, *, what: str, to: Party | None = None, by: User) -> Extra:
    """Begin a bonus; it is given once it is paid. amount: in the contract's currency. to: whom of a team.

    Raises NotAllowed, Refused for a contract into which nothing is paid now.
    """
    return _begin(Kind.BONUS, contract, amount, what, side=Side.CLIENT, to=to, by=by)


@transaction.atomic
def claim(contract: Contract, amount: Money, *, what: str, receipt: Upload | None = None, by: User) -> Extra:
    """Ask for an expense; the client pays it or says no. amount: in the contract's currency. Of a team everybody asks
    for their own.

    Raises NotAllowed, Refused for a contract into which nothing is paid now.
    """
    extra = _begin(Kind.EXPENSE, contract, amount, what, side=Side.FREELANCER, by=by)
    if receipt:
        extra.receipt = File(receipt.file, name=receipt.name)
        extra.receipt_name = receipt.title[:120]
        extra.save(update_fields=["receipt", "receipt_name"])
    contract_news.about_extra(extra, "claimed", to=Side.CLIENT, by=by)
    return extra


@transaction.atomic
def decline(extra: Extra, *, answer: str, by: User) -> Extra:
    """The client does not pay the expense, and says why. Raises NotAllowed, IllegalMove, Refused for a bonus."""
    extra = locked(extra)
    deals.permit(extra.contract, by, Side.CLIENT)
    if extra.is_bonus:
        raise Refused(_("A bonus is taken back, not declined."))
    _answer(extra, Status.DECLINED, answer, by)
    contract_news.about_extra(extra, "declined", to=Side.FREELANCER, by=by)
    return extra


@transaction.atomic
def withdraw(extra: Extra, *, by: User) -> Extra:
    """Who began it takes it back before it is paid. Raises NotAllowed, IllegalMove."""
    extra = locked(extra)
    if extra.is_bonus:
        deals.permit(extra.contract, by, Side.CLIENT)
    elif not Party.objects.acted_for_by(by).filter(pk=extra.payee.pk).exists():
        raise NotAllowed(_("Only who claims it can take it back."))
    _answer(extra, Status.WITHDRAWN, "", by)
    return extra


def locked(extra: Extra) -> Extra:
    """The bonus or expense as it is now, held with its contract."""
    contract = deals.locked(extra.contract_id)
    extra = Extra.objects.locked().get(pk=extra.pk)
    extra.contract = contract
    return extra


def _begin(
    kind: str, contract: Contract, amount: Money, what: str, *, side: Side, to: Party | None = None, by: User
) -> Extra:
    contract = deals.locked(contract)
    own = members.permit(contract, by, side)
    party = to or (contract.freelancer if side == Side.CLIENT else own)
    if party not in members.parties(contract):
        raise Refused(_("Choose somebody who works on this contract."))
    if not contract.takes_money:
        raise Refused(_("Nothing can be paid into this contract now."))
    if amount.currency.code != contract.currency or amount.amount <= 0:
        raise Refused(_("Enter a sum above zero in the currency of the contract."))
    if contract.extras.open().count() >= MOST_OPEN:
        raise Refused(_("Too many wait already. Pay or answer those first."))
    extra = Extra(contract=contract, kind=kind, what=what[:200], by=by, asked_at=clock.now())
    extra.amount = amount
    extra.member = party if party != contract.freelancer else None
    extra.save(force_insert=True)
    deals.stir(contract)
    return extra


def _answer(extra: Extra, status: str, answer: str, by: User) -> None:
    extra.answer, extra.answered_at = answer, clock.now()
    party = members.permit(extra.contract, by)
    extra.move_to(status, by=by, party=party, saving=["answer", "answered_at"])
    deals.stir(extra.contract)
