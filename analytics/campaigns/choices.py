"""What backers chose: rewards, add-ons, sums of their own, shipping; together the sum on the page."""

from dataclasses import dataclass

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from analytics.campaigns import days
from fundraising.models import Fundraiser, PledgeLine
from marketplace.catalog.listings import permille
from marketplace.kit.money import Money, from_minor


@dataclass(frozen=True)
class Chosen:
    """quantity: none where it is no thing. left: how many can still be chosen; none: no limit. permille: of all."""

    name: str
    quantity: int | None
    amount: Money
    permille: int | None
    left: int | None = None
    is_add_on: bool = False


def of(fundraiser: Fundraiser) -> list[Chosen]:
    """What brought most first; then what was given on top, and what is for posting."""
    counting = days.counting(fundraiser)
    whole = counting.aggregate(all=Sum("amount_minor"), extra=Sum("extra_minor"), shipping=Sum("shipping_minor"))
    total, code = whole["all"] or 0, fundraiser.currency
    chosen = {
        pk: (quantity, minor)
        for pk, quantity, minor in PledgeLine.objects.filter(pledge__in=counting)
        .values_list("reward")
        .annotate(many=Sum("quantity"), minor=Sum(F("quantity") * F("price_minor")))
        .order_by()
    }
    rewards = [one for one in fundraiser.rewards.all() if one.retired_at is None or one.pk in chosen]
    rows = []
    for reward in rewards:
        quantity, minor = chosen.get(reward.pk, (0, 0))
        left = None if reward.retired_at else reward.left
        amount = from_minor(minor, code)
        rows.append(Chosen(reward.name, quantity, amount, permille(minor, total), left, reward.is_add_on))
    rows.sort(key=lambda row: -row.amount.amount)
    for name, minor in ((_("Sums of their own"), whole["extra"]), (_("Shipping"), whole["shipping"])):
        if minor:
            rows.append(Chosen(name, None, from_minor(minor, code), permille(minor, total)))
    return rows
