"""A contract rests for a while and goes on: `pauses.pause(contract, until=…, by=cleo)`.

While it rests nothing is paid or begun and it cannot become dormant. What was submitted keeps its clock, and so does a
wish for money back: nobody pauses to keep what is not theirs.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from projects import clocks, contract_news, deals
from projects.hours import time_entries
from projects.models import Contract, Side

Status = Contract.Status


@transaction.atomic
def pause(contract: Contract, *, until: datetime, by: User) -> Contract:
    """Let it rest until then; it goes on by itself. Raises NotAllowed, IllegalMove, Refused for more than 90 days."""
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    if not clock.now() < until <= clock.now() + clocks.LONGEST_PAUSE:
        raise Refused(_("Choose a day within the next %(n)d days.") % {"n": clocks.LONGEST_PAUSE.days})
    if contract.is_closing:
        raise Refused(_("The contract is being ended, so it is not paused."))
    time_entries.stop_all(contract)
    contract.paused_until = until
    contract.move_to(Status.PAUSED, by=by, party=contract.party(side), saving=["paused_until"])
    timers.set(clocks.RESUMPTION, contract.pk, until, by=by)
    deals.stir(contract)
    contract_news.paused(contract, side, by=by)
    return contract


@transaction.atomic
def resume(contract: Contract, *, by: User) -> Contract:
    """Go on before the day has come. Either side may. Raises NotAllowed, IllegalMove."""
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    return _go_on(contract, by=by, to=[side.other])


@transaction.atomic
def resume_by_itself(contract: Contract) -> Contract:
    """The day has come. Early, late or twice does no harm."""
    contract = deals.locked(contract)
    if contract.status == Status.PAUSED and contract.paused_until and contract.paused_until <= clock.now():
        return _go_on(contract, by=None, to=list(Side))
    return contract


def _go_on(contract: Contract, *, by: User | None, to: list[Side]) -> Contract:
    contract.paused_until = None
    side = deals.side_of(contract, by) if by else None
    contract.move_to(Status.ACTIVE, by=by, party=contract.party(side) if side else None, saving=["paused_until"])
    timers.cancel(clocks.RESUMPTION, contract.pk)
    deals.stir(contract)
    contract_news.resumed(contract, to=to, by=by)
    return contract
