"""People and companies in the staff admin.

What somebody says of themselves is read here, not rewritten: staff hide a page or shut somebody out, by the same acts
that the rest of the site calls.
"""

from typing import Any, ClassVar

from allauth.account import admin as allauth_admin  # noqa: F401  (registers its own first, so that they can be taken out)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin  # noqa: F401
from allauth.socialaccount import admin as socialaccount_admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401
from django.contrib.auth.models import Group
from django.db.models import Model, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts import certification_admin, companies, people  # noqa: F401  (it registers itself)
from accounts.models import Company, Invitation, Membership, OwnershipOffer, Party, Profile, Record, Role, User
from marketplace.kit.desk import Act, DeskAdmin, ReasonedAdmin

# One way in for everybody: the throttles and codes of the site's own sign-in guard the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# What the libraries bring has keys and tokens in it: none of it is for the admin.
for model in [*admin.site._registry]:
    if model is Group or model._meta.app_label in {"account", "mfa", "socialaccount"}:
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
    fields = ["user", "rank", "since", "is_shown"]


class Records(ReadOnly, TabularInline):
    """Where a party comes from that nobody signed up."""

    model = Record
    fields = ["kind", "source", "licence", "url", "note", "rating", "rating_count"]


@admin.register(User)
class UserAdmin(ReasonedAdmin, DeskAdmin):
    """Who signs in. Rights are given by who has them all; shutting out and letting in are acts."""

    list_display = ["email", "party", "is_active", "is_staff", "joined_at", "last_login"]
    list_filter = ["is_active", "is_staff", "roles__kind"]
    list_select_related = ["party"]
    search_fields = ["email", "party__name"]
    date_hierarchy = "joined_at"
    ordering = ["-joined_at"]
    fields = [
        "email", "party", "is_active", "joined_at", "last_login", "language", "timezone", "currency",
        "is_staff", "is_superuser", "groups", "reason",
    ]  # fmt: skip
    filter_horizontal = ["groups"]
    inlines = [EmailAddresses, Roles]
    acts = [
        Act(
            "shut_out", _("Shut out"), people.shut_out, with_why=False, is_grave=True, when=lambda user: user.is_active,
            consequence=_("Nobody can sign in to the account any more, and its page is hidden: for one taken over."),
        ),
        Act(
            "let_in", _("Let in again"), people.let_in, with_why=False, when=lambda user: not user.is_active,
            consequence=_("They can sign in again. Their page stays hidden until they show it themselves."),
        ),
        Act(
            "remove_factors", _("Remove second factors"), people.remove_factors, with_why=False, is_grave=True,
            on_many=False, when=lambda user: user.authenticator_set.exists(),
            consequence=_(
                "Passkeys, app and recovery codes are gone, every device is signed out, the person is told by mail. "
                "Be sure first that it is they who ask: write to the address of the account and wait for the answer."
            ),
        ),
    ]  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rights are given by who has them all, and by nobody to themselves."""
        return request.user.is_superuser and obj != request.user

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [name for name in self.fields or [] if name not in {"is_staff", "is_superuser", "groups", "reason"}]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Without the reason where nothing can be changed."""
        names = list(self.fields or [])
        return names if self.has_change_permission(request, obj) else [name for name in names if name != "reason"]


@admin.register(Party)
class PartyAdmin(DeskAdmin):
    """Persons and companies, as owners and contract sides."""

    list_display = ["name", "kind", "slug", "user", "record", "created_at"]
    list_filter = ["kind", "record__kind"]
    list_select_related = ["user", "record"]
    search_fields = ["name", "slug", "user__email"]
    inlines = [Records]


def _hiding(act: Any) -> Act:
    return Act(
        "hide", _("Hide the page"), act, with_why=False, when=lambda row: row.listing.is_live,
        consequence=_("Nobody finds the page until its owner shows it again."),
    )  # fmt: skip


class ShownAdmin(DeskAdmin):
    """What has a page of its own that may be hidden."""

    list_select_related = ["party", "listing"]

    @admin.display(description=_("shown"), boolean=True, ordering="listing__is_live")
    def is_shown(self, row: Any) -> bool:
        return row.listing.is_live


@admin.register(Profile)
class ProfileAdmin(ShownAdmin):
    """What persons show of themselves."""

    list_display = ["party", "headline", "city", "country", "level", "is_shown", "updated_at"]
    list_filter = ["listing__is_live", "listing__is_sample", "level"]
    search_fields = ["party__name", "headline", "city"]
    acts = [_hiding(people.withdraw_profile)]


@admin.register(Company)
class CompanyAdmin(ShownAdmin):
    """What companies show of themselves, and who acts for them."""

    list_display = ["party", "tagline", "city", "country", "is_shown", "dissolved_at", "updated_at"]
    list_filter = ["listing__is_live", "listing__is_sample", ("dissolved_at", admin.EmptyFieldListFilter)]
    search_fields = ["party__name", "tagline", "city", "register_number", "vat_number"]
    inlines = [Memberships]
    acts = [_hiding(companies.withdraw_company)]


@admin.register(Membership)
class MembershipAdmin(DeskAdmin):
    """Who may act for which company, and since when."""

    list_display = ["company", "user", "rank", "since"]
    list_filter = ["rank"]
    list_select_related = ["company__party", "user"]
    search_fields = ["company__party__name", "user__email"]


@admin.register(Invitation)
class InvitationAdmin(DeskAdmin):
    """Whom companies have asked to join, and what came of it. The links themselves are stored nowhere."""

    list_display = ["company", "email", "rank", "status", "invited_by", "accepted_by", "sent", "sent_at", "expires_at"]
    list_filter = ["status", "rank"]
    list_select_related = ["company__party", "invited_by", "accepted_by"]
    search_fields = ["company__party__name", "email", "invited_by__email"]
    date_hierarchy = "sent_at"


@admin.register(OwnershipOffer)
class OwnershipOfferAdmin(DeskAdmin):
    """Which companies change hands, from whom to whom."""

    list_display = ["company", "offered_by", "to", "stays", "status", "created_at", "expires_at"]
    list_filter = ["status", "stays"]
    list_select_related = ["company__party", "offered_by", "to"]
    search_fields = ["company__party__name", "offered_by__email", "to__email"]


@admin.register(Role)
class RoleAdmin(DeskAdmin):
    """The parts that people play."""

    list_display = ["user", "kind", "since"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__party__name"]


@admin.register(Group)
class GroupAdmin(DeskAdmin):
    """Rights of staff, by what they do. They are written in the code (docs/staff.md), so here they are read."""

    search_fields = ["name"]
    filter_horizontal = ["permissions"]
