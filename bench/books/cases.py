"""What is measured, and who is who among the accounts. Standard library alone: the other ledger reads it, too."""

from dataclasses import dataclass
from itertools import product

ACCOUNTS = 1_000
# Of a fund and a release: where it lies, who pays, who earns, who takes the fee. Disjoint, as in life.
HOLDS, PAYERS, PAYEES, TAKERS = range(1, 401), range(401, 601), range(601, 801), range(801, 1_001)
GATEWAY, COMMISSION = 1_001, 1_002  # the two through which everything goes where one account is hot

SHAPES = {"transfer": 1, "escrow": 2}  # how many entries one go writes


@dataclass(frozen=True)
class Case:
    """shape: "transfer", one posting, or "escrow", a fund and a release with its fee. is_hot: all through one."""

    shape: str
    workers: int
    is_hot: bool

    def __str__(self) -> str:
        shape = {"transfer": "one posting", "escrow": "fund + release"}[self.shape]
        return (
            f"{shape}, {self.workers} worker{'s'[: self.workers - 1]}, {'one hot account' if self.is_hot else '1,000'}"
        )


CASES = [Case(*each) for each in product(SHAPES, (1, 4), (False, True))]
