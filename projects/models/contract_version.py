from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from projects.models.contract import Contract, Side


class ContractVersionQuerySet(Lockable):
    def proposed(self) -> Self:
        """The one that waits for signatures, if there is one."""
        return self.filter(status=ContractVersion.Status.PROPOSED)

    def in_force(self) -> Self:
        """The one that holds, if there is one."""
        return self.filter(status=ContractVersion.Status.IN_FORCE)


class ContractVersion(UUIDModel, Stateful):
    """One wording of a contract. It holds once both have signed it, and until both have signed the next.

    `document` is the whole text that they sign (markdown), `hash` its SHA-256 in hex: a signature names the hash, and a
    trigger refuses to change what was signed. `plan` is the same in figures (projects.plans.Plan): what becomes of the
    milestones when it comes into force. `drawn_by`: the side that proposes it.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("contract version", "Waits for signatures")
        IN_FORCE = "in_force", pgettext_lazy("contract version", "In force")
        REPLACED = "replaced", pgettext_lazy("contract version", "Replaced")
        DECLINED = "declined", pgettext_lazy("contract version", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("contract version", "Withdrawn")
        LAPSED = "lapsed", pgettext_lazy("contract version", "Run out")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.PROPOSED: {Status.IN_FORCE, Status.REPLACED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED},
        Status.IN_FORCE: {Status.REPLACED},
    }

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.PROPOSED)
    drawn_by = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)  # why it is changed
    plan = models.JSONField()
    document = models.TextField()
    hash = models.CharField(max_length=64)
    in_force_at = models.DateTimeField(null=True, blank=True)

    objects = ContractVersionQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="version_numbered_once"),
            models.UniqueConstraint(fields=["contract"], condition=Q(status="proposed"), name="version_one_proposed"),
            models.UniqueConstraint(fields=["contract"], condition=Q(status="in_force"), name="version_one_in_force"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="version_has_a_hash"),
            models.CheckConstraint(
                condition=~Q(status="in_force") | Q(in_force_at__isnull=False), name="version_in_force_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.number}"

    def get_absolute_url(self) -> str:
        """The document, to be read and printed."""
        return reverse("projects:document", args=[self.contract_id, self.number])

    @property
    def is_proposed(self) -> bool:
        return self.status == self.Status.PROPOSED

    @property
    def is_first(self) -> bool:
        """Whether it makes the contract; else it amends one."""
        return self.contract.signed_at is None


class Signature(UUIDModel):
    """A party's yes to one version: who, under which typed name, when, from where, to which text. Of a team everybody
    signs for themselves.

    It is never changed or deleted; only the address is taken out when its person is forgotten (a trigger holds to it).
    """

    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    signed_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["version", "party"], name="signature_once_a_party")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
