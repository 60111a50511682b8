"""Every page of money of a company, opened by those who hold its ids and have no seat there."""

import pytest
from django.test import Client
from django.urls import reverse

from payments import charges, checkouts, methods, paperwork, payouts, promotions, subscribing, urls
from payments.models import Hold, SavedMethod
from payments.ports import payables
from tests import cast
from tests.accounts import running
from tests.payments import paying, stripe_says
from tests.payments import stall as stalls
from tests.payments.deals import money
from tests.payments.earning import cleared

pytestmark = pytest.mark.django_db
PROMOTED = "promoted"  # the way of a visitor, open to all
READ = {
    "checkout": "checkout",
    "payment": "onward returned",
    "paid": "receipt",
    "hold": "hold",
    "payout": "payout",
    "plan": "plan plan_onward plan_returned plan_change",
    "promotion": "promotion",
    "document": "document document_file",
    "setup": "card_onward kept",
    "slug": "billing_of",
    "year": "year year_file year_table",
}
DONE = {
    "checkout": "pay pay_in cancel reopen",
    "payment": "resume abandon",
    "hold": "ask_longer agree_longer pay_longer",
    "plan": "plan_change end_plan abandon_plan go_on_with_plan stay_on_plan pay_plan_with",
    "promotion": "end_promotion pay_promotion",
    "card": "default_card remove_card",
    "document": "correct_document",
    "line": "take_out_of_cart",
    "slug": "billing_of",
}
OF_A_PARTY_READ = "wallet wallet_account wallet_account_csv payouts new_payout payout_account onboarded holds"
OF_A_PARTY_DONE = "new_payout onboard payout_rhythm repay"
ELSEWHERE = {PROMOTED, "committed"}  # of what is promoted to all; of a custodian: test_custody.py


@pytest.fixture
def stall(local_stripe):
    yield stalls.opened()
    payables.unplug("print")


@pytest.fixture
def ids(deals, stall, local_stripe, ada, ben, cleo, clock):
    """One of everything that a company of Ada's has, by what it is called above; Ben works there without a seat."""
    from payments import cart

    firm = running.founded(ada)
    running.joined(firm, ben, "member", by=ada)
    stripe_says.opened(firm.party)
    cleared(cleo, firm, "400.00 EUR", clock)
    bought = [stall.hang(name, "40.00 EUR", payer=firm, payee=cleo).pk for name in ("Loaf", "Crust", "Crumb")]
    paid = paying.on_the_page(local_stripe, checkouts.open([("print", bought[0])], by=ada), by=ada, save=True)
    begun = charges.send(charges.begin(checkouts.open([("print", bought[1])], by=ada), by=ada))
    setup = methods.begin_setup(firm.party, by=ada, currency="EUR", return_to="/")
    asked = {"side": "work", "plan": "plus", "every": "month", "currency": "EUR"}
    return {
        "checkout": (checkouts.open([("print", bought[2])], by=ada).pk,),
        "payment": (begun.pk,),
        "paid": (paid.pk,),
        "hold": (Hold.objects.get(payment=paid).pk,),
        "payout": (payouts.request(firm.party, money("10.00 EUR"), by=ada, key="a").pk,),
        "plan": (subscribing.begin(firm.party, by=ada, **asked).pk,),
        "promotion": (promotions.begin(of_company(firm, ada), budget=money("20.00 EUR"), days=7, by=ada).pk,),
        "document": (paperwork.now("payment", paid.pk).pk,),
        "setup": (setup.pk,),
        "card": (SavedMethod.objects.get(party=firm.party).pk,),
        "line": (cart.put("print", bought[2], by=ada).pk,),
        "slug": (firm.party.slug,),
        "year": (firm.party.slug, 2026),
        "of": firm.party.slug,
    }


def of_company(firm, owner):
    """A public listing of the company's."""
    from portfolios import portfolios

    portfolio = portfolios.start(owner=firm.party, title="Maps", by=owner)
    return portfolios.publish(portfolio, by=owner, summary="Field guides.", topics=[]).listing


@pytest.fixture(params=["who works there without a seat", "a stranger", "the other side", "staff without the right"])
def browser(request, ids, ben, eve, cleo, dev, client_of):
    people = {"who works": ben, "a stranger": eve, "the other": cleo, "staff": cast.in_group(dev, "moderator")}
    return client_of(next(person for words, person in people.items() if request.param.startswith(words)))


def test_nobody_else_reads_or_does_anything_there(ids, browser, cleo):
    is_side = browser.session["_auth_user_id"] == str(cleo.pk)
    for what, names in READ.items():
        for name in names.split():
            if not (is_side and what == "hold"):  # both sides of a deal read its escrow
                assert browser.get(reverse(f"payments:{name}", args=ids[what])).status_code == 404, name
    for what, names in DONE.items():
        for name in names.split():
            if not (is_side and what == "hold"):
                assert browser.post(reverse(f"payments:{name}", args=ids[what])).status_code == 404, name


def test_nor_by_naming_the_company(ids, browser):
    args = {"wallet_account": ["available", "EUR"], "wallet_account_csv": ["available", "EUR"], "repay": ["EUR"]}
    for names, ask in ((OF_A_PARTY_READ, browser.get), (OF_A_PARTY_DONE, browser.post)):
        for name in names.split():
            address = reverse(f"payments:{name}", args=args.get(name, []))
            assert ask(f"{address}?of={ids['of']}&currency=EUR").status_code == 404, name
    basket = {"payer": ids["of"], "currency": "EUR"}
    assert browser.post(reverse("payments:check_out_cart"), basket).status_code == 404


def test_a_visitor_is_asked_to_sign_in(ids):
    for table, ask in ((READ, Client().get), (DONE, Client().post)):
        for what, names in table.items():
            for name in names.split():
                answer = ask(reverse(f"payments:{name}", args=ids[what]))
                assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/"), name


def test_what_is_done_is_not_done_by_looking(ids, ada, client_of):
    both = {"plan_change", "billing_of"}
    for what, names in DONE.items():
        for name in set(names.split()) - both:
            assert client_of(ada).get(reverse(f"payments:{name}", args=ids[what])).status_code == 405, name


def test_every_address_with_an_id_is_tried_above():
    with_ids = {one.name for one in urls.urlpatterns if "uuid:" in str(one.pattern) or "slug:slug" in str(one.pattern)}
    tried = {name for table in (READ, DONE) for names in table.values() for name in names.split()}
    assert with_ids - ELSEWHERE <= tried
