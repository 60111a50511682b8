"""Standing support in the staff admin: to be read, and a page that breaks the rules is closed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.admin import ReadOnly
from fundraising import support_pages
from fundraising.models import Support, SupportCharge, SupportPage, SupportTier
from marketplace.kit.desk import Act, DeskAdmin
from marketplace.kit.money import format_money


class Tiers(ReadOnly, TabularInline):
    model = SupportTier
    fields = ["name", "month_minor", "year_minor", "limit", "retired_at"]


class Charges(ReadOnly, TabularInline):
    model = SupportCharge
    fields = ["number", "sort", "status", "amount_minor", "starts_at", "ends_at", "attempts", "paid_at"]


def _is_open(page: SupportPage) -> bool:
    return page.is_open


@admin.register(SupportPage)
class SupportPageAdmin(DeskAdmin):
    list_display = ["owner", "status", "currency", "opened_at"]
    list_select_related = ["owner"]
    list_filter = ["status"]
    search_fields = ["owner__name"]
    inlines = [Tiers]
    acts = [
        Act(
            "close", _("Close it"), support_pages.shut, on_many=False, when=_is_open,
            consequence=_("Nobody new can support it, and nobody is charged any more. Its supporters are told."),
        ),
    ]  # fmt: skip


@admin.register(Support)
class SupportAdmin(DeskAdmin):
    list_display = ["page", "supporter", "status", "price_shown", "every", "paid_until"]
    list_select_related = ["page__owner", "supporter"]
    list_filter = ["status", "every"]
    search_fields = ["supporter__name", "page__owner__name"]
    inlines = [Charges]

    @admin.display(description=_("price"), ordering="price_minor")
    def price_shown(self, support: Support) -> str:
        """With its currency."""
        return format_money(support.price)
