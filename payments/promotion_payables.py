"""Promotions as things that can be paid for (payments.ports)."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from marketplace.kit.money import format_money
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, promotions
from payments.chart import AccountName
from payments.models import Promotion
from payments.ports import Clock, Quote
from payments.taxes import Tax

if TYPE_CHECKING:
    from payments.models import Hold, HoldPart, Payment


class Promotions:
    """A budget for clicks, earned by the platform as it is clicked."""

    kind = "promotion"
    has_hold = False

    def quote(self, pk: UUID, *, by: User) -> Quote:
        promotion = Promotion.objects.select_related("party", "listing__owner").filter(pk=pk).first()
        if promotion is None or not Party.objects.acted_for_by(by).filter(pk=promotion.party_id).exists():
            raise NotAllowed(_("This promotion is not for you."))
        if promotion.status not in (Promotion.Status.BEGUN, Promotion.Status.DROPPED) or promotion.listing is None:
            raise Refused(_("This promotion is paid already, or over."))
        promotions.refuse(promotion.listing)
        days = ngettext("Shown first for %(n)d day", "Shown first for %(n)d days", promotion.days)
        return Quote(
            kind=self.kind,
            pk=pk,
            title=_("Promotion of %(title)s") % {"title": promotion.title},
            url=promotion.get_absolute_url(),
            payer=promotion.party,
            price=promotion.budget,
            tax=Tax.from_json(promotion.tax),
            note=days % {"n": promotion.days},
            paid_at_once=_("Each click of the marked card costs %(sum)s of it.")
            % {"sum": format_money(promotion.click)},
            otherwise=_("What is not clicked when the days are over goes back to you, by the way you paid."),
            listing=promotion.listing,
        )

    def earned(self, pk: UUID) -> AccountName:
        return chart.promotion(Promotion(pk=pk))

    def spent(self, pk: UUID) -> AccountName:
        return chart.PROMOTIONS

    def disputed(self, pk: UUID, *, payment: "Payment") -> None:
        promotions.follow_bank(promotions.locked(pk), payment)

    def lock(self, pk: UUID) -> None:
        promotions.locked(pk)

    def settled(self, pk: UUID, *, hold: "Hold | None", payment: "Payment") -> None:
        line = payment.checkout.lines.get(kind=self.kind, subject=pk)
        promotions.run(promotions.locked(pk), payment=payment, paid=line.price)

    def failed(self, pk: UUID, *, payment: "Payment") -> None: ...

    def parted(self, hold: "Hold", part: "HoldPart") -> None: ...

    def ended(self, hold: "Hold") -> None: ...

    def clock(self, hold: "Hold") -> Clock | None:
        return None
