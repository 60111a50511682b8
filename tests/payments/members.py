"""Members of paid plans, for tests that are about what a plan changes and not about how it is paid."""

from datetime import timedelta
from typing import Any

from accounts.models import Party
from marketplace.kit import clock
from payments.models import PaidPlan, RuleSet


def on_plan(party: Party, plan: str, side: str = PaidPlan.Side.WORK) -> PaidPlan:
    """This party has the plan from now on, for thirty days."""
    now = clock.now()
    return PaidPlan.objects.create(
        party=party, side=side, plan=plan, every="month", status=PaidPlan.Status.ACTIVE, currency="EUR",
        price_minor=1200, gateway="stripe", reference=f"sub_{party.pk}_{side}", item="si_1", rule=party.pk,
        began_at=now, paid_from=now, paid_until=now + timedelta(days=30),
    )  # fmt: skip


def changes(side: str, plan: str, **effects: Any) -> None:
    """The rule of the plans says from now on that this one changes this."""
    rule = RuleSet.objects.get(kind="plans")
    rule.value[side][plan]["effects"].update(effects)
    rule.save()
