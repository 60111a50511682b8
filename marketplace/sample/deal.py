"""One deal between the sample client and the sample freelancer, with money in all of its states: made by our own acts.

    deal.make(say)          # the first time, on a one-machine run whose local Stripe answers; else nothing

It began some weeks before this copy did, so its acts run as of those days (`clock.as_of`); what the local Stripe does
for them, it does now. A milestone is released, cleared and on its way to the bank; one is submitted; one is in escrow.
Then what the gateway says is held against the books for the first time.
"""

import http.client
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from accounts.models import User
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import clock
from marketplace.kit.money import Money
from marketplace.sample import deal_room
from marketplace.sample.models import Load
from payments import charges, checkouts, clearing, methods, outgoing, payout_accounts, payouts, reconciling
from payments.models import Clearing, MethodSetup, PayoutAccount, SavedMethod
from projects import contracts, milestones, projects, proposals
from projects.models import Contract, Milestone
from projects.proposals import Offer
from projects.terms import Step, Terms

SOURCE = "sample deal"
CARD = "4000000000000077"  # pays; the money is available at once, so that it can be paid out now
BANK = "DE89370400440532013000"
TITLE = "Sample: a cookbook of 160 pages, set in two columns"
BRIEF = (
    "This job and its contract are a sample, made when this copy of the site was first started, so that its money can "
    "be looked at. No real money moved.\n\n## What is wanted\n\n- Master pages and a specimen chapter\n- The whole "
    "book set, 160 pages\n- Files for the printer"
)
STEPS = (
    Step("Master pages and a specimen chapter", Money(400, "EUR"), 7),
    Step("The whole book set", Money(900, "EUR"), 21),
    Step("Files for the printer", Money(200, "EUR"), 28),
)
Say = Callable[[str], None]


class _NoPage(Exception):
    """The local Stripe did not take a form of its own page."""


def make(say: Say, *, client: User, freelancer: User) -> bool:
    """Make the deal, once; returns whether it was made now. It is marked before it is begun, so it is never half again.

    client, freelancer: their sign-ins. Nothing happens where money is real or no local Stripe is set up.
    """
    if settings.MONEY_IS_REAL or not settings.STRIPE_API_BASE or not _is_first():
        return False
    contract = _agreed(client, freelancer)
    card, _account = kept_card(client), _opened(freelancer)
    first, second, third = contract.milestones.order_by("position")
    with days_ago(21):
        _pay(first, client, card)
    with days_ago(18):
        milestones.submit(first, note="Master pages, and the chapter on bread.", by=freelancer)
    with days_ago(16):
        milestones.release(_fresh(first), by=client, key="sample")
    with days_ago(9):
        _pay(second, client, card)
    with days_ago(2):
        _pay(third, client, card)
    with days_ago(1):
        milestones.submit(_fresh(second), note="All 160 pages are set; questions stand in the margin.", by=freelancer)
        _paid_out(freelancer)
    deal_room.fill(contract, client=client, freelancer=freelancer)
    reconciling.run("stripe", until=clock.now() + timedelta(minutes=1))
    say("a contract between the sample client and the sample freelancer")
    return True


def _is_first() -> bool:
    """Two starts at once: one of them is."""
    _load, is_new = Load.objects.get_or_create(source=SOURCE, defaults={"listings": 1})
    return is_new


def days_ago(days: int) -> AbstractContextManager[None]:
    return clock.as_of(clock.now() - timedelta(days=days))


def _fresh(milestone: Milestone) -> Milestone:
    return Milestone.objects.get(pk=milestone.pk)


def _agreed(client: User, freelancer: User) -> Contract:
    """Posted, answered, accepted and signed by both."""
    with days_ago(25):
        topics = list(Topic.objects.filter(slug__in=["book-design", "editorial-design"]).order_by("pk"))
        terms = Terms(
            title=TITLE, brief=BRIEF, topics=topics or list(Topic.objects.order_by("pk")[:1]), currency="EUR",
            budget_low=140_000, budget_high=160_000, level="expert", closes_at=clock.now() + timedelta(days=14),
            due_on=clock.today() + timedelta(days=60),
        )  # fmt: skip
        job = projects.publish(projects.start(TITLE, by=client), terms, by=client)
        Listing.objects.filter(pk=job.pk).update(is_sample=True)
    with days_ago(23):
        letter = "Two columns, one grid, and recipes that never break over a page. This proposal is a sample."
        offer = Offer(letter=letter, price=Money(1500, "EUR"), days=28, milestones=STEPS)
        proposal = proposals.send(job, offer, by=freelancer)
    with days_ago(22):
        contract = proposals.accept(proposal, revision=proposal.revision, by=client).contract
        version = contract.versions.get()
        for person in (client, freelancer):
            contracts.sign(version, name=person.party.name, read=version.hash, by=person)
    return Contract.objects.get(pk=contract.pk)


def kept_card(client: User) -> SavedMethod:
    """The client keeps a card on the local Stripe's page."""
    setup = methods.send(methods.begin_setup(client.party, by=client, currency="EUR", return_to="/"))
    _post(setup.action_url, card=CARD, email=client.email)
    card = methods.look(MethodSetup.objects.get(pk=setup.pk)).method
    if card is None:
        raise _NoPage(setup.action_url)
    return card


def _opened(freelancer: User) -> PayoutAccount:
    """The freelancer says who they are and names a bank, on its page."""
    account = payout_accounts.begin(freelancer.party, country="DE", by=freelancer)
    here = f"{settings.SITE_URL}/wallet/"
    url = payout_accounts.lead(account, by=freelancer, back_to=here, again_at=here)
    said = {"sort": "individual", "name": freelancer.party.name, "bank": BANK}
    _post(url, **said, papers="fine", terms="yes", act="save")
    return payout_accounts.look(PayoutAccount.objects.get(pk=account.pk))


def _pay(milestone: Milestone, client: User, card: SavedMethod) -> None:
    checkout = checkouts.open([("milestone", milestone.pk)], by=client)
    charges.send(charges.begin(checkout, by=client, method=card))


def _paid_out(freelancer: User) -> None:
    """What has cleared goes to the bank, but for a part that stays to be seen."""
    for waiting in Clearing.objects.filter(payee=freelancer.party):
        clearing.finish(waiting)
    outgoing.send_due()
    payouts.request(freelancer.party, Money(250, "EUR"), by=freelancer, key=SOURCE)
    outgoing.send_due()


def _post(url: str, **form: str) -> None:
    """Send a form of one of the local Stripe's pages, at its own address: the site may not answer yet."""
    there = urlsplit(settings.STRIPE_API_BASE)
    path = urlsplit(url).path.removeprefix("/local-stripe")
    connection = http.client.HTTPConnection(there.hostname or "", there.port, timeout=20)
    try:
        connection.request("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status >= 400:
        raise _NoPage(f"{path}: {status}")
