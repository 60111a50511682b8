"""How the books and the gateways stand at this moment, for finance: one look, no call of a gateway."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from marketplace.kit.money import Money, from_minor
from payments import chart
from payments.models import AccountBalance, Difference, Reconciliation


@dataclass(frozen=True)
class Cash:
    """What lies at one gateway in one currency, by the books."""

    gateway: str
    amount: Money


@dataclass(frozen=True)
class Standing:
    """cash: by the books. suspense: what nobody has explained. open: differences by sort, in words."""

    cash: list[Cash]
    suspense: list[Money]
    open: Mapping[str, int]
    last: Reconciliation | None


def now() -> Standing:
    """Four queries, however many accounts there are."""
    kept = AccountBalance.objects.filter(account__owner=chart.HOUSE).select_related("account")
    lies = kept.filter(account__code__startswith="gateway:").order_by("account__code", "account__currency")
    unexplained = kept.filter(account__code="suspense").exclude(balance=0).order_by("account__currency")
    counted = Difference.objects.open().order_by("sort").values_list("sort").annotate(n=Count("pk"))
    found = dict(counted)
    return Standing(
        cash=[Cash(row.account.code.partition(":")[2], from_minor(-row.balance, row.account.currency)) for row in lies],
        suspense=[from_minor(row.balance, row.account.currency) for row in unexplained],
        open={str(sort.label): found.get(sort.value, 0) for sort in Difference.Sort},
        last=Reconciliation.objects.order_by("-begun_at").first(),
    )
