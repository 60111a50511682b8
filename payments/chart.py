"""The chart of accounts: what each is called, and which may go below zero.

An account is named by what it is for and whose it is; its currency comes with the money that moves.

    chart.wallet(cleo.party)          what she can be paid out
    chart.gateway("stripe")           minus the cash that lies there
"""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

HOUSE = UUID(int=0)  # the site itself, as an owner
OUTCOME = UUID(int=1)  # beside it: what came of exchanges, apart from what has yet to be exchanged

# Mirrors of the outside, and what others owe: the only accounts that may go below zero.
MIRRORS = r"^((gateway|custodian|connect):[a-z]+|fee_expense|disputes|losses|receivable|fx)$"


@dataclass(frozen=True)
class AccountName:
    """For what an account is, and whose. The same name exists once in every currency."""

    code: str
    owner: UUID = HOUSE


def may_overdraw(code: str) -> bool:
    """Whether accounts of this code may go below zero."""
    return re.match(MIRRORS, code) is not None


def gateway(name: str) -> AccountName:
    """The platform's cash at a gateway: "stripe", "paypal", "crypto"."""
    return AccountName(f"gateway:{name}")


def custodian(name: str) -> AccountName:
    """Securities money at a custodian: never the platform's."""
    return AccountName(f"custodian:{name}")


def connected(name: str, party: Any) -> AccountName:
    """What lies at the gateway on the payee's own connected account, waiting for a payout."""
    return AccountName(f"connect:{name}", party.pk)


def in_custody(instruction: Any) -> AccountName:
    """What a custodian keeps for one commitment."""
    return AccountName("custody", instruction.pk)


def hold(hold: Any) -> AccountName:
    """The money of one hold, and of no other."""
    return AccountName("hold", hold.pk)


def clearing(party: Any) -> AccountName:
    """Released to this payee, and not theirs to take out yet."""
    return AccountName("clearing", party.pk)


def wallet(party: Any) -> AccountName:
    """What this payee can be paid out."""
    return AccountName("wallet", party.pk)


def on_its_way(payout: Any) -> AccountName:
    """A payout that has been asked for, until the bank has it or it comes back."""
    return AccountName("payout", payout.pk)


def on_its_way_back(refund: Any) -> AccountName:
    """A refund that has been asked for, until the gateway has it or it comes back."""
    return AccountName("refund", refund.pk)


def promotion(promotion: Any) -> AccountName:
    """Paid for a promotion and not clicked yet, without its tax: earned click by click, or given back."""
    return AccountName("promotion", promotion.pk)


def receivable(party: Any) -> AccountName:
    """Below zero by what this party owes the platform, netted from what is released to them."""
    return AccountName("receivable", party.pk)


COMMISSION = AccountName("commission")  # earned by the platform
PLANS = AccountName("plans")  # earned by the platform: membership plans
PROMOTIONS = AccountName("promotions")  # earned by the platform: paid places
TAX = AccountName("tax")  # tax on the platform's fees, owed to the state
FEE_EXPENSE = AccountName("fee_expense")  # what gateways keep, a cost of the platform
DISPUTES = AccountName("disputes")  # what card networks took back, until it is settled who bears it
LOSSES = AccountName("losses")  # what the platform bears in the end
SUSPENSE = AccountName("suspense")  # money that nobody could explain yet; a person must look
FX = AccountName("fx")  # between two currencies: what was taken in one and given in the other
FX_RESULT = AccountName("fx", OUTCOME)  # what the platform gained (above zero) or lost by exchanging
