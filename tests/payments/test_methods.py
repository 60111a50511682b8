"""Cards that are kept for later: at the gateway, in words that their owner knows."""

from datetime import date

import pytest

from marketplace.kit.refusals import NotAllowed
from payments import methods, outgoing
from payments.gateways.port import Card
from payments.models import GatewayCustomer, MethodSetup, SavedMethod
from tests import cast
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = MethodSetup.Status
CARDS = "/settings/cards/"


@pytest.fixture
def keep(local_stripe, ada):
    """A card that Ada has kept on the gateway's page."""

    def kept(card: str = "good") -> SavedMethod:
        setup = methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS))
        local_stripe.pay(setup.action_url, card)
        return methods.look(setup).method

    return kept


def test_a_card_is_kept_and_nothing_is_paid(local_stripe, keep, ada):
    card = keep()
    assert (str(card), card.is_default, card.party) == ("Visa …4242", True, ada.party)
    assert card.expires_on > date(2026, 1, 1)
    assert GatewayCustomer.objects.get().reference == card.customer
    assert local_stripe.all("charge") == []
    assert_books_balance()


def test_the_second_card_belongs_to_the_same_customer_and_is_not_offered_first(local_stripe, keep):
    first, second = keep(), keep()
    assert (first.customer, second.is_default) == (second.customer, False)
    assert len(local_stripe.all("customer")) == 1


def test_the_webhook_keeps_it_for_somebody_who_never_came_back(local_stripe, ada):
    setup = methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS))
    local_stripe.pay(setup.action_url)
    local_stripe.deliver(order="reversed", times=2)
    assert MethodSetup.objects.get().status == Status.DONE
    assert SavedMethod.objects.count() == 1


def test_a_declined_card_can_be_followed_by_another(local_stripe, ada):
    setup = methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS))
    local_stripe.pay(setup.action_url, "declined")
    local_stripe.deliver()
    assert methods.look(setup).status == Status.OPEN
    local_stripe.pay(setup.action_url)
    assert methods.look(setup).status == Status.DONE


def test_a_bank_that_asks_is_answered_while_the_card_is_kept(keep):
    assert keep("asks_once").last4 == "3155"


def test_coming_back_leads_on_and_says_so(local_stripe, ada, client_of):
    setup = methods.send(methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS))
    came_back = local_stripe.pay(setup.action_url)
    response = client_of(ada).get(came_back)
    assert response["Location"] == CARDS
    assert MethodSetup.objects.get().status == Status.DONE


def test_a_stranger_keeps_no_card_for_her_and_sees_none(local_stripe, keep, ada, eve, client_of):
    with pytest.raises(NotAllowed):
        methods.begin_setup(ada.party, by=eve, currency="EUR", return_to=CARDS)
    setup = methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS)
    assert client_of(eve).get(f"/payments/cards/{setup.pk}/return/").status_code == 404
    for act in (methods.remove, methods.make_default):
        with pytest.raises(NotAllowed):
            act(keep(), by=eve)


def test_another_card_can_be_offered_first(keep, ada):
    first, second = keep(), keep()
    methods.make_default(second, by=ada)
    assert list(methods.of(ada.party)) == [second, first]


def test_a_removed_card_is_gone_here_and_there_and_the_next_is_offered_first(local_stripe, keep, ada):
    first, second = keep(), keep()
    for _time in range(2):
        methods.remove(first, by=ada)
    outgoing.send_due()
    assert list(methods.of(ada.party)) == [SavedMethod.objects.get(pk=second.pk)]
    assert SavedMethod.objects.get(pk=second.pk).is_default
    assert local_stripe.api.payment_methods.retrieve(first.reference).customer is None


def test_a_card_that_the_gateway_let_go_is_not_offered_any_more(local_stripe, keep, ada):
    card = keep()
    local_stripe.api.payment_methods.detach(card.reference)
    local_stripe.deliver()
    assert list(methods.of(ada.party)) == []


def test_a_gateway_that_keeps_no_cards_says_so(ada):
    with pytest.raises(methods.NoneKept):
        methods.begin_setup(ada.party, by=ada, currency="EUR", return_to=CARDS, gateway="paypal")


def test_two_cards_that_are_kept_at_the_same_moment_are_not_both_offered_first(two_connections):
    party = cast.ada().party
    cards = [Card(reference=f"pm_{name}", customer="cus_1", brand="Visa", last4="4242") for name in "ab"]
    results = two_connections(*(lambda card=card: methods.keep(party, "stripe", card) for card in cards))
    assert sorted(card.is_default for card in results) == [False, True]


def test_a_card_that_was_given_twice_is_offered_once_and_not_beside_itself(keep, ada):
    first, again = keep(), keep()
    other = keep("asks")
    assert methods.each_once(methods.of(ada.party)) == [first, other]
    assert methods.each_once(methods.of(ada.party), but=again) == [other]
    methods.remove(again, by=ada)
    again.refresh_from_db()
    assert methods.each_once(methods.of(ada.party), but=again) == [first, other]
