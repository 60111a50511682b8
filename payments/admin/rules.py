from django.contrib import admin

from marketplace.kit.desk import ReasonedAdmin
from payments.models import RuleSet


@admin.register(RuleSet)
class RuleSetAdmin(ReasonedAdmin):
    """Rules are added and closed, not rewritten: a past case is judged by the rule of its day."""

    list_display = ["kind", "jurisdiction", "valid_from", "valid_to", "source"]
    list_filter = ["kind", "jurisdiction"]
    date_hierarchy = "valid_from"

    def get_readonly_fields(self, request: object, obj: RuleSet | None = None) -> list[str]:
        return ["kind", "jurisdiction", "value", "valid_from", "source"] if obj else []
