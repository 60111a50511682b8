"""Cards that payers keep at the gateway. Here are only the words by which their owners know them again.

setup = methods.send(methods.begin_setup(party, by=ada, currency="EUR", return_to="/settings/cards/"))
setup.action_url                                    # the gateway's page, where a card is kept and nothing is paid
methods.make_default(card, by=ada)
methods.remove(card, by=ada)
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.refusals import NotAllowed, Refused
from payments import gateways, outgoing, retries, tidings
from payments.gateways.port import Answer, Card, Charge, Keeper, Keeping, Rejected, State
from payments.models import GatewayCustomer, GatewayRequest, MethodSetup, Payment, SavedMethod

Status = MethodSetup.Status
FRESH = timedelta(minutes=30)  # a guest's card that was just given


class NoneKept(Refused):
    """This gateway keeps no cards."""


def of(party: Party) -> "QuerySet[SavedMethod]":
    """The cards of this payer, the one that is offered first at the top.

    A guest's only while it was just given: who reads the mail of an address that nobody proved may be somebody else.
    """
    old = Q(party__user__is_guest=True, created_at__lte=clock.now() - FRESH)
    cards = SavedMethod.objects.filter(party=party, removed_at__isnull=True).exclude(old)
    return cards.order_by("-is_default", "-created_at")


def each_once(cards: Iterable[SavedMethod], *, but: SavedMethod | None = None) -> list[SavedMethod]:
    """What a page offers of a payer's cards: one that was given several times stands for all of these.

    but: the one in use, which is not offered beside itself.
    """
    found = dict[Any, SavedMethod]()
    for card in cards:
        found.setdefault(card.words, card)
    if but and not but.removed_at:
        found.pop(but.words, None)
    return list(found.values())


@retries.atomic
def begin_setup(
    party: Party,
    *,
    by: User,
    currency: str,
    return_to: str,
    kind: str = "",
    subject: UUID | None = None,
    gateway: str = "stripe",
) -> MethodSetup:
    """Let a payer keep a card without paying; the caller then calls `send`.

    currency: in which it may be charged. return_to: the path where they go on. kind, subject: the payable that it is
    for, if it is for one. Raises NotAllowed, NoneKept.
    """
    _permit(party, by)
    setup = MethodSetup(party=party, by=by, gateway=gateway, kind=kind, subject=subject)
    setup.currency, setup.return_to = currency, return_to
    setup.save(force_insert=True)
    key = f"setup:{setup.pk}:1"
    known = GatewayCustomer.objects.filter(party=party, gateway=gateway).first()
    order = Keeping(
        pk=setup.pk,
        currency=currency,
        return_url=f"{settings.SITE_URL}{reverse('payments:kept', args=[setup.pk])}",
        cancel_url=f"{settings.SITE_URL}{return_to}",
        marks=outgoing.marks("setup", setup.pk, key),
        customer=known.reference if known else "",
        email=by.mail_address,
    )
    call = _keeper(gateway).keeping(order)
    outgoing.prepare("setup", setup.pk, call.name, call.body, key=key, gateway=gateway, at_once=True)
    return setup


def send(setup: MethodSetup) -> MethodSetup:
    """Make the call of a setup that was begun, now. Without a sure answer it has no `action_url` yet."""
    if request := outgoing.of("setup", setup.pk):
        outgoing.send_now(request)
    return MethodSetup.objects.get(pk=setup.pk)


def look(setup: MethodSetup) -> MethodSetup:
    """Ask the gateway how it stands, and do what follows. Raises Unclear."""
    setup = MethodSetup.objects.get(pk=setup.pk)
    if not setup.reference:
        return send(setup)
    gateway = _keeper(setup.gateway)
    answer = gateway.read(*gateway.looking_kept(setup.reference))
    return settle_setup(setup.pk, answer) if answer else setup


@outgoing.settles("setup")
@retries.atomic
def settle_setup(setup_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> MethodSetup:
    """Do what follows from what the gateway says about a setup. Twice changes nothing."""
    setup = MethodSetup.objects.select_related("party").locked().get(pk=setup_pk)
    told = _keeper(setup.gateway).kept_in(answer)
    if setup.status != Status.OPEN:
        return setup
    if answer.get("object") != "setup_intent":  # the page stays what is looked at
        setup.reference, setup.action_url = told.reference, told.action_url
    setup.failure = told.failure[:60]
    setup.save(update_fields=["reference", "action_url", "failure"])
    if told.state is State.DONE and told.card:
        _done(setup, told.card)
    elif told.state is State.CANCELLED:
        setup.move_to(Status.CANCELLED)
    return setup


@outgoing.refused("setup")
@retries.atomic
def fail_setup(setup_pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> MethodSetup:
    """The gateway would not even begin."""
    setup = MethodSetup.objects.locked().get(pk=setup_pk)
    if setup.status == Status.OPEN:
        setup.failure = rejected.code[:60]
        setup.move_to(Status.FAILED, saving=["failure"])
    return setup


@retries.atomic
def make_default(card: SavedMethod, *, by: User) -> SavedMethod:
    """Offer this card first. Raises NotAllowed, and Refused where it was removed."""
    _permit(card.party, by)
    cards = {one.pk: one for one in SavedMethod.objects.filter(party=card.party, removed_at__isnull=True).locked()}
    if card.pk not in cards:
        raise Refused(_("This card is not among your cards any more."))
    SavedMethod.objects.filter(pk__in=cards.keys() - {card.pk}).update(is_default=False)
    return _offer_first(cards[card.pk])


@retries.atomic
def remove(card: SavedMethod, *, by: User) -> SavedMethod:
    """Let the gateway forget a card; it is out of sight here at once. Twice changes nothing. Raises NotAllowed."""
    _permit(card.party, by)
    cards = list(SavedMethod.objects.filter(party=card.party, removed_at__isnull=True).locked())
    card = next((one for one in cards if one.pk == card.pk), SavedMethod.objects.get(pk=card.pk))
    if card.removed_at is not None:
        return card
    was_first, card.is_default, card.removed_at = card.is_default, False, clock.now()
    card.save(update_fields=["is_default", "removed_at"])
    if was_first and (left := of(card.party).first()):
        _offer_first(left)
    forget(card)
    return card


def forget(card: SavedMethod) -> None:
    """Ask the gateway to let a card go. The caller's transaction takes it away here."""
    call = _keeper(card.gateway).forgetting(card)
    outgoing.prepare("card_forgotten", card.pk, call.name, call.body, key=f"forget:{card.pk}:1", gateway=card.gateway)


