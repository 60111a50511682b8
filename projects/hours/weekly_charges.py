"""The client's kept card is charged on Mondays for what is missing in escrow, because they said so.

    weekly_charges.agree(contract, card, by=ada)
    weekly_charges.take_back(contract, by=ada)

The charge itself begins at the checkout, which comes before the deal in the order of locks: so its timer is one of its
own, and holds no contract while it begins.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from marketplace.kit.money import format_money
from payments import charges, checkouts
from payments.models import SavedMethod
from projects import clocks, deals
from projects.hours import deposits, weeks
from projects.models import Contract, Side, WeeklyCharge

KIND = "hours"


@transaction.atomic
def agree(contract: Contract, card: SavedMethod, *, cap_hours: int | None = None, by: User) -> WeeklyCharge:
    """Let this card be charged from next Monday on. Another one takes its place. The same again changes nothing.

    cap_hours: of the version that is being signed, where the contract has not yet come to it. Raises NotAllowed for all
    but the client, and Refused for a card of somebody else or a contract that is over.
    """
    contract = deals.locked(contract)
    deals.permit(contract, by, Side.CLIENT)
    if not contract.is_hourly or not contract.is_live or contract.is_closing:
        raise Refused(_("No hours are paid for on this contract any more."))
    if card.party_id != contract.client_id or card.removed_at:
        raise Refused(_("This card is not among your cards any more: choose another one."))
    before = of(contract)
    said = words(contract, cap_hours)
    if before and (before.method_id, before.words) == (card.pk, said):
        return before
    if before:
        _end(before)
    made: WeeklyCharge = WeeklyCharge.objects.create(contract=contract, method=card, by=by, words=said)
    timers.set(clocks.WEEKLY_CHARGE, contract.pk, weeks.next_noon(clock.now()), by=by)
    return made


@transaction.atomic
def take_back(contract: Contract, *, by: User) -> None:
    """Charge no card by yourselves any more. Twice changes nothing. Raises NotAllowed."""
    contract = deals.locked(contract)
    deals.permit(contract, by, Side.CLIENT)
    if found := of(contract):
        _end(found)
        timers.cancel(clocks.WEEKLY_CHARGE, contract.pk)


def outgrown(contract: Contract, *, since: datetime) -> None:
    """More may be worked in a week than the client agreed to be charged for: what was agreed before then holds no more.

    The caller holds the contract's lock.
    """
    if (found := of(contract)) and found.agreed_at < since:
        _end(found)
        timers.cancel(clocks.WEEKLY_CHARGE, contract.pk)


def of(contract: Contract) -> WeeklyCharge | None:
    """The word that holds, if one does."""
    found: WeeklyCharge | None = (
        WeeklyCharge.objects.filter(contract=contract, ended_at=None).select_related("method", "by").first()
    )
    return found


def words(contract: Contract, cap_hours: int | None = None) -> str:
    """What the client agrees to, as it stands beside the button and is kept. cap_hours: else the contract's."""
    cap = cap_hours or contract.cap_hours or 0
    most = weeks.price(contract.rate, cap * 60)
    said = _(
        "%(site)s may charge this card every Monday at 12:00 UTC with what is missing in escrow for the new week, at "
        "most %(most)s a week (%(cap)d hours at %(rate)s), and with approved hours that escrow did not cover. "
        "I can take this back at any time; hours that are worked by then are still paid."
    )
    return said % {
        "site": settings.SITE_NAME,
        "most": format_money(most),
        "cap": cap,
        "rate": format_money(contract.rate),
    }


def soon(contract: Contract) -> None:
    """Something is owed that escrow does not cover: charge now, if there is a word for it."""
    if of(contract):
        timers.set(clocks.WEEKLY_CHARGE, contract.pk, clock.now())


def charge(contract_pk: UUID) -> None:
    """Charge what is missing, and come back next Monday. Where nothing is, or nobody may, nothing is charged."""
    contract = Contract.objects.with_sides().get(pk=contract_pk)
    agreed = of(contract)
    if agreed is None:
        return
    if contract.is_live and not contract.is_closing:
        timers.set(clocks.WEEKLY_CHARGE, contract.pk, weeks.next_noon(clock.now()))
    if agreed.method.removed_at:
        WeeklyCharge.objects.filter(pk=agreed.pk).update(ended_at=clock.now())
    elif agreed.by and deposits.standing_of(contract).missing.amount:
        _charge(contract, agreed, agreed.by)


def _charge(contract: Contract, agreed: WeeklyCharge, by: User) -> None:
    """Who agreed may have left the company since: then nobody is there to charge for, and the week says so."""
    try:
        with transaction.atomic():
            thing = (KIND, deposits.waiting(contract).pk)
            back = contract.get_absolute_url()
            checkout = checkouts.open([thing], by=by, return_to=back, currency=contract.currency)
            charges.begin(checkout, by=None, method=agreed.method, off_session=True)
    except (Refused, NotAllowed):
        return


def _end(found: WeeklyCharge) -> None:
    found.ended_at = found.updated_at = clock.now()
    found.save(update_fields=["ended_at", "updated_at"])
