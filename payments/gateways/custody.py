"""What the house asks of a custodian of securities money. Such money may not lie with the platform (17 CFR 227.303(e)).

An investor sends it to the custodian for one commitment; on our word it goes on to the issuer, or back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from marketplace.kit.money import Money
from payments.gateways.port import Answer, Call, Speaker

if TYPE_CHECKING:
    from payments.models import CustodyInstruction


class Custody(Enum):
    """Where the money of one instruction is, by the custodian's word."""

    WAITING = "waiting"  # it has not come yet
    FUNDED = "funded"
    COLLECTED = "collected"  # with the issuer
    RETURNED = "returned"  # back with the investor
    CANCELLED = "cancelled"  # it never came, and is not expected any more


@dataclass(frozen=True)
class InCustody:
    """What a custodian says about one instruction. action_url: where the investor sees how to send the money."""

    state: Custody
    reference: str
    amount: Money
    action_url: str


class Custodian(Speaker, Protocol):
    """Somebody licensed who keeps securities money."""

    def instructing(self, instruction: "CustodyInstruction", marks: Mapping[str, str], *, return_url: str) -> Call:
        """How to let the custodian expect money."""

    def withdrawing(self, instruction: "CustodyInstruction") -> Call:
        """How to say that it is not expected any more."""

    def collecting(self, instruction: "CustodyInstruction") -> Call:
        """How to let it go on to the issuer."""

    def returning(self, instruction: "CustodyInstruction") -> Call:
        """How to let it go back to the investor."""

    def told_in(self, answer: Answer) -> InCustody:
        """What an answer or a read object says."""
