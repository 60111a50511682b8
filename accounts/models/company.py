from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import rights
from accounts.models.party import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Timestamped, UUIDModel

if TYPE_CHECKING:
    from accounts.models.user import User


class CompanyQuerySet(Lockable):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Pages that this viewer may open: what is shown to everybody, and those of one's own companies."""
        if not user.is_authenticated:
            return self.filter(listing__is_live=True)
        mine = Membership.objects.filter(user=user).values("company")
        sees_all = user.is_staff and user.has_perm("accounts.view_company")
        return self if sees_all else self.filter(Q(listing__is_live=True) | Q(pk__in=mine))

    def of(self, user: "User") -> Self:
        """The companies that this person belongs to, in whatever rank."""
        return self.filter(memberships__user=user, dissolved_at__isnull=True)

    def with_page(self) -> Self:
        """Everything that the page of a company prints of itself, in one query."""
        return self.select_related("party__record", "listing__stats", "listing__topic")


class Company(Timestamped):
    """A firm, studio or publisher: the page behind its Listing. People act for it through a Membership.

    A valid row needs a `party` of kind company and a `listing` of kind company whose slug is the party's. A company
    from a public record or from the sample has a Record beside the party and no memberships. One that people founded
    has an owner at every commit (a trigger on the memberships), until it is dissolved: then it keeps its name in what
    it did, has no members, and never comes back.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="company")
    party = models.OneToOneField(Party, models.CASCADE, related_name="company")
    tagline = models.CharField(_("in one line"), max_length=140, blank=True)
    about = models.TextField(_("about"), blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    register_number = models.CharField(_("registration number"), max_length=60, blank=True, default="", db_default="")
    vat_number = models.CharField(_("VAT number"), max_length=40, blank=True, default="", db_default="")
    jurisdiction = models.CharField(_("registered in"), max_length=60, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)  # whom to ask for, where nobody signs in
    dissolved_at = models.DateTimeField(null=True, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.party.name


class MembershipQuerySet(Lockable):
    def shown(self) -> Self:
        """Those who agreed to stand on the company's page, and whose own page everybody may open."""
        return self.filter(is_shown=True, user__is_active=True, user__party__profile__listing__is_live=True)

    def with_person(self) -> Self:
        """Name, face and line of the person, in the same query."""
        return self.select_related("user__party__profile")


class Membership(UUIDModel):
    """A person's right to act for a company, as far as the rank goes (accounts.rights).

    is_shown: the person agreed to be named on the company's page. since: when they joined, whatever their rank now.
    """

    class Rank(models.TextChoices):
        OWNER = rights.OWNER, _("Owner")
        MANAGER = rights.MANAGER, _("Manager")
        MEMBER = rights.MEMBER, _("Member")

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    rank = models.CharField(max_length=8, choices=Rank, default=Rank.MEMBER)
    since = models.DateTimeField(default=clock.now)
    is_shown = models.BooleanField(default=False, db_default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.company}"
