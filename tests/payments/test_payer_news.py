"""What a payer is told who is not there: a declined charge, a bank that asks, money that comes back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from marketplace.kit import outbox
from marketplace.kit.money import Money
from payments import charges, checkouts, escrow, methods, outgoing
from payments.models import Checkout, MethodSetup, Payment, SavedMethod
from payments.ports import payables
from social.models import Notice
from tests.accounts import running
from tests.payments import stall as stalls
from tests.payments.books import assert_books_balance
from tests.payments.local_stripe import LocalStripe
from tests.payments.stall import Stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall(local_stripe: LocalStripe) -> Iterator[Stall]:
    opened = stalls.opened()
    yield opened
    payables.unplug("print")


@pytest.fixture
def checkout(stall: Stall, ada: User, cleo: User) -> Checkout:
    loaf = stall.hang("Loaf", "400.00 EUR", payer=ada, payee=cleo)
    return checkouts.open([("print", loaf.pk)], by=ada)


def kept(stripe: LocalStripe, payer: User, card: str) -> SavedMethod:
    """A card that was kept on the gateway's page."""
    setup = methods.send(methods.begin_setup(payer.party, by=payer, currency="EUR", return_to="/settings/cards/"))
    stripe.pay(setup.action_url, card)
    method = methods.look(MethodSetup.objects.get(pk=setup.pk)).method
    assert method
    return method


def charged(checkout: Checkout, card: SavedMethod) -> Payment:
    """The site charges the card by itself."""
    payment = charges.begin(checkout, by=None, method=card, off_session=True)
    outgoing.send_due()
    return Payment.objects.get(pk=payment.pk)


def told(user: User) -> list[tuple[str, str]]:
    """The kinds of notices and where they lead."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "url"))


class TestWhileThePayerIsAway:
    def test_a_declined_charge_leads_to_the_checkout(
        self, checkout: Checkout, ada: User, local_stripe: LocalStripe
    ) -> None:
        payment = charged(checkout, kept(local_stripe, ada, "fails_later"))
        assert payment.status == Payment.Status.FAILED
        assert told(ada) == [("payment_declined", checkout.get_absolute_url())]
        outbox.deliver()
        assert "Your bank declined the card." in mail.outbox[-1].body
        assert "Nothing was charged." in mail.outbox[-1].body
        assert_books_balance()

    def test_a_bank_that_asks_is_answered_on_the_checkout(
        self, checkout: Checkout, ada: User, local_stripe: LocalStripe, client_of: Callable[[User], Client]
    ) -> None:
        payment = charged(checkout, kept(local_stripe, ada, "asks"))
        assert told(ada) == [("payment_waits", checkout.get_absolute_url())]
        browser = client_of(ada)
        page = browser.get(checkout.get_absolute_url()).content.decode()
        assert "Confirm €400.00</button>" in page
        onward = browser.post(f"/payments/{payment.pk}/resumption/")["Location"]
        assert onward == f"/payments/{payment.pk}/onward/"
        local_stripe.answer(Payment.objects.get().action_url)
        assert "You paid €400.00" in browser.get(checkout.get_absolute_url(), follow=True).content.decode()
        assert_books_balance()

    def test_resuming_what_does_not_wait_says_so(
        self, checkout: Checkout, ada: User, local_stripe: LocalStripe, client_of: Callable[[User], Client]
    ) -> None:
        payment = charged(checkout, kept(local_stripe, ada, "good"))
        page = client_of(ada).post(f"/payments/{payment.pk}/resumption/", follow=True).content.decode()
        assert "This payment does not wait for you any more." in page

    def test_a_stranger_resumes_and_abandons_nothing(
        self, checkout: Checkout, ada: User, eve: User, local_stripe: LocalStripe, client_of: Callable[[User], Client]
    ) -> None:
        payment = charged(checkout, kept(local_stripe, ada, "asks"))
        for act in ("resumption", "abandonment"):
            assert client_of(eve).post(f"/payments/{payment.pk}/{act}/").status_code == 404
            assert client_of(ada).get(f"/payments/{payment.pk}/{act}/").status_code == 405


class TestMoneyThatComesBack:
    def test_the_payer_is_told_once_it_is_sent(
        self, checkout: Checkout, ada: User, cleo: User, local_stripe: LocalStripe
    ) -> None:
        payment = charged(checkout, kept(local_stripe, ada, "good"))
        escrow.refund(payment.holds.get(), amount=Money("50.00", "EUR"), by=cleo, key="r", why="One print was damaged")
        outgoing.send_due()
        local_stripe.deliver(times=2)
        assert told(ada)[-1] == ("payment_refunded", payment.get_absolute_url())
        assert [kind for kind, _url in told(ada)].count("payment_refunded") == 1
        assert_books_balance()


def test_everybody_who_may_bind_the_company_gets_its_receipt(
    stall: Stall, ada: User, ben: User, eve: User, cleo: User, local_stripe: LocalStripe, client_of: Any
) -> None:
    company = running.founded(ada)
    running.joined(company, ben, "manager", by=ada)
    running.joined(company, eve, "member", by=ada)
    sign = stall.hang("Sign", "50.00 EUR", payer=ada, payee=cleo)
    sign.payer = company.party
    checkout = checkouts.open([("print", sign.pk)], by=ben)
    payment = charges.send(charges.begin(checkout, by=ben))
    local_stripe.pay(payment.action_url)
    charges.look(payment)
    outbox.deliver()
    sent = {message.to[0] for message in mail.outbox if message.subject.startswith("Receipt")}
    assert sent == {ada.email, ben.email}
    assert client_of(ada).get(payment.get_absolute_url()).status_code == 200
    assert client_of(eve).get(payment.get_absolute_url()).status_code == 404
