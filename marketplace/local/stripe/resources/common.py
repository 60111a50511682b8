"""Reading one, listing many, changing a few values: the same for every kind, from the table of kinds."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe.errors import invalid, missing
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.kinds import TABLE, Kind
from marketplace.local.stripe.params import BY_TIME, PAGE, text
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj


def page(call: Call, kind: str, url: str, /, *, of_all: bool = False, **values: Any) -> dict[str, Any]:
    """One page of a list, newest first: of this account's objects, or of everybody's."""
    sent = call.sent
    size = sent.get("limit", 10)
    if not 1 <= size <= 100:
        raise invalid(
            "Invalid integer: limit must be between 1 and 100.", code="parameter_invalid_integer", param="limit"
        )
    after, before = sent.get("starting_after"), sent.get("ending_before")
    for name, reference in (("starting_after", after), ("ending_before", before)):
        if reference and not call.world.store.get(kind, reference):
            raise missing(kind, reference, param=name)
    found = call.world.store.find(
        kind,
        None if of_all else call.account,
        created=sent.get("created"),
        after=after,
        before=before,
        limit=size + 1,
        **values,
    )
    has_more = len(found) > size
    shown = found[1:] if has_more and before else found[:size]
    return listed(url, shown, has_more=has_more)


def change(call: Call, obj: Obj, event: str) -> Obj:
    """Change what was sent; tell of it when something did change."""
    before = edit(obj, call.sent)
    call.world.save(obj)
    if before and event:
        call.world.tell(event, obj, previous=before)
    return obj


def _add(kind: Kind) -> None:
    url = f"/v1/{kind.path}"

    @endpoint("GET", url + "/{id}")
    def retrieve(call: Call) -> Obj:
        return call.get(kind.name)

    if kind.is_listed_plainly:
        by_time = BY_TIME if kind.is_listed_by_time else {}

        @endpoint("GET", url, **PAGE, **by_time, **dict.fromkeys(kind.filters, text))
        def find(call: Call) -> dict[str, Any]:
            return page(call, kind.name, url, **call.picked(*kind.filters))

    if kind.edits:

        @endpoint("POST", url + "/{id}", **kind.edits)
        def update(call: Call) -> Obj:
            return change(call, call.get(kind.name), kind.edited)


def add_all() -> None:
    """The endpoints that every kind has which has a path."""
    for kind in TABLE:
        if kind.path:
            _add(kind)


add_all()
