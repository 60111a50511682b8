"""A board as Trello writes it out, made up for the tests: the shape is Trello's, the words are ours."""

import json
from typing import Any


def board(**changes: Any) -> dict[str, Any]:
    """Three lists, one of them closed; three cards with all that a card can have."""
    whole = {
        "id": "b1",
        "name": "A field guide",
        "lists": [
            {"id": "l2", "name": "Set", "pos": 200, "closed": False},
            {"id": "l1", "name": "To do", "pos": 100, "closed": False},
            {"id": "l3", "name": "Done", "pos": 300, "closed": False},
        ],
        "labels": [
            {"id": "y1", "name": "Print", "color": "green"},
            {"id": "y2", "name": "", "color": "red_dark"},
        ],
        "cards": [
            {
                "id": "c2", "name": "Set the plates", "desc": "All **eight**.", "idList": "l2", "pos": 2,
                "closed": False,
                "due": "2026-12-04T11:00:00.000Z", "idLabels": ["y1", "y2"], "idMembers": ["m1"],
                "attachments": [{"id": "a1"}, {"id": "a2"}], "customFieldItems": [{"id": "v1"}],
            },
            {"id": "c1", "name": "Write the preface", "desc": "", "idList": "l1", "pos": 1, "due": None},
            {"id": "c3", "name": "Old cover", "desc": "", "idList": "l1", "pos": 3, "closed": True},
        ],
        "checklists": [
            {
                "id": "k1", "idCard": "c2", "name": "Plates",
                "checkItems": [
                    {"id": "i2", "name": "Fern", "state": "incomplete", "pos": 2},
                    {"id": "i1", "name": "Moss", "state": "complete", "pos": 1},
                ],
            },
        ],
        "actions": [
            {
                "id": "x1", "type": "commentCard", "date": "2026-10-02T09:00:00.000Z",
                "data": {"card": {"id": "c2"}, "text": "The fern is upside down."},
                "memberCreator": {"fullName": "Robin Vale"},
            },
            {"id": "x2", "type": "updateCard", "date": "2026-10-01T09:00:00.000Z", "data": {}},
        ],
    }  # fmt: skip
    return {**whole, **changes}


def content(**changes: Any) -> bytes:
    """The same as a file."""
    return json.dumps(board(**changes)).encode()
