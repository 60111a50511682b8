from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, UUIDModel
from projects.models.proposal import Proposal


class Filing(models.Model):
    """How the client's side has filed a proposal, for itself: a note, and whether it is put aside.

    Its writer never sees it, and it changes nothing for them: a proposal that is put aside still waits for its answer.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, primary_key=True, related_name="filing")
    note = models.TextField(_("note"), blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)
    aside_at = models.DateTimeField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(note="") | Q(noted_at__isnull=False), name="filing_noted_at"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}"


class ProposalFile(UUIDModel):
    """A file that goes with a proposal. Only the two sides read it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to="proposals/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name
