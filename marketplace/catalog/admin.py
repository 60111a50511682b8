"""Topics and listings for staff: the tree is edited here, a listing is only looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from marketplace.catalog import topics
from marketplace.catalog.models import Listing, Topic


class TopicForm(forms.ModelForm):
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
class TopicAdmin(ModelAdmin):
    """The tree. Moving a topic moves all below it, and the listings with them."""

    form = TopicForm
    list_display = ["name", "kind", "parent", "listing_count"]
    list_filter = ["kind", "cover_style"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        topics.save(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # listings, skills and saved addresses point at it: give it another name or parent instead


@admin.register(Listing)
class ListingAdmin(ModelAdmin):
    """The public face of everything. It is written by the thing behind it, so here it is read."""

    list_display = ["title", "kind", "owner", "state", "is_live", "is_open", "is_sample", "published_at"]
    list_filter = ["kind", "is_live", "is_open", "is_sample", "state"]
    list_select_related = ["owner"]
    search_fields = ["title", "slug"]
    exclude = ["search"]
    ordering = ["-published_at"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