@outgoing.settles("card_forgotten")
def forgotten(card_pk: UUID, answer: Answer, request: GatewayRequest) -> None:
    """The gateway has let it go; here it was gone before."""


@retries.atomic
def taken_away(gateway: str, reference: str) -> None:
    """The gateway says that a card can't be charged any more: it is out of sight. Twice changes nothing."""
    for card in SavedMethod.objects.filter(gateway=gateway, reference=reference, removed_at__isnull=True).locked():
        card.is_default, card.removed_at = False, clock.now()
        card.save(update_fields=["is_default", "removed_at"])


@retries.atomic
def renew(gateway: str, card: Card) -> None:
    """The gateway knows newer words for a card that is kept here: another expiry, other last digits."""
    for kept in SavedMethod.objects.filter(gateway=gateway, reference=card.reference).locked():
        kept.brand, kept.last4, kept.expires_on = card.brand[:30], card.last4, card.expires_on
        kept.save(update_fields=["brand", "last4", "expires_on"])


def remember_all(paid: Sequence[tuple[Payment, Charge]]) -> None:
    """Keep the cards of payments, where their payers wanted that, and as whom the gateway knows them."""
    known = {(payment.payer, payment.gateway): told.card.customer for payment, told in paid if told.card}
    GatewayCustomer.objects.bulk_create(
        [
            GatewayCustomer(party=party, gateway=gateway, reference=customer)
            for (party, gateway), customer in known.items()
            if customer
        ],
        ignore_conflicts=True,
    )
    for payment, told in paid:
        if told.card and told.is_kept:
            keep(payment.payer, payment.gateway, told.card)


def know(party: Party, gateway: str, customer: str) -> None:
    """Note as whom the gateway knows a payer; the first name stays."""
    GatewayCustomer.objects.bulk_create(
        [GatewayCustomer(party=party, gateway=gateway, reference=customer)], ignore_conflicts=True
    )


@retries.atomic
def keep(party: Party, gateway: str, card: Card) -> SavedMethod:
    """Add a card to those of a payer; their first one is offered first. The same card again changes its words."""
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)  # two at once would both be the first
    words: dict[str, Any] = {"brand": card.brand[:30], "last4": card.last4, "expires_on": card.expires_on}
    words["customer"] = card.customer
    kept, _is_new = SavedMethod.objects.update_or_create(
        gateway=gateway, reference=card.reference, defaults=words, create_defaults={**words, "party": party}
    )
    if not SavedMethod.objects.filter(party=party, is_default=True, removed_at__isnull=True).exists():
        _offer_first(kept)
    return kept


def _keeper(gateway: str) -> Keeper:
    found = gateways.of(gateway)
    if not isinstance(found, Keeper):
        raise NoneKept(_("No card can be kept there."))
    return found


def _permit(party: Party, by: User) -> None:
    if not Party.objects.acted_for_by(by).filter(pk=party.pk).exists():
        raise NotAllowed(_("These are another payer's cards."))


def _done(setup: MethodSetup, card: Card) -> None:
    setup.method = keep(setup.party, setup.gateway, card)
    if card.customer:
        know(setup.party, setup.gateway, card.customer)
    setup.action_url = ""
    setup.move_to(Status.DONE, saving=["method", "action_url"])
    tidings.kept.tell(setup)


def _offer_first(card: SavedMethod) -> SavedMethod:
    card.is_default = True
    card.save(update_fields=["is_default"])
    return card
