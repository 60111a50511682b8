"""Topics and listings for staff: the tree is edited here, a listing is only looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.catalog import topics
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.desk import DeskAdmin, ReasonedAdmin, ReasonedForm


class TopicForm(ReasonedForm):
    """A topic cannot come to lie below itself."""

    class Meta:
        model = Topic
        fields = ["name", "slug", "kind", "parent", "cover_style", "summary"]

    def clean_parent(self) -> Topic | None:
        parent: Topic | None = self.cleaned_data["parent"]
        if parent and self.instance.pk in parent.lineage:
            raise forms.ValidationError(_("That topic lies below this one."))
        return parent


@admin.register(Topic)
class TopicAdmin(ReasonedAdmin):
    """The tree. Moving a topic moves all below it, and the listings with them.

    None is deleted: listings, skills and saved addresses point at it. Give it another name or parent instead.
    """

    form = TopicForm
    list_display = ["name", "kind", "parent", "listing_count"]
    list_filter = ["kind", "cover_style"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        topics.save(obj)


@admin.register(Listing)
class ListingAdmin(DeskAdmin):
    """The public face of everything. It is written by the thing behind it, so here it is read."""

    list_display = ["title", "kind", "owner", "state", "is_live", "is_open", "is_sample", "published_at"]
    list_filter = ["kind", "is_live", "is_open", "is_sample", "state"]
    list_select_related = ["owner"]
    search_fields = ["title", "slug"]
    exclude = ["search"]
    ordering = ["-published_at"]
    show_full_result_count = False
