"""Every address of a working life with real ids: strangers find nothing, nonsense breaks nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from projects.models import Dispute, Milestone
from tests.payments.books import assert_books_balance
from tests.projects import working_life
from tests.test_urlconf import ALL, Place

pytestmark = pytest.mark.django_db
FLOORS = ("projects:", "social:")
OPEN_TO_ALL = {"projects:proof", "projects:check_proof"}  # a proof may be checked by whoever has its address
LONG = "\ud7ff" * 3_000
NONSENSE = {
    "body": "a\0b", "why": "\0" * 40, "amount": "1e999999", "price": "9" * 400, "share": "part", "note": LONG,
    "title": LONG, "text": LONG, "name": "\0", "day": "0001-01-01", "start": "25:99", "end": "-1", "length": "9" * 60,
    "minutes": "9" * 40, "until": "9999-12-31", "to": "x", "before": "\0", "seen": "9" * 30, "answering": "\0",
    "entries": ["x", "\0"], "about": ["\0"], "links": "javascript:alert(1)", "quality": "9", "key": "\0" * 99,
    "card": "\0", "number": "9" * 30, "kind": "\0", "tone": LONG, "limit": "-1", "other": "\0", "assignee": "\0",
    "milestone": "\0", "party": "\0", "next": "//evil.example", "revision": "9" * 30, "pulse": "9" * 30,
    "category": "\0", "letter": LONG, "days": "9" * 20, "steps": "9" * 30, "answer": "\0", "changes": "\0",
}  # fmt: skip
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
FILES = ("file", "evidence", "attached", "receipt", "brought", "files")


@pytest.fixture
def things(ada, cleo, topics, clock):
    return working_life.of(ada, cleo, clock)


def addresses(things: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Each address of the two floors that takes an id, with that of the thing that it is about."""
    for place in ALL:
        if not place.name.startswith(FLOORS) or "<" not in place.route or place.name in OPEN_TO_ALL:
            continue
        first = place.route.split("<")[0].strip("/")
        thing = things["hourly"] if first == "contracts" and "/hours/" in place.route else things.get(first)
        if thing is not None:
            key = thing.listing.slug if first == "jobs" else str(thing.pk)
            route = re.sub(r"<slug:slug>|<uuid:pk>", key, place.route, count=1)
            yield place, "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<uuid:\w+>", key, route))


def sent(browser: Client, address: str) -> int:
    """The answer to nonsense in every field and a script where a file should be."""
    files = {name: SimpleUploadedFile("../../etc/passwd.svg", SVG, "image/png") for name in FILES}
    return browser.post(address, {**NONSENSE, **files}).status_code


def test_they_are_nearly_all_of_them(things):
    assert len({place.name for place, _address in addresses(things)}) > 130


def test_a_stranger_finds_nothing_of_it(eve: User, things, client_of):
    browser, found = client_of(eve), []
    for place, address in addresses(things):
        if place.name.startswith("projects:project") or address.startswith("/jobs/"):
            continue  # an open job is for everybody, and its own acts refuse in words
        codes = (browser.get(address).status_code, browser.post(address, {}).status_code)
        if set(codes) - {404, 405}:
            found.append((place.name, codes))
    assert found == []


@pytest.mark.parametrize("who", ["ada", "cleo", "eve"])
def test_nonsense_is_refused_and_breaks_nothing(request, who: str, things, client_of):
    browser = client_of(request.getfixturevalue(who))
    browser.raise_request_exception = False
    broken = [(place.name, code) for place, address in addresses(things) if (code := sent(browser, address)) >= 500]
    assert broken == []
    assert_books_balance()


def test_the_wrong_side_moves_no_money(ada: User, cleo: User, things, client_of):
    before = list(Milestone.objects.order_by("pk").values_list("pk", "status"))
    for name in ("submission", "start", "refund"):
        client_of(ada).post(f"/milestones/{things['milestones'].pk}/{name}/", {"note": "Mine", "why": "Because"})
    for name in ("release", "changes", "refund-request", "payment"):
        client_of(cleo).post(
            f"/milestones/{things['milestones'].pk}/{name}/", {"amount": "1", "changes": "More of it."}
        )
    client_of(cleo).post(f"/weeks/{things['weeks'].pk}/approval/")
    client_of(ada).post(f"/hours-questions/{things['hours-questions'].pk}/answer/", {"answer": "No", "minutes": "1"})
    client_of(ada).post(f"/dispute-offers/{things['dispute-offers'].pk}/acceptance/")
    assert list(Milestone.objects.order_by("pk").values_list("pk", "status")) == before
    assert Dispute.objects.get().status == "open"
    assert_books_balance()
