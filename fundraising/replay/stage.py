"""Where it is played: a database and a local Stripe that are thrown away, and the people who take part."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from accounts import people
from accounts.models import Role, User
from marketplace.catalog.models import Topic
from marketplace.local.stripe.doors import Doors
from marketplace.local.stripe.running import Running
from payments import methods
from payments.models import RuleSet, SavedMethod

KEY = "sk_test_local_of_replays"
FIRST_DAY = date(2009, 1, 1)
BACKERS, MAKERS = 30, 5
GOOD = "4242424242424242"


@dataclass(frozen=True)
class Stage:
    """Everybody and everything that a replay needs. cards: of each backer, the one that is charged."""

    stripe: Running | None
    makers: list[User]
    backers: list[User]
    cards: dict[Any, SavedMethod]
    reviewer: User
    topic: Topic

    def charges(self) -> int:
        """How many charges the local Stripe has made; none are known of one that runs elsewhere."""
        if self.stripe is None:
            return 0
        with self.stripe.world.turn():
            return len(self.stripe.world.store.find("charge"))


@contextmanager
def theatre() -> Iterator[None]:
    """An empty database with our standard rules, as of long ago, of which each `stage` is a copy."""
    name = settings.DATABASES["default"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"replay_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        begin_the_rules_earlier()
        connection.close()
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def stage(number: int) -> Iterator[Stage]:
    """A copy of the theatre's database, and a local Stripe without rate limits. In a process of its own."""
    whole = connection.settings_dict["NAME"]
    connection.creation.clone_test_db(suffix=str(number), autoclobber=True, verbosity=0)
    connection.settings_dict["NAME"] = f"{whole}_{number}"
    running = Running(
        path=":memory:", port=0, key=KEY, site=Doors("http://site/", "whsec_a", "http://site/", "whsec_b")
    )
    running.start(delivers=False)
    try:
        with override_settings(STRIPE_SECRET_KEY=KEY, STRIPE_API_BASE=running.address, MONEY_IS_REAL=False):
            _let_nobody_listen()
            yield people_of(running)
    finally:
        running.stop()
        connection.close()
        connection.settings_dict["NAME"] = whole
        connection.creation.destroy_test_db(suffix=str(number), keepdb=False, verbosity=0)


def _let_nobody_listen() -> None:
    """No worker is woken, no page is open, and no plug is pulled: the replay does the workers' work itself."""
    connection.on_commit = lambda *_act, **_how: None  # type: ignore[method-assign]
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def begin_the_rules_earlier() -> None:
    """Our price list and clocks hold from 2026; here they hold from the first campaign on. Its own are left alone."""
    for rule in RuleSet.objects.filter(valid_from__gt=FIRST_DAY):
        is_covered = RuleSet.objects.filter(kind=rule.kind, jurisdiction=rule.jurisdiction, valid_from__lte=FIRST_DAY)
        if not is_covered.exists():
            RuleSet.objects.create(
                kind=rule.kind, jurisdiction=rule.jurisdiction, value=rule.value, valid_from=FIRST_DAY,
                valid_to=rule.valid_from, source=f"For a replay, as from {rule.valid_from}: {rule.source}"[:300],
            )  # fmt: skip


def people_of(running: Running | None) -> Stage:
    """Makers, backers with a kept card each, and somebody who reviews."""
    topic = Topic.objects.create(slug="replayed", name="Replayed", kind=Topic.Kind.FIELD)
    topic.lineage = [topic.pk]
    topic.save(update_fields=["lineage"])
    makers = [_person(f"maker{number}") for number in range(MAKERS)]
    backers = [_person(f"backer{number}") for number in range(BACKERS)]
    cards = {backer.pk: _card(backer) for backer in backers}
    reviewer = _person("reviewer")
    reviewer.is_staff = reviewer.is_superuser = True
    reviewer.save(update_fields=["is_staff", "is_superuser"])
    return Stage(running, makers, backers, cards, reviewer, topic)


def _person(name: str) -> User:
    user: User = User.objects.create_user(f"{name}@replay.invalid", None)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    people.join(user, name=name.title(), kinds=[Role.Kind.INVESTOR])
    return user


def _card(backer: User) -> SavedMethod:
    setup = methods.send(methods.begin_setup(backer.party, by=backer, currency="EUR", return_to="/"))
    _fill_in(setup.action_url)
    method = methods.look(setup).method
    if method is None:
        raise RuntimeError("The local Stripe keeps no card.")
    return method


def _fill_in(url: str) -> None:
    """What a payer does on the hosted page."""
    parts = urlsplit(url)
    asked = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    form = urlencode({"card": GOOD, "email": "payer@replay.invalid"})
    asked.request("POST", parts.path, form, {"Content-Type": "application/x-www-form-urlencoded"})
    asked.getresponse().read()
    asked.close()
