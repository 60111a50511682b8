from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from marketplace.kit.money import Money, from_minor
from projects.models.project import Project
from projects.models.proposal import Proposal
from projects.models.team import contracts_of

REVIEW_DAYS = 14  # support.upwork.com/hc/en-us/articles/211068208
LEAST_REVIEW_DAYS, MOST_REVIEW_DAYS = 3, 30
CAP_HOURS, MOST_CAP_HOURS = 40, 60  # a week; ours
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, which nobody misreads


class Side(models.TextChoices):
    """On which side of a contract somebody stands."""

    CLIENT = "client", pgettext_lazy("side", "The client")
    FREELANCER = "freelancer", pgettext_lazy("side", "The freelancer")

    @property
    def other(self) -> "Side":
        return Side.FREELANCER if self == Side.CLIENT else Side.CLIENT


class ContractQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """What this person may read: their own, and those of every company that they belong to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(contracts_of(Party.objects.seen_by(user)))

    def live(self) -> Self:
        """Those that have not come to nothing and have not ended."""
        return self.filter(status__in=Contract.LIVE)

    def counting(self) -> Self:
        """Those that were made, or still may be: all but the ones that one side never signed."""
        return self.exclude(status__in=[Contract.Status.DECLINED, Contract.Status.WITHDRAWN])

    def with_sides(self) -> Self:
        """The job and both parties, in the same query."""
        return self.select_related("project__listing", "client__user", "freelancer__user", "proposal").defer(
            "project__listing__search"
        )


class Contract(UUIDModel, Stateful, Timestamped):
    """What client and freelancer agreed: drawn up from an accepted proposal, in force once both have signed.

    `freelancer` works alone, or leads a team whose `members` each have a share and sign as well (models.team).
    What was agreed stands in its versions (ContractVersion); the milestones are rows of their own. `fees` is what was
    agreed about the commission (payments.terms.Terms), frozen when it was drawn up. `rate_minor`: of one hour, for
    hourly work, and `cap_hours` how many of them a week may have. `arbiter`, `arbiter_fee_minor`: who decides a dispute
    that mediation did not settle, and for what; none where our staff do. `review_days`: how long the client has to
    answer a submission before it is released by itself.

    `stirred_at` is its last sign of life (an act on it, not a message), from which dormancy is counted; `dormant_since`
    is set while both are silent. `closing_since` and `closing_by`: one side has ended it and money is still in escrow;
    it ends when the last of it is gone. `ended_how` says whether the end may count for or against anybody.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("contract", "To be signed")
        ACTIVE = "active", pgettext_lazy("contract", "Active")
        PAUSED = "paused", pgettext_lazy("contract", "Paused")
        DISPUTED = "disputed", pgettext_lazy("contract", "In dispute")
        ENDED = "ended", pgettext_lazy("contract", "Ended")
        DECLINED = "declined", pgettext_lazy("contract", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("contract", "Withdrawn")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OFFERED: {Status.ACTIVE, Status.DECLINED, Status.WITHDRAWN},
        Status.ACTIVE: {Status.PAUSED, Status.DISPUTED, Status.ENDED},
        Status.PAUSED: {Status.ACTIVE},
        Status.DISPUTED: {Status.ACTIVE, Status.ENDED},
    }
    LIVE: ClassVar = [Status.OFFERED, Status.ACTIVE, Status.PAUSED, Status.DISPUTED]

    class Ending(models.TextChoices):
        """How it ended. After silence it counts for nobody's record: somebody who was left alone did nothing wrong."""

        DONE = "done", _("All of it is done")
        CLIENT = "client", _("Ended by the client")
        FREELANCER = "freelancer", _("Ended by the freelancer")
        SILENCE = "silence", _("Closed after silence")
        DORMANT = "dormant", _("Closed because nobody had touched it")

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="contract")
    client = models.ForeignKey(Party, models.PROTECT, related_name="contracts_given")
    freelancer = models.ForeignKey(Party, models.PROTECT, related_name="contracts_taken")
    status = models.CharField(max_length=9, choices=Status, default=Status.OFFERED)
    basis = models.CharField(max_length=6, choices=Project.Basis)
    currency = models.CharField(max_length=3)
    rate_minor = models.BigIntegerField(null=True, blank=True)
    cap_hours = models.PositiveSmallIntegerField(null=True, blank=True)  # a week, for hourly work
    review_days = models.PositiveSmallIntegerField(default=REVIEW_DAYS)
    arbiter = models.ForeignKey("projects.Arbiter", models.PROTECT, null=True, blank=True, related_name="contracts")
    arbiter_fee_minor = models.BigIntegerField(null=True, blank=True)
    arbiter_fee_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    language = models.CharField(max_length=10)  # of its document
    fees = models.JSONField()
    signed_at = models.DateTimeField(null=True, blank=True)  # by the second of the two
    stirred_at = models.DateTimeField(null=True, blank=True)
    dormant_since = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    closing_since = models.DateTimeField(null=True, blank=True)
    closing_by = models.CharField(max_length=10, choices=Side, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    rate = MoneyIn("rate_minor")

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(client=F("freelancer")), name="contract_between_two"),
            models.CheckConstraint(
                condition=Q(review_days__gte=LEAST_REVIEW_DAYS, review_days__lte=MOST_REVIEW_DAYS),
                name="contract_review_days",
            ),
            models.CheckConstraint(
                condition=Q(basis="fixed", rate_minor__isnull=True) | Q(basis="hourly", rate_minor__gt=0),
                name="contract_hourly_has_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(basis="fixed", cap_hours__isnull=True)
                | Q(basis="hourly", cap_hours__gte=1, cap_hours__lte=MOST_CAP_HOURS),
                name="contract_hourly_has_a_cap",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["offered", "declined", "withdrawn"], signed_at__isnull=True)
                | Q(status__in=["active", "paused", "disputed", "ended"], signed_at__isnull=False),
                name="contract_in_force_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(status="paused", paused_until__isnull=False)
                | ~Q(status="paused") & Q(paused_until__isnull=True),
                name="contract_paused_until",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) & ~Q(ended_how="")
                | ~Q(status="ended") & Q(ended_at__isnull=True, ended_how=""),
                name="contract_ended_once",
            ),
            models.CheckConstraint(
                condition=Q(closing_since__isnull=True, closing_by="")
                | Q(closing_since__isnull=False) & ~Q(closing_by=""),
                name="contract_closing_by_a_side",
            ),
            models.CheckConstraint(
                condition=Q(arbiter__isnull=True, arbiter_fee_minor__isnull=True, arbiter_fee_currency="")
                | Q(arbiter__isnull=False, arbiter_fee_minor__gt=1) & ~Q(arbiter_fee_currency=""),
                name="contract_arbiter_has_a_fee",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "status"], name="contract_by_client"),
            models.Index(fields=["freelancer", "status"], name="contract_by_freelancer"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The contract room."""
        return reverse("projects:contract", args=[self.pk])

    @property
    def reference(self) -> str:
        """How people name it: eight letters and digits of its id, which tell nothing of how many there are."""
        bits = self.pk.int
        letters = "".join(_LETTERS[(bits >> (5 * place)) & 31] for place in range(8))
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def title(self) -> str:
        return self.project.title

    @property
    def arbiter_fee(self) -> Money | None:
        """What the named arbiter costs, as it was agreed; None where none is named."""
        minor = self.arbiter_fee_minor
        return None if minor is None else from_minor(minor, self.arbiter_fee_currency)

    @property
    def is_hourly(self) -> bool:
        return self.basis == Project.Basis.HOURLY

    @property
    def cap_minutes(self) -> int:
        """How much may be worked in one week, for hourly work; else nothing."""
        return (self.cap_hours or 0) * 60

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def is_closing(self) -> bool:
        """Whether one side has ended it and it waits for the last money to leave escrow."""
        return self.closing_since is not None and self.status != self.Status.ENDED

    @property
    def takes_money(self) -> bool:
        """Whether anything may be paid into it: a milestone, a bonus."""
        return self.status == self.Status.ACTIVE and self.closing_since is None

    @property
    def answers_within(self) -> timedelta:
        """How long the client has to answer a submission."""
        return timedelta(days=self.review_days)

    def party(self, side: str) -> Party:
        """Who stands on this side."""
        return self.client if side == Side.CLIENT else self.freelancer
