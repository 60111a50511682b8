"""A dispute: whose the money in escrow is, asked by one side and answered in steps that each have an end.

Its page is one list of events (DisputeEvent), to which is only ever added; what each side would settle for are offers
(DisputeOffer); what it is about are the holds that were frozen for it (DisputeItem).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel
from payments.models import Hold
from projects.models.contract import Contract, Side
from projects.models.team import contracts_of


class Role(models.TextChoices):
    """In which part somebody speaks in a dispute. Nobody's: the clock."""

    CLIENT = Side.CLIENT.value, pgettext_lazy("dispute", "The client")
    FREELANCER = Side.FREELANCER.value, pgettext_lazy("dispute", "The freelancer")
    MEDIATOR = "mediator", pgettext_lazy("dispute", "The mediator")
    ARBITER = "arbiter", pgettext_lazy("dispute", "The arbiter")


class Stage(models.TextChoices):
    """What a dispute waits for. It follows from the row (Dispute.stage) and is not stored."""

    ANSWER = "answer", pgettext_lazy("dispute", "The answer")
    TALK = "talk", pgettext_lazy("dispute", "Agreeing between the two")
    EVIDENCE = "evidence", pgettext_lazy("dispute", "Everything on the table")
    PROPOSAL = "proposal", pgettext_lazy("dispute", "The mediator’s proposal")
    ANSWERS = "answers", pgettext_lazy("dispute", "Two answers to the proposal")
    DECISION = "decision", pgettext_lazy("dispute", "The decision")
    FEES = "fees", pgettext_lazy("dispute", "The arbiter’s fee")
    AWARD = "award", pgettext_lazy("dispute", "The arbiter’s decision")
    OVER = "over", pgettext_lazy("dispute", "Over")


class DisputeQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of one's own contracts, those that one is to decide as an arbiter, and all for staff with the right."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("projects.view_dispute"):
            return self
        return self.filter(_is_side(user) | _is_arbiter(user))

    def of_arbiter(self, user: Any) -> Self:
        """Those that this person is, or was, to decide as an arbiter."""
        return self.filter(_is_arbiter(user)) if user.is_authenticated else self.none()

    def of_sides(self, user: Any) -> Self:
        """Those of one's own contracts, and of every company that one belongs to."""
        return self.filter(_is_side(user)) if user.is_authenticated else self.none()

    def live(self) -> Self:
        """Those that are not over."""
        return self.filter(status__in=Dispute.LIVE)

    def for_staff(self) -> Self:
        """Those in which staff must act: propose, or decide."""
        is_to_propose = Q(status="mediation", evidence_closed_at__isnull=False)
        return self.filter(is_to_propose | Q(for_decision_at__isnull=False)).live()

    def with_contract(self) -> Self:
        """The contract, its job and both sides, in the same query."""
        return self.select_related(
            "contract__project__listing", "contract__client__user", "contract__freelancer__user"
        ).defer("contract__project__listing__search")


def _is_side(user: Any) -> Q:
    mine = Party.objects.seen_by(user)
    return contracts_of(mine, "contract")


def _is_arbiter(user: Any) -> Q:
    return Q(arbiter__party__in=Party.objects.acted_for_by(user), arbitration_at__isnull=False)


