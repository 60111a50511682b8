"""Cards that payers keep at the gateway. Here are only the words by which their owners know them again.

setup = methods.begin_setup(party, by=ada)          # the gateway's page, where a card is kept and nothing is paid
methods.make_default(card, by=ada)
methods.remove(card, by=ada)
"""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Party
from payments.gateways.port import Card, Charge
from payments.models import GatewayCustomer, Payment, SavedMethod


def of(party: Party) -> "QuerySet[SavedMethod]":
    """The cards of this payer, the one that is offered first at the top."""
    return SavedMethod.objects.filter(party=party, removed_at__isnull=True).order_by("-is_default", "-created_at")


def remember(payment: Payment, told: Charge) -> None:
    """Keep the card of a payment, where its payer wanted that, and as whom the gateway knows them."""
    if told.card is None:
        return
    if told.card.customer:
        know(payment.payer, payment.gateway, told.card.customer)
    if told.is_kept:
        keep(payment.payer, payment.gateway, told.card)


def know(party: Party, gateway: str, customer: str) -> None:
    """Note as whom the gateway knows a payer; the first name stays."""
    GatewayCustomer.objects.bulk_create(
        [GatewayCustomer(party=party, gateway=gateway, reference=customer)], ignore_conflicts=True
    )


@transaction.atomic
def keep(party: Party, gateway: str, card: Card) -> SavedMethod:
    """Add a card to those of a payer; their first one is offered first. The same card again changes its words."""
    words = {"brand": card.brand[:30], "last4": card.last4, "expires_on": card.expires_on, "customer": card.customer}
    kept, _is_new = SavedMethod.objects.update_or_create(
        gateway=gateway, reference=card.reference, defaults=words, create_defaults={**words, "party": party}
    )
    if not SavedMethod.objects.filter(party=party, is_default=True, removed_at__isnull=True).exists():
        kept.is_default = True
        kept.save(update_fields=["is_default"])
    return kept
