"""People and companies in the staff admin.

What somebody says of themselves is read here, not rewritten: staff hide a page or shut somebody out, by the same acts
that the rest of the site calls.
"""

from typing import Any, ClassVar

from allauth.account import admin as allauth_admin  # noqa: F401  (registers its own first, so that they can be taken out)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin  # noqa: F401
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from accounts import companies, people
from accounts.models import Company, Membership, Party, Profile, Record, Role, User
from accounts.refusals import Refused

# One way in for everybody: the throttles and codes of the site's own sign-in guard the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

for model in (EmailAddress, EmailConfirmation, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ReadOnly:
    """Seen, never changed by hand."""

    formfield_overrides: ClassVar[dict[Any, dict[str, Any]]] = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class EmailAddresses(ReadOnly, TabularInline):
    """The address and whether it was confirmed."""

    model = EmailAddress
    fields = ["email", "verified", "primary"]


class Roles(ReadOnly, TabularInline):
    """The parts that somebody plays."""

    model = Role
    fields = ["kind", "since"]


class Memberships(ReadOnly, TabularInline):
    """Who acts for a company."""

    model = Membership
    fields = ["user", "rank", "since"]


class Records(ReadOnly, TabularInline):
    """Where a party comes from that nobody signed up."""

    model = Record
    fields = ["kind", "source", "licence", "url", "note", "rating", "rating_count"]


@admin.register(User)
class UserAdmin(ModelAdmin):
    """Who signs in. Rights are given by who has them all; shutting out and letting in are acts."""

    list_display = ["email", "party", "is_active", "is_staff", "joined_at", "last_login"]
    list_filter = ["is_active", "is_staff", "roles__kind"]
    list_select_related = ["party"]
    search_fields = ["email", "party__name"]
    date_hierarchy = "joined_at"
    ordering = ["-joined_at"]
    fields = [
        "email", "party", "is_active", "joined_at", "last_login", "language", "timezone", "currency",
        "is_staff", "is_superuser", "groups",
    ]  # fmt: skip
    filter_horizontal = ["groups"]
    inlines = [EmailAddresses, Roles]
    actions = ["shut_out", "let_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people join by themselves

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # what they did stays in the books

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        rights = {"is_staff", "is_superuser", "groups"}
        may_give_rights = request.user.is_superuser and obj != request.user
        return [name for name in self.fields or [] if name not in rights or not may_give_rights]

    @admin.action(description=_("Shut out, and hide their page"), permissions=["change"])
    def shut_out(self, request: HttpRequest, chosen: "QuerySet[User]") -> None:
        _each(request, chosen, people.shut_out)

    @admin.action(description=_("Let in again"), permissions=["change"])
    def let_in(self, request: HttpRequest, chosen: "QuerySet[User]") -> None:
        _each(request, chosen, people.let_in)


@admin.register(Party)
class PartyAdmin(ReadOnly, ModelAdmin):
    """Persons and companies, as owners and contract sides."""

    list_display = ["name", "kind", "slug", "user", "record", "created_at"]
    list_filter = ["kind", "record__kind"]
    list_select_related = ["user", "record"]
    search_fields = ["name", "slug", "user__email"]
    inlines = [Records]


class ShownAdmin(ReadOnly, ModelAdmin):
    """What has a page of its own that may be hidden."""

    list_select_related = ["party", "listing"]
    actions = ["hide"]
    hides: Any

    @admin.display(description=_("shown"), boolean=True, ordering="listing__is_live")
    def is_shown(self, row: Any) -> bool:
        return row.listing.is_live

    @admin.action(description=_("Hide the page"), permissions=["view"])
    def hide(self, request: HttpRequest, chosen: "QuerySet[Any]") -> None:
        _each(request, chosen, type(self).hides)


@admin.register(Profile)
class ProfileAdmin(ShownAdmin):
    """What persons show of themselves."""

    list_display = ["party", "headline", "city", "country", "level", "is_shown", "updated_at"]
    list_filter = ["listing__is_live", "listing__is_sample", "level"]
    search_fields = ["party__name", "headline", "city"]
    hides = people.withdraw_profile


@admin.register(Company)
class CompanyAdmin(ShownAdmin):
    """What companies show of themselves, and who acts for them."""

    list_display = ["party", "tagline", "city", "country", "is_shown", "updated_at"]
    list_filter = ["listing__is_live", "listing__is_sample"]
    search_fields = ["party__name", "tagline", "city"]
    inlines = [Memberships]
    hides = companies.withdraw_company


@admin.register(Membership)
class MembershipAdmin(ReadOnly, ModelAdmin):
    """Who may act for which company, and since when."""

    list_display = ["company", "user", "rank", "since"]
    list_filter = ["rank"]
    list_select_related = ["company__party", "user"]
    search_fields = ["company__party__name", "user__email"]


@admin.register(Role)
class RoleAdmin(ReadOnly, ModelAdmin):
    """The parts that people play."""

    list_display = ["user", "kind", "since"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__party__name"]


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    """Rights of staff, by what they do."""

    search_fields = ["name"]
    filter_horizontal = ["permissions"]


def _each(request: HttpRequest, chosen: "QuerySet[Any]", act: Any) -> None:
    """Call the act for each row; say how many it was done to, and why not to others."""
    done = 0
    for row in chosen:
        try:
            act(row, by=request.user)
            done += 1
        except Refused as refused:
            messages.error(request, f"{row}: {refused}")
    if done:
        messages.success(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done})
