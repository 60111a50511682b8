from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import rights
from accounts.rights import Right
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class PartyQuerySet(models.QuerySet["Party"]):
    def where_may(self, user: Any, right: Right) -> Self:
        """The person themselves, the companies for which their rank has this right (accounts.rights), and who they
        were before they joined (accounts.guests)."""
        if not user.is_authenticated:
            return self.none()
        ranked = user.memberships.filter(rank__in=rights.ranks_with(right), company__dissolved_at__isnull=True)
        claimed = user.guests.values("party")
        return self.filter(
            models.Q(user=user) | models.Q(pk__in=ranked.values("company__party")) | models.Q(pk__in=claimed)
        )

    def acted_for_by(self, user: Any) -> Self:
        """For whom this person may act: themselves, and the companies that they may bind."""
        return self.where_may(user, Right.BIND)

    def seen_by(self, user: Any) -> Self:
        """Whose drafts and deals this person may read: their own, and those of every company they belong to."""
        return self.where_may(user, Right.SEE)


class Party(UUIDModel):
    """A person or a company, as owner, payer, payee or contract side: whatever a person can do, a company can.

    A person's party has at most one sign-in (`user`); a party from a public record or from the sample has none.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        COMPANY = "company", _("company")

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    photo = models.ImageField(upload_to="photos/", blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="party")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="person") | models.Q(user__isnull=True), name="party_company_has_no_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        return self.kind == self.Kind.COMPANY

    def get_absolute_url(self) -> str:
        """The public page of this person or company."""
        return reverse(f"accounts:{self.kind}", args=[self.slug])
