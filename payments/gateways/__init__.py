"""Those who move money outside. Everything else in the house knows them by their name and by `port` alone."""

from functools import cache

from payments.gateways.custody import Custodian
from payments.gateways.payees import PayeeGateway
from payments.gateways.port import Gateway, Speaker
from payments.gateways.statement import Statement


class UnknownGateway(LookupError):
    """No gateway of this name is built in."""


def of(name: str) -> Gateway:
    """Who takes payments under this name: "stripe", "paypal", "crypto". Raises UnknownGateway."""
    if name not in _payments():
        raise UnknownGateway(name)
    return _payments()[name]


def offered() -> list[Gateway]:
    """Those that the operator has set up, the usual one first."""
    return [gateway for gateway in _payments().values() if gateway.is_on()]


def custodian() -> Custodian:
    """Who keeps securities money, which is never the platform's."""
    return _custodian()


def statement_of(name: str) -> Statement | None:
    """The same gateway as one that says what it did; None for one that keeps no statement. Raises UnknownGateway."""
    gateway = of(name)
    return gateway if isinstance(gateway, Statement) else None


def speaker(name: str) -> Speaker:
    """Whoever is meant by this name, to be spoken to. Raises UnknownGateway."""
    return custodian() if name == custodian().name else of(name)


@cache
def _payments() -> dict[str, Gateway]:
    from payments.gateways.crypto import Crypto
    from payments.gateways.paypal import PayPal
    from payments.gateways.stripe import Stripe

    known: list[Gateway] = [Stripe(), PayPal(), Crypto()]
    return {gateway.name: gateway for gateway in known}


@cache
def _custodian() -> Custodian:
    from payments.gateways.local_custodian import LocalCustodian

    return LocalCustodian()


@cache
def payees_of(name: str) -> PayeeGateway:
    """The gateway of this name, as one that pays people out. Raises UnknownGateway."""
    from payments.gateways.stripe import Stripe

    if name == "stripe":
        return Stripe()
    raise UnknownGateway(name)
