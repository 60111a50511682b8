"""How a half of an arbiter's fee is paid (payments.ports)."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Quote
from payments.terms import Terms
from projects import deals
from projects.disputes import arbitration
from projects.models import ArbitrationFee, Stage


class ArbitrationFees:
    """A half lies in escrow until the arbiter has decided, or goes back. Nothing of it is kept."""

    kind = "arbitration_fee"
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the deal, before its hold is held."""
        contract = ArbitrationFee.objects.filter(pk=pk).values_list("dispute__contract", flat=True).first()
        if contract:
            deals.locked(contract)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """The half. Raises NotAllowed for all but the side whose it is, Refused where it is not asked for any more."""
        fee = ArbitrationFee.objects.select_related(
            "dispute__contract__project__listing", "dispute__contract__client", "dispute__contract__freelancer",
            "dispute__arbiter__party",
        ).get(pk=pk)  # fmt: skip
        dispute, payer = fee.dispute, fee.dispute.contract.party(fee.side)
        if not Party.objects.acted_for_by(by).filter(pk=payer.pk).exists():
            raise NotAllowed(_("Only the side whose half it is can pay it."))
        if fee.status != ArbitrationFee.Status.OPEN or dispute.stage != Stage.FEES or dispute.arbiter is None:
            raise Refused(_("This half of the fee is not waiting to be paid any more."))
        arbiter = dispute.arbiter.party
        return Quote(
            kind=self.kind,
            pk=pk,
            title=_("Half of the arbiter’s fee"),
            url=dispute.get_absolute_url(),
            payer=payer,
            payee=arbiter,
            price=fee.amount,
            terms=Terms.agree(self.kind, payee=arbiter, payer=payer),
            parts=((_("Half of the arbiter’s fee"), fee.amount),),
            note=_("Dispute about %(title)s") % {"title": dispute.contract.title},
            paid_at_once=_("It is held until the arbiter has decided."),
            otherwise=_("If the other side does not pay its half in time, yours comes back."),
        )

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """A half is in escrow."""
        if hold is None:
            raise ValueError("It is paid into a hold.")
        self.lock(pk)
        arbitration.paid(ArbitrationFee.objects.get(pk=pk), hold=hold, payment=payment)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """Nothing has changed: it still waits to be paid."""

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """It stands beside its hold; nothing else is to be known."""

    def ended(self, hold: Hold) -> None:
        """It has gone where it was to go."""

    def clock(self, hold: Hold) -> Clock | None:
        """The page of the dispute says whose move it is."""
        return None
