"""How often something may be tried before one has to wait, so that guessing takes forever and nobody is shut out.

An account is never locked. What is counted is the pair of the account and the place (network address) from which it is
tried: after a few failures every further one doubles the wait, for that pair alone. Tries spread over many places meet
a wider, gentler limit for the whole account; a device in which the person has signed in before is exempt from that one
and has a count of its own, so that an attack from elsewhere does not touch it. A code by mail is always another way in.
"""

import ipaddress
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import devices
from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.requests import address_of

HOUR, DAY = 3600, 86_400


class TooMany(Refused):
    """Tried too often; it can be tried again later."""

    def __init__(self) -> None:
        super().__init__(_("Too many attempts. Wait a few minutes, then try again."))


@dataclass(frozen=True)
class Limit:
    """`free` tries at once, then one each `first`, 2·`first`, 4·`first` … seconds, at most `longest` apart.

    The count is forgotten `kept` seconds after the first try.
    """

    name: str
    free: int
    first: float
    longest: float
    kept: int


# From one place, or in one device that is known; for the whole account from devices that are not; from one place for
# whatever account. A password of ten characters and a code of six digits outlast any of them.
PASSWORD = Limit("password", 5, 2, 900, DAY)
PASSWORD_ACCOUNT = Limit("password_account", 50, 1, 30, DAY)
PASSWORD_PLACE = Limit("password_place", 60, 1, 60, HOUR)
FACTOR = Limit("factor", 5, 2, 900, DAY)
FACTOR_ACCOUNT = Limit("factor_account", 20, 5, 300, DAY)
MAIL = Limit("mail", 3, 20, 900, HOUR)
MAIL_ACCOUNT = Limit("mail_account", 20, 2, 30, HOUR)
MAIL_PLACE = Limit("mail_place", 20, 2, 60, HOUR)
GUEST = Limit("guest", 10, 5, 300, HOUR)
GUEST_PLACE = Limit("guest_place", 30, 5, 120, HOUR)


@dataclass(frozen=True)
class Attempt:
    """One try that was let through."""

    pair: str
    wider: tuple[str, ...]

    def forgive(self) -> None:
        """It was the person: begin anew for this pair, and do not count it elsewhere."""
        cache.delete_many([self.pair, _pause_of(self.pair)])
        for counter in self.wider:
            _count(counter, -1)


def try_password(request: HttpRequest, email: str) -> Attempt:
    """Count one try of a password. Raises TooMany. The same for addresses that have an account and for others."""
    is_known = devices.is_known(request, email)
    wider = () if is_known else ((PASSWORD_ACCOUNT, email.lower()), (PASSWORD_PLACE, place_of(request)))
    return _take(request, PASSWORD, email.lower(), wider, is_known=is_known)


def try_factor(request: HttpRequest, user: User) -> Attempt:
    """Count one try of an app's code or a recovery code. Raises TooMany."""
    is_known = devices.is_known(request, user.email)
    wider = () if is_known else ((FACTOR_ACCOUNT, str(user.pk)),)
    return _take(request, FACTOR, str(user.pk), wider, is_known=is_known)


def try_mail(request: HttpRequest, email: str) -> None:
    """Count one mail asked for. Raises TooMany. Nobody's mailbox is filled, and nobody is kept from a code for long."""
    is_known = devices.is_known(request, email)
    wider = () if is_known else ((MAIL_ACCOUNT, email.lower()), (MAIL_PLACE, place_of(request)))
    _take(request, MAIL, email.lower(), wider, is_known=is_known)


def try_as_guest(request: HttpRequest, email: str) -> None:
    """Count one form that was sent without an account. Raises TooMany."""
    _take(request, GUEST, email.lower(), ((GUEST_PLACE, place_of(request)),), is_known=False)


def place_of(request: HttpRequest) -> str:
    """The network address; of IPv6 the /64, of which one visitor has as many as they like."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _take(
    request: HttpRequest, limit: Limit, who: str, wider: tuple[tuple[Limit, str], ...], *, is_known: bool
) -> Attempt:
    where = devices.token_of(request) if is_known else place_of(request)
    counters = [(limit, _counter(limit, who, where)), *((each, _counter(each, key)) for each, key in wider)]
    for place, (each, counter) in enumerate(counters):
        if not _passes(each, counter):
            for _before, taken in counters[:place]:
                _count(taken, -1)
            raise TooMany
    return Attempt(counters[0][1], tuple(counter for _limit, counter in counters[1:]))


def _passes(limit: Limit, counter: str) -> bool:
    """Whether it may be tried now. Counted first, so that tries at the same moment count each other."""
    cache.add(counter, 0, limit.kept)
    count = _count(counter, 1)
    if count < limit.free:
        return True
    pause = min(limit.longest, limit.first * 2 ** min(count - limit.free, 20))
    if cache.add(_pause_of(counter), 1, pause):
        return True
    _count(counter, -1)  # who only waits badly does not wait longer for it
    return False


def _count(counter: str, by: int) -> int:
    try:
        return cache.incr(counter, by)
    except ValueError:  # forgotten this very moment
        return max(by, 0)


def _pause_of(counter: str) -> str:
    return f"{counter}:pause"


def _counter(limit: Limit, *keys: str) -> str:
    return f"throttle:{limit.name}:{sha256(chr(0).join(keys).encode()).hexdigest()}"
