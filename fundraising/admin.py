"""Fundraisers in the staff admin, with everything that belongs to one on its page. A status moves only by an act."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.admin import ReadOnly
from fundraising import admin_steps as admin_steps
from fundraising import admin_support as admin_support
from fundraising import fundraisers, launching
from fundraising.models import (
    BudgetLine,
    Disbursement,
    Filing,
    FinancialLine,
    Fundraiser,
    Pledge,
    Question,
    Reward,
    Settlement,
)
from marketplace.kit.desk import Act, DeskAdmin, Queue
from marketplace.kit.money import format_money
from portfolios.admin import ShownAdmin, hiding, showing


class Rewards(ReadOnly, TabularInline):
    model = Reward
    fields = ["position", "name", "price_minor", "delivers_on", "ships", "limit", "record_backers"]


class BudgetLines(ReadOnly, TabularInline):
    model = BudgetLine
    fields = ["position", "label", "amount_minor"]


class Disbursements(ReadOnly, TabularInline):
    model = Disbursement
    fields = ["position", "name", "amount_minor", "due_on", "proof"]


class Questions(ReadOnly, TabularInline):
    model = Question
    fields = ["position", "question", "answer"]


def _is_in_review(fundraiser: Fundraiser) -> bool:
    return fundraiser.status == Fundraiser.Status.IN_REVIEW


@admin.register(Fundraiser)
class FundraiserAdmin(ShownAdmin):
    list_display = ["listing", "owner", "kind", "status", "goal_shown", "deadline_at", "is_live"]
    list_filter = ["status", "kind", *ShownAdmin.list_filter]
    inlines = [Rewards, BudgetLines, Disbursements, Questions]
    queue = Queue(
        _("Fundraisers to review"), Fundraiser.objects.in_review, "status__exact=in_review",
        right="fundraising.pass_review_fundraiser",
    )  # fmt: skip
    acts = [
        Act(
            "pass_review", _("Let it pass"), launching.pass_review, with_why=False, when=_is_in_review,
            consequence=_("Everybody can see its page. It opens when its maker says so, or on its day."),
        ),
        Act(
            "send_back", _("Send back"), launching.send_back, when=_is_in_review,
            consequence=_("Its maker reads your reason, mends it and hands it in again."),
        ),
        showing(fundraisers.publish),
        hiding(fundraisers.withdraw, _("Nobody finds it; who has backed it keeps seeing it.")),
    ]  # fmt: skip

    @admin.display(description=_("goal"), ordering="goal_minor")
    def goal_shown(self, fundraiser: Fundraiser) -> str:
        """The goal with its currency; empty where there is none."""
        return format_money(fundraiser.goal, whole=True) if fundraiser.goal_minor else ""


@admin.register(Pledge)
class PledgeAdmin(DeskAdmin):
    """What was promised and given: to be read. Money moves by the acts of the money floor."""

    list_display = ["fundraiser", "backer", "status", "amount_shown", "created_at"]
    list_select_related = ["fundraiser__listing", "backer"]
    list_filter = ["status", "is_at_once"]
    search_fields = ["fundraiser__listing__title", "backer__name"]

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount_shown(self, pledge: Pledge) -> str:
        """With its currency."""
        return format_money(pledge.amount)


@admin.register(Settlement)
class SettlementAdmin(DeskAdmin):
    list_display = ["fundraiser", "is_reached", "pledged_minor", "currency", "pledges", "at", "closed_at"]
    list_select_related = ["fundraiser__listing"]
    list_filter = ["is_reached"]


class FinancialLines(ReadOnly, TabularInline):
    model = FinancialLine
    fields = ["position", "name", "recent_minor", "prior_minor"]


@admin.register(Filing)
class FilingAdmin(DeskAdmin):
    list_display = ["accession", "form", "fundraiser", "instrument", "intermediary"]
    list_select_related = ["fundraiser__listing"]
    list_filter = ["form"]
    search_fields = ["accession", "fundraiser__listing__title"]
    inlines = [FinancialLines]
