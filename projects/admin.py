"""Jobs, proposals and contracts for staff: everything to be read; a status moves through the acts, never by hand."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.admin import ReadOnly
from marketplace.kit.desk import Act, DeskAdmin
from projects import admin_disputes as admin_disputes
from projects import endings
from projects.models import (
    Contract,
    ContractVersion,
    Extra,
    Milestone,
    PlannedMilestone,
    Project,
    ProjectFile,
    Proposal,
    ProposedMilestone,
)


class PlannedMilestoneInline(ReadOnly, TabularInline):
    model = PlannedMilestone


class ProjectFileInline(ReadOnly, TabularInline):
    model = ProjectFile


class ProposedMilestoneInline(ReadOnly, TabularInline):
    model = ProposedMilestone


@admin.register(Project)
class ProjectAdmin(DeskAdmin):
    list_display = ["title", "status", "client", "basis", "currency", "budget_low", "budget_high", "closes_at"]
    list_filter = ["status", "basis", "where", "level"]
    search_fields = ["listing__title", "listing__owner__name"]
    list_select_related = ["listing__owner"]
    date_hierarchy = "created_at"
    inlines = [PlannedMilestoneInline, ProjectFileInline]
    acts = [
        Act(
            "call_off", _("Call off"), endings.call_off_by_staff, is_grave=True, when=lambda job: job.is_open,
            consequence=_("The job leaves search for good, and everybody who proposed is told."),
        )
    ]  # fmt: skip


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    list_display = ["project", "freelancer", "status", "currency", "price_minor", "days", "sent_at"]
    list_filter = ["status"]
    search_fields = ["project__listing__title", "freelancer__name"]
    list_select_related = ["project__listing", "freelancer"]
    date_hierarchy = "created_at"
    inlines = [ProposedMilestoneInline]


class ContractVersionInline(ReadOnly, TabularInline):
    model = ContractVersion
    fields = ["number", "status", "drawn_by", "drawn_at", "in_force_at", "hash"]


class MilestoneInline(ReadOnly, TabularInline):
    model = Milestone
    fields = ["position", "name", "status", "currency", "price_minor", "due_on", "answer_by", "hold"]


class ExtraInline(ReadOnly, TabularInline):
    model = Extra
    fields = ["kind", "status", "what", "currency", "amount_minor", "hold"]


@admin.register(Contract)
class ContractAdmin(DeskAdmin):
    list_display = ["reference", "project", "client", "freelancer", "status", "signed_at", "ended_how"]
    list_filter = ["status", "ended_how", "basis"]
    search_fields = ["project__listing__title", "client__name", "freelancer__name"]
    list_select_related = ["project__listing", "client", "freelancer"]
    date_hierarchy = "created_at"
    inlines = [ContractVersionInline, MilestoneInline, ExtraInline]
