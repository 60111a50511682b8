from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.party import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Timestamped, UUIDModel


class Company(Timestamped):
    """A firm, studio or publisher: the page behind its Listing. People act for it through a Membership."""

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="company")
    party = models.OneToOneField(Party, models.CASCADE, related_name="company")
    tagline = models.CharField(_("in one line"), max_length=140, blank=True)
    about = models.TextField(_("about"), blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.party.name


class Membership(UUIDModel):
    """A person's right to act for a company."""

    class Rank(models.TextChoices):
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        MEMBER = "member", _("Member")

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    rank = models.CharField(max_length=8, choices=Rank, default=Rank.MEMBER)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.company}"
