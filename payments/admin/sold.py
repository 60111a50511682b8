"""What the site itself sells: plans and promotions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import Act, DeskAdmin, Queue
from payments import promotions
from payments.admin.deals import SeenOnly
from payments.admin.shown import sum_of
from payments.models import PaidPlan, PlanBill, Promotion


class Bills(SeenOnly):
    """What was paid for a plan."""

    model = PlanBill
    amount, tax_in_it = sum_of("amount_minor", _("sum")), sum_of("tax_minor", _("tax in it"))
    fields = readonly_fields = ["paid_at", "plan", "amount", "tax_in_it", "starts_at", "ends_at", "reference", "charge"]


@admin.register(PaidPlan)
class PaidPlanAdmin(DeskAdmin):
    """Paid plans. Members change and end them; the gateway collects."""

    list_display = ["party", "side", "plan", "every", "status", "price", "paid_until", "past_due_since"]
    list_filter = ["status", "side", "plan", "every", "currency"]
    list_select_related = ["party"]
    search_fields = ["party__name", "reference"]
    ordering = ["-created_at"]
    price = sum_of("price_minor", _("price"))
    fields = readonly_fields = [
        "party", "side", "plan", "every", "status", "price", "next_plan", "gateway", "reference", "method", "began_at",
        "paid_from", "paid_until", "past_due_since", "ends_at", "ended_at", "failure", "failure_words",
    ]  # fmt: skip
    inlines = [Bills]
    queue = Queue(
        _("Plans whose payment failed"), lambda: PaidPlan.objects.filter(status="past_due"), "status__exact=past_due"
    )


@admin.register(Promotion)
class PromotionAdmin(DeskAdmin):
    """Promotions: what is shown first, for how much, and what came of it."""

    list_display = ["title", "party", "status", "budget_sum", "spent_sum", "clicks", "ends_at", "ended_why"]
    list_filter = ["status", "ended_why", "currency"]
    list_select_related = ["party"]
    search_fields = ["title", "party__name"]
    ordering = ["-created_at"]
    budget_sum, spent_sum = sum_of("budget_minor", _("budget")), sum_of("spent_minor", _("spent"))
    click_sum = sum_of("click_minor", _("a click"))
    fields = readonly_fields = [
        "title", "listing", "party", "by", "status", "budget_sum", "click_sum", "spent_sum", "clicks", "days",
        "payment", "starts_at", "ends_at", "ended_at", "ended_why",
    ]  # fmt: skip
    acts = [
        Act(
            "stop", _("Stop it"), promotions.stop, is_grave=True, when=lambda promotion: promotion.is_running,
            consequence=_("It is shown no more, and what was not clicked goes back to its payer, who is told."),
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("party", "listing")
