"""Who can be an arbiter between two: nobody who ever dealt with either of them, or belongs to one."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.refusals import Refused
from marketplace.kit.money import Money
from projects.models import Arbiter, Contract
from projects.models.dispute import interested


def are_independent(arbiter: Arbiter, sides: Iterable[Party]) -> bool:
    """Whether this one has no part in either: no contract, no payment either way, no seat in a company of theirs."""
    user = arbiter.party.user
    return user is not None and user.is_active and user.pk not in set(interested([side.pk for side in sides]))


def between(client: Party, freelancer: Party) -> list[Arbiter]:
    """Everybody on the list whom these two can choose, by name."""
    taken = set(interested([client.pk, freelancer.pk]))
    return [one for one in Arbiter.objects.listed() if one.party.user_id and one.party.user_id not in taken]


def check(pk: UUID, fee: Money | None, contract: Contract) -> None:
    """Raises Refused where this one cannot be named in this contract, or not for that fee."""
    arbiter = Arbiter.objects.listed().filter(pk=pk).first()
    if arbiter is None or not are_independent(arbiter, [contract.client, contract.freelancer]):
        raise Refused(_("This arbiter cannot be chosen: not on the list, or bound to one of you."))
    if fee != arbiter.fee:
        raise Refused(_("The arbiter’s fee has changed. Look at the page again."))
