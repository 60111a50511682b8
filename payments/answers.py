"""Who does what follows from the answers of gateways: by the kind of what was asked, one by one or many together.

@answers.settles("refund")
def settle(subject: UUID, answer: Answer, request: GatewayRequest) -> None: ...
"""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from uuid import UUID

from payments.gateways.port import Answer, Rejected
from payments.models import GatewayRequest

Settle = TypeVar("Settle", bound=Callable[[UUID, Answer, GatewayRequest], object])
Refuse = TypeVar("Refuse", bound=Callable[[UUID, Rejected, GatewayRequest], object])
Together = TypeVar("Together", bound=Callable[[Mapping[UUID, Answer]], Collection[UUID]])
alone: dict[str, Callable[[UUID, Answer, GatewayRequest], object]] = {}
together: dict[str, Callable[[Mapping[UUID, Answer]], Collection[UUID]]] = {}
refusals: dict[str, Callable[[UUID, Rejected, GatewayRequest], object]] = {}


def settles(kind: str) -> Callable[[Settle], Settle]:
    """Let this function do what follows from answers to requests of the kind. It locks, and does nothing twice."""

    def register(settle: Settle) -> Settle:
        if alone.setdefault(kind, settle) is not settle:
            raise ValueError(f"Requests of kind {kind!r} are settled already.")
        return settle

    return register


def settles_together(kind: str) -> Callable[[Together], Together]:
    """Let this function do what follows from the answers to many first calls of the kind, by their subjects.

    It returns the subjects that it has settled; each of the others is settled by itself. It locks, and does nothing
    twice.
    """

    def register(settle: Together) -> Together:
        if together.setdefault(kind, settle) is not settle:
            raise ValueError(f"Requests of kind {kind!r} are settled together already.")
        return settle

    return register


def refused(kind: str) -> Callable[[Refuse], Refuse]:
    """Let this function do what follows where the gateway will not do it, for good."""

    def register(refuse: Refuse) -> Refuse:
        if refusals.setdefault(kind, refuse) is not refuse:
            raise ValueError(f"Refusals of kind {kind!r} are heard already.")
        return refuse

    return register
