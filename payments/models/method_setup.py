from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel


class MethodSetup(UUIDModel, Stateful, Timestamped):
    """Keeping a card at the gateway without paying: on its page, where the payer agrees to what it may be used for.

    `kind` and `subject` name the payable for which it is kept (a pledge), where it is for one. `return_to`: the path of
    this site where the payer goes on.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("card setup", "Waits for the payer")
        DONE = "done", pgettext_lazy("card setup", "Kept")
        FAILED = "failed", pgettext_lazy("card setup", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("card setup", "Given up")

    MOVES: ClassVar[Mapping[str, set[str]]] = {Status.OPEN: {Status.DONE, Status.FAILED, Status.CANCELLED}}

    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    gateway = models.CharField(max_length=20)
    kind = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=255, blank=True)  # cs_…, then seti_…
    action_url = models.URLField(max_length=1000, blank=True)
    method = models.ForeignKey("payments.SavedMethod", models.SET_NULL, null=True, blank=True, related_name="+")
    failure = models.CharField(max_length=60, blank=True)
    return_to = models.CharField(max_length=500, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject"], name="method_setup_by_subject")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.status}"
