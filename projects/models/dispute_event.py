"""What was said, shown and done in a dispute. It is only ever added to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock, private_files
from marketplace.kit.models import MoneyIn, UUIDModel
from projects.models.dispute import Dispute, Role


class DisputeEvent(UUIDModel):
    """One line of a dispute's page: what was said, shown, offered or done, by whom, when. Never changed or deleted.

    `role`: in which part somebody spoke; empty for what the clock did. `links`: evidence that lies elsewhere, such as
    a card, a message or a submission. `amount_minor` of `of_minor`: what would go, or goes, to the freelancer.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("dispute event", "opened the dispute")
        ANSWERED = "answered", pgettext_lazy("dispute event", "answered")
        STATEMENT = "statement", pgettext_lazy("dispute event", "added to it")
        OFFER = "offer", pgettext_lazy("dispute event", "offered to settle")
        ACCEPTED = "accepted", pgettext_lazy("dispute event", "accepted the offer")
        DECLINED = "declined", pgettext_lazy("dispute event", "declined the offer")
        MEDIATION = "mediation", pgettext_lazy("dispute event", "called a mediator")
        MEDIATION_CAME = "mediation_came", pgettext_lazy("dispute event", "It went to mediation by itself")
        TAKEN = "taken", pgettext_lazy("dispute event", "took the case")
        DONE = "done", pgettext_lazy("dispute event", "has shown everything")
        CLOSED = "closed", pgettext_lazy("dispute event", "Evidence closed")
        PROPOSED = "proposed", pgettext_lazy("dispute event", "proposed a split")
        YES = "yes", pgettext_lazy("dispute event", "accepted the proposal")
        NO = "no", pgettext_lazy("dispute event", "refused the proposal")
        LAPSED = "lapsed", pgettext_lazy("dispute event", "The proposal was not accepted in time")
        TO_STAFF = "to_staff", pgettext_lazy("dispute event", "It went to our staff for a decision")
        SILENCE = "silence", pgettext_lazy("dispute event", "The other side did not answer in time")
        DECIDED = "decided", pgettext_lazy("dispute event", "decided")
        SETTLED = "settled", pgettext_lazy("dispute event", "The money was divided")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute event", "withdrew the dispute")
        MONEY_WENT = "money_went", pgettext_lazy("dispute event", "The money went another way")
        ARBITRATION = "arbitration", pgettext_lazy("dispute event", "It went to arbitration")
        FEE_PAID = "fee_paid", pgettext_lazy("dispute event", "paid its half of the arbiter’s fee")
        NOT_TAKEN = "not_taken", pgettext_lazy("dispute event", "The arbitration came to nothing")

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind)
    role = models.CharField(max_length=10, choices=Role, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(blank=True)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    of_minor = models.BigIntegerField(null=True, blank=True)

    amount, of = MoneyIn("amount_minor"), MoneyIn("of_minor")

    class Meta:
        ordering = ["dispute", "at", "id"]
        indexes = [models.Index(fields=["dispute", "at", "id"], name="disputeevent_in_order")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.kind}"


class DisputeFile(UUIDModel):
    """A file shown as evidence. The two sides read it, and who mediates or decides. Never deleted."""

    event = models.ForeignKey(DisputeEvent, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="disputes/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        ordering = ["event", "id"]

    def __str__(self) -> str:
        return self.name
