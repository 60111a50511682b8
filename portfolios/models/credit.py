from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit.models import UUIDModel


class CreditQuerySet(models.QuerySet["Credit"]):
    def shown(self) -> Self:
        """What the page names: people outside the site, and members who said yes."""
        return self.filter(Q(party__isnull=True) | Q(accepted_at__isnull=False))


class Credit(UUIDModel):
    """Somebody else who made this portfolio or work, and their part in it.

    A member is named only after accepting (`accepted_at`); a person outside the site stands as a plain name.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField(default=0)
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="credits")
    name = models.CharField(_("name"), max_length=120, blank=True)
    part = models.CharField(_("part"), max_length=80)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "party"], name="credit_party_once"),
            models.CheckConstraint(condition=Q(party__isnull=False) | ~Q(name=""), name="credit_names_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.who}, {self.part}"

    @property
    def who(self) -> str:
        """The name to print."""
        return self.party.name if self.party else self.name