class Dispute(UUIDModel, Stateful, Timestamped):
    """Client and freelancer do not agree whose held money is. What it is about is frozen until it is over.

    `opened_by`: the side that began. `due_at`: when the next thing happens by itself (projects.disputes.dispute_clock);
    `stage` says what. `is_small`: so little is at stake that staff decide on the file alone. `for_decision_at`: since
    when it waits for a decision of staff that binds both. `arbiter`: who decides instead, where the contract names
    one. `how`, `released_minor`, `refunded_minor`: how it came out, kept for good; together they are what was divided.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "Waits for an answer")
        ANSWERED = "answered", pgettext_lazy("dispute", "Answered")
        MEDIATION = "mediation", pgettext_lazy("dispute", "In mediation")
        PROPOSED = "proposed", pgettext_lazy("dispute", "A split is proposed")
        ARBITRATION = "arbitration", pgettext_lazy("dispute", "In arbitration")
        SETTLED = "settled", pgettext_lazy("dispute", "Settled")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")

    # Settled from anywhere: the two may agree at any time, and silence, a bank or the gateway's limit may end it.
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.OPEN: {Status.ANSWERED, Status.SETTLED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.MEDIATION, Status.SETTLED, Status.WITHDRAWN},
        Status.MEDIATION: {Status.PROPOSED, Status.ARBITRATION, Status.SETTLED, Status.WITHDRAWN},
        Status.PROPOSED: {Status.ARBITRATION, Status.SETTLED},
        Status.ARBITRATION: {Status.SETTLED},
    }
    LIVE: ClassVar = [Status.OPEN, Status.ANSWERED, Status.MEDIATION, Status.PROPOSED, Status.ARBITRATION]
    MAY_BE_WITHDRAWN: ClassVar = [Status.OPEN, Status.ANSWERED, Status.MEDIATION]

    class How(models.TextChoices):
        """How it was settled."""

        AGREED = "agreed", _("The two agreed")
        SILENCE = "silence", _("The other side did not answer")
        PROPOSAL = "proposal", _("Both accepted the mediator’s proposal")
        STAFF = "staff", _("Decided by our staff")
        ARBITER = "arbiter", _("Decided by the arbiter")
        CARD = "card", _("The payer’s bank took the payment back")
        LIMIT = "limit", _("The payment service gave the money back at its limit")
        REFUNDED = "refunded", _("Returned by our staff outside the dispute")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="disputes")
    status = models.CharField(max_length=11, choices=Status, default=Status.OPEN)
    opened_by = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    currency = models.CharField(max_length=3)
    is_small = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    mediation_at = models.DateTimeField(null=True, blank=True)
    client_is_done = models.BooleanField(default=False)
    freelancer_is_done = models.BooleanField(default=False)
    evidence_closed_at = models.DateTimeField(null=True, blank=True)
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    for_decision_at = models.DateTimeField(null=True, blank=True)
    arbiter = models.ForeignKey("projects.Arbiter", models.PROTECT, null=True, blank=True, related_name="disputes")
    arbitration_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)  # by the arbiter: both halves of the fee were paid
    ended_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=How, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    released_minor = models.BigIntegerField(null=True, blank=True)
    refunded_minor = models.BigIntegerField(null=True, blank=True)

    released, refunded = MoneyIn("released_minor"), MoneyIn("refunded_minor")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["settled", "withdrawn"], ended_at__isnull=False, due_at__isnull=True)
                | ~Q(status__in=["settled", "withdrawn"]) & Q(ended_at__isnull=True),
                name="dispute_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(status="settled", released_minor__gte=0, refunded_minor__gte=0) & ~Q(how="")
                | ~Q(status="settled") & Q(released_minor__isnull=True, refunded_minor__isnull=True, how=""),
                name="dispute_settled_says_how",
            ),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | ~Q(status="open"), name="dispute_open_unanswered"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["mediation", "proposed", "arbitration"]) | Q(mediation_at__isnull=False),
                name="dispute_mediated_since",
            ),
        ]
        indexes = [
            models.Index(fields=["contract", "status"], name="dispute_by_contract"),
            models.Index(
                fields=["due_at"], name="dispute_by_clock",
                condition=Q(status__in=["open", "answered", "mediation", "proposed", "arbitration"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.status}"

    def get_absolute_url(self) -> str:
        """All of it on one page: what was said, offered, proposed and decided."""
        return reverse("projects:dispute", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def answering(self) -> Side:
        """The side that did not open it."""
        return Side(self.opened_by).other

    @property
    def stage(self) -> Stage:
        """What it waits for."""
        if self.is_live and self.for_decision_at:
            return Stage.DECISION
        return {
            self.Status.OPEN: Stage.ANSWER,
            self.Status.ANSWERED: Stage.TALK,
            self.Status.MEDIATION: Stage.PROPOSAL if self.evidence_closed_at else Stage.EVIDENCE,
            self.Status.PROPOSED: Stage.ANSWERS,
            self.Status.ARBITRATION: Stage.AWARD if self.taken_at else Stage.FEES,
        }.get(self.Status(self.status), Stage.OVER)

    @property
    def is_late(self) -> bool:
        """Whether staff have let their time pass."""
        is_ours = self.stage in {Stage.PROPOSAL, Stage.DECISION}
        return is_ours and self.due_at is not None and self.due_at <= clock.now()

    @property
    def takes_words(self) -> bool:
        """Whether the two may still say something and show evidence."""
        return self.stage in {Stage.ANSWER, Stage.TALK, Stage.EVIDENCE}

    @property
    def takes_offers(self) -> bool:
        """Whether the two may still settle it between themselves by an offer."""
        return self.is_live and self.status != self.Status.OPEN

    def is_done(self, side: str) -> bool:
        """Whether this side has said that it has shown everything."""
        return self.client_is_done if side == Side.CLIENT else self.freelancer_is_done

    def interested_users(self) -> Iterable[UUID]:
        """Who may not mediate or decide it: who belongs to a side, and who ever dealt with one for money."""
        return interested([self.contract.client_id, self.contract.freelancer_id])


def interested(sides: Collection[UUID]) -> "models.QuerySet[Any, Any]":
    """The people who belong to one of these parties, or to one that ever dealt with them for money: their ids."""
    parties = Party.objects.filter(Q(pk__in=sides) | Q(pk__in=traded_with(sides).values("pk")))
    people = User.objects.filter(Q(party__in=parties) | Q(memberships__company__party__in=parties))
    return people.values_list("pk", flat=True)


def traded_with(pks: Collection[UUID]) -> "models.QuerySet[Party]":
    """Everybody who ever paid one of these parties, was paid by one, or has a contract with one.

    Halves of an arbiter's fee are no such dealing: both sides pay the same, whoever is right.
    """
    holds = Hold.objects.exclude(kind="arbitration_fee")
    dealt = (
        Q(pk__in=holds.filter(payee__in=pks).values("payer"))
        | Q(pk__in=holds.filter(payer__in=pks).values("payee"))
        | Q(pk__in=Contract.objects.filter(freelancer__in=pks).values("client"))
        | Q(pk__in=Contract.objects.filter(client__in=pks).values("freelancer"))
    )
    return Party.objects.filter(dealt)
