"""From a plan to the version of a contract that waits for signatures. The caller holds the contract's lock."""

from accounts.models import User
from marketplace.kit import clock
from projects import clocks, documents, layout
from projects.models import Contract, ContractVersion, Side
from projects.plans import Plan


def write_version(contract: Contract, plan: Plan, *, side: Side, by: User, note: str = "") -> ContractVersion:
    """Put the plan into words, as the next version. What is new in it is laid out, where both see it."""
    last = contract.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    document = documents.write(contract, plan, number=number)
    version = ContractVersion.objects.create(
        contract=contract,
        number=number,
        drawn_by=side,
        by=by,
        drawn_at=clock.now(),
        lapses_at=clock.now() + clocks.SIGNING,
        note=note,
        plan=plan.as_json(),
        document=document,
        hash=documents.hash_of(document),
    )
    layout.draft(contract, plan)
    return version
