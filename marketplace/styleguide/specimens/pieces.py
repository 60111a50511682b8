"""What the smaller components take."""

from datetime import timedelta
from typing import Any

from moneyed import Money

from marketplace.kit import clock
from marketplace.styleguide.specimens.people import PEOPLE, party

HERE = "#main"


def sums() -> dict[str, Any]:
    """Amounts, a short account, figures that matter."""
    return {
        "amounts": [Money("18820", "EUR"), Money("1234.5", "GBP"), Money("500", "JPY"), Money("12.345", "KWD")],
        "lines": [("The book and a print", Money(64, "EUR")), ("Shipping", Money(6, "EUR"))],
        "total": Money(70, "EUR"),
        "figures": [
            {"name": "Views, 30 days", "value": "4,812", "change": "up 12 % on the 30 days before", "url": HERE},
            {"name": "Proposals sent", "value": "9", "change": "3 answered"},
            {"name": "Free from", "value": "24 Nov"},
        ],
    }


def choices() -> dict[str, Any]:
    """Tabs, chips, crumbs and the groups of a filter rail."""
    names = (("Book design", 148, True), ("Photobooks", 96, True), ("Illustration", 88, False), ("Type", 41, False))
    heights = (12, 22, 48, 80, 100, 86, 62, 50, 38, 24, 16, 9)
    return {
        "tabs": [
            {"label": "Everything", "url": HERE, "is_current": True, "count": 1386},
            {"label": "Jobs", "url": HERE, "is_current": False, "count": 58},
            {"label": "People", "url": HERE, "is_current": False, "count": 0},
        ],
        "chips": [{"label": "Photobooks", "url": HERE}, {"label": "€200 to €5,000", "url": HERE}],
        "crumbs": [("Jobs", HERE), ("Design", HERE), ("Book design", "")],
        "group": {
            "name": "topic",
            "label": "Topic",
            "is_open": True,
            "options": [{"value": n, "label": n, "count": c, "is_set": s} for n, c, s in names],
            "more_url": HERE,
            "more_label": "14 more topics",
        },
        "range": {
            "name": "price",
            "label": "Price or budget",
            "unit": "€",
            "low": 200,
            "high": 5000,
            "is_open": True,
            "bars": [{"height": height, "is_in": 2 < place < 10} for place, height in enumerate(heights)],
        },
    }


def times() -> dict[str, Any]:
    """Steps that were and will be, and a clock that runs."""
    now = clock.now()
    return {
        "steps": [
            {"sign": "check-circle", "title": "Sent", "at": now - timedelta(days=3), "note": "£600.00 in 14 days"},
            {"sign": "half", "title": "Shortlisted", "at": now - timedelta(hours=5)},
            {"sign": "circle", "title": "Answer", "when": "within 4 days"},
        ],
        "turn": {
            "who": "You",
            "must": "decide",
            "at": now + timedelta(days=9, hours=6),
            "days": 14,
            "gone": 5,
            "ticks": [True] * 5 + [False] * 9,
            "otherwise": "it is released by itself",
        },
        "acts": [
            {"label": "Accept", "url": HERE, "strong": True},
            {"label": "Ask for changes", "url": HERE},
            {"label": "Ask a question", "url": HERE},
        ],
    }


def lists() -> dict[str, Any]:
    """Messages, files, what waits, an index."""
    now, (ada, _ben, cleo, _mo) = clock.now(), everybody()
    return {
        "thread": [
            {"author": ada, "at": now - timedelta(days=1, hours=2), "body": "Which journal of yours is closest?"},
            {"author": cleo, "at": now - timedelta(days=1), "body": "The second one.\nI can send the PDF."},
            {"author": ada, "at": now, "body": "Please do."},
        ],
        "files": [
            {"name": "toolbox-journal-text.docx", "url": HERE, "size": 421_888},
            {"name": "journals-we-like.pdf", "url": HERE, "size": 3_250_585},
        ],
        "items": [
            {
                "sign": "clock",
                "title": "Two proposals to read",
                "note": "Closes in 4 days",
                "url": HERE,
                "act": "Compare",
            },
            {"sign": "edit", "title": "A draft to finish", "note": "Saved 17:20", "url": HERE, "act": "Go on"},
        ],
        "entries": [
            {"label": "Graphic design", "url": HERE, "count": 2695},
            {"label": "Illustration", "url": HERE, "count": 1112},
            {"label": "Photobooks", "url": HERE, "count": 893},
            {"label": "Ceramics", "url": HERE, "count": 96},
        ],
        "spelled": {"label": "photobook", "url": HERE},
        "loosen": [
            {"label": "without “Remote”", "url": HERE, "count": 14},
            {"label": "without “€200 to €5,000”", "url": HERE, "count": 1},
        ],
    }


def tiers() -> dict[str, Any]:
    """A reward, and one of which all are taken."""
    return {
        "tier": {
            "name": "The book",
            "price": Money(38, "EUR"),
            "text": "Hardcover, 208 pages, sewn.",
            "delivery": "June 2027",
            "ships": "Europe and the world",
            "backers": 213,
            "limit": 950,
        },
        "gone": {
            "name": "Patron",
            "price": Money(240, "EUR"),
            "text": "Book, print and contact sheet.",
            "backers": 4,
            "limit": 4,
            "is_gone": True,
        },
    }


def compared() -> dict[str, Any]:
    """Three proposals side by side."""
    _ada, ben, cleo, mo = everybody()
    return {
        "columns": [
            {"party": cleo, "note": "4.9, 186 reviews"},
            {"party": ben, "note": "4.7, 40 reviews"},
            {"party": mo, "note": "No reviews yet"},
        ],
        "rows": [
            {
                "label": "Price",
                "cells": [
                    {"text": "£750", "is_sum": True},
                    {"text": "£690", "is_sum": True, "is_best": "lowest"},
                    {"text": "£900", "is_sum": True},
                ],
            },
            {
                "label": "Delivery",
                "cells": [{"text": "14 days"}, {"text": "20 days"}, {"text": "10 days", "is_best": "soonest"}],
            },
            {
                "label": "First words",
                "cells": [
                    {"text": "I set two journals of this kind last year."},
                    {"text": "Happy to start on Monday."},
                    {"text": "Your grid reminds me of a workbook."},
                ],
            },
        ],
        "column_acts": [{"url": HERE, "label": "Accept"}] * 3,
    }


def everybody() -> list[Any]:
    """The made-up people, in their order."""
    return [party(name) for name in PEOPLE]
