from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from portfolios.models import Work
from projects.models.contract import Contract
from projects.models.milestone import Milestone, Submission
from projects.models.team import contracts_of


class ProofQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """What the client has agreed to (or had), for everybody; the rest for the two sides alone."""
        public = Q(status__in=[Proof.Status.GRANTED, Proof.Status.WITHDRAWN])
        if not user.is_authenticated:
            return self.filter(public)
        mine = Party.objects.seen_by(user)
        return self.filter(public | contracts_of(mine, "contract"))

    def with_sides(self) -> Self:
        """The contract with both parties, and the work, in the same query."""
        joined = self.select_related(
            "contract__project__listing", "contract__client__user", "contract__freelancer__user", "milestone", "member",
            "work__listing", "work__portfolio__listing",
        )  # fmt: skip
        heavy = ("contract__project", "work", "work__portfolio")
        return joined.defer(*(f"{path}__listing__search" for path in heavy))


class Proof(UUIDModel, Stateful):
    """That a work was delivered under a contract here and accepted. Others see it once the client agrees.

    `manifest` names what was accepted by its SHA-256, line by line, and `hash` is the SHA-256 of the manifest: whoever
    has a file can find out whether it is part of it, and nobody learns the file from it. Neither is ever changed.
    `member`: who of a team shows it as theirs; else the freelancer does.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("proof", "Waits for the client")
        GRANTED = "granted", pgettext_lazy("proof", "The client agrees")
        REFUSED = "refused", pgettext_lazy("proof", "The client does not agree")
        WITHDRAWN = "withdrawn", pgettext_lazy("proof", "The client has withdrawn consent")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.ASKED: {Status.GRANTED, Status.REFUSED},
        Status.REFUSED: {Status.GRANTED},
        Status.GRANTED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.GRANTED},
    }

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="proofs")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="proofs")
    member = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    work = models.OneToOneField(Work, models.SET_NULL, null=True, blank=True, related_name="proof")
    status = models.CharField(max_length=9, choices=Status, default=Status.ASKED)
    accepted_at = models.DateTimeField()
    manifest = models.TextField()
    hash = models.CharField(max_length=64)
    weight = models.PositiveSmallIntegerField()  # of its sum, as a score has it: the class, not the sum
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "member"], name="proof_once_for_each", nulls_distinct=False),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="proof_has_a_hash"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True)
                | ~Q(status="asked") & Q(answered_at__isnull=False),
                name="proof_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.hash[:8]}"

    def get_absolute_url(self) -> str:
        """Where anybody can check it."""
        return reverse("projects:proof", args=[self.pk])

    @property
    def maker(self) -> Party:
        """Whose work it is."""
        return self.member or self.contract.freelancer

    @property
    def work_url(self) -> str:
        """The page of its work, also while that is a draft without an address of its own; empty where it is gone."""
        return reverse("portfolios:work", args=[self.work.listing.slug]) if self.work else ""

    @property
    def is_granted(self) -> bool:
        return self.status == self.Status.GRANTED

    @property
    def is_public(self) -> bool:
        """Whether strangers find its page."""
        return self.status in {self.Status.GRANTED, self.Status.WITHDRAWN}
