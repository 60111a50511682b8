"""Jobs and proposals for staff: everything to be read; a status moves through the acts, never by hand."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.models import User
from marketplace.kit.models import IllegalMove, Move
from projects import endings
from projects.models import PlannedMilestone, Project, ProjectFile, Proposal, ProposedMilestone


class ReadOnlyInline(TabularInline):
    """Rows that staff look at."""

    extra = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlannedMilestoneInline(ReadOnlyInline):
    model = PlannedMilestone


class ProjectFileInline(ReadOnlyInline):
    model = ProjectFile


class ProposedMilestoneInline(ReadOnlyInline):
    model = ProposedMilestone


class ReadOnlyAdmin(ModelAdmin):
    """Staff read here; what they may do are the actions below the list."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields] + list(self.readonly_fields)

    @admin.display(description=_("history"))
    def history(self, row: Any) -> str:
        """Every move of the row, oldest first."""
        moves = Move.objects.filter(subject_id=row.pk).select_related("by").order_by("at")
        return "\n".join(
            f"{move.at:%Y-%m-%d %H:%M} {move.old} → {move.new} {move.by or ''} {move.why}" for move in moves
        )


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ["title", "status", "client", "basis", "currency", "budget_low", "budget_high", "closes_at"]
    list_filter = ["status", "basis", "where", "level"]
    search_fields = ["listing__title", "listing__owner__name"]
    list_select_related = ["listing__owner"]
    date_hierarchy = "created_at"
    inlines = [PlannedMilestoneInline, ProjectFileInline]
    readonly_fields = ["history"]
    actions = ["call_off"]

    @admin.action(description=_("Call the chosen jobs off: they leave search, and everybody who proposed is told"))
    def call_off(self, request: HttpRequest, chosen: QuerySet[Project]) -> None:
        for project in chosen:
            self._call_one_off(request, project)

    def _call_one_off(self, request: HttpRequest, project: Project) -> None:
        try:
            endings.call_off_by_staff(project, by=cast(User, request.user))
        except IllegalMove as refusal:
            messages.error(request, f"{project}: {refusal}")


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["project", "freelancer", "status", "currency", "price_minor", "days", "sent_at"]
    list_filter = ["status"]
    search_fields = ["project__listing__title", "freelancer__name"]
    list_select_related = ["project__listing", "freelancer"]
    date_hierarchy = "created_at"
    inlines = [ProposedMilestoneInline]
    readonly_fields = ["history"]
