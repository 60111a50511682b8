"""A fundraiser as its maker writes it, step by step, through our own acts and forms."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from fundraising import launching, making, rewards
from fundraising.forms.editor import FORMS
from fundraising.models import Fundraiser, Reward
from fundraising.rewards import Terms
from marketplace.kit import clock
from tests import cast

TITLE = "Daily bread: stories from village ovens"
STORY = " ".join(["Sixty-one ovens that a village shares, photographed over ten years of road trips."] * 4)


def started(by: User, *, title: str = TITLE, kind: str = "reward") -> Fundraiser:
    """A draft with nothing but its name."""
    return making.start(title, kind=kind, owner=by.party, by=by)


def data(step: str, **changes: Any) -> dict[str, Any]:
    """The form of a step as a browser sends it, complete and right."""
    later = (clock.today() + timedelta(days=60)).isoformat()
    forms: dict[str, dict[str, Any]] = {
        "basics": {
            "kind": "reward",
            "title": TITLE,
            "summary": "Ten years of road trips to the last communal ovens, in one sewn book.",
            "field": "book-design",
            "language": "en",
            "country": "PT",
            "place": "Lisbon",
        },
        "story": {"story": STORY, "risks": "Paper prices move. The offer of the printer is fixed until December."},
        "money": {
            "settlement": "all_or_nothing",
            "currency": "EUR",
            "goal": "21000",
            "days": "30",
        },
        "stretch": {**count("stretch", 1), "stretch-0-threshold": "25000", "stretch-0-text": "A cloth cover"},
        "budget": {
            **count("budget", 2),
            "budget-0-label": "Printing and sewing",
            "budget-0-amount": "15000",
            "budget-1-label": "Shipping",
            "budget-1-amount": "6000",
        },
        "plan": {
            **count("plan", 2),
            "plan-0-name": "Paper bought",
            "plan-0-amount": "6000",
            "plan-0-due_on": later,
            "plan-0-proof": "Invoice of the merchant",
            "plan-1-name": "Books shipped",
            "plan-1-amount": "15000",
            "plan-1-due_on": later,
            "plan-1-proof": "Tracking numbers",
        },
        "questions": {
            **count("question", 1),
            "question-0-question": "Can I change my pledge?",
            "question-0-answer": "Until the end.",
        },
        "reward": {
            **count("rate", 2),
            "name": "The book",
            "contents": "Hardcover, 208 pages.",
            "price": "38",
            "left": "950",
            "per_person": "2",
            "delivers_on": (clock.today() + timedelta(days=200)).isoformat(),
            "ships": "world",
            "rate-0-country": "DE",
            "rate-0-cost": "6",
            "rate-1-country": "ZZ",
            "rate-1-cost": "14",
        },
    }
    return {**forms[step], **changes}


def count(prefix: str, total: int) -> dict[str, str]:
    """What a browser sends of how many rows there are."""
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": "0"}


def written(fundraiser: Fundraiser, step: str, by: User, **changes: Any) -> Fundraiser:
    """The step filled in and saved."""
    form = FORMS[step](data(step, **changes), fundraiser=fundraiser)
    assert form.is_valid(), form.problems()
    return making.change(fundraiser, step, form.said(), by=by)


def terms(**changes: Any) -> Terms:
    """A book for 38.00, of which there are 950."""
    said: dict[str, Any] = {
        "name": "The book",
        "contents": "Hardcover, 208 pages.",
        "price_minor": 3800,
        "delivers_on": clock.today() + timedelta(days=200),
        "ships": Reward.Ships.WORLD,
        "per_person": 2,
        "left": 950,
        "rates": {"DE": 600, "": 1400},
    }
    return Terms(**{**said, **changes})


def whole(by: User, **changes: Any) -> Fundraiser:
    """A draft that lacks nothing. Needs the topics."""
    draft = started(by)
    for step in ("basics", "story", "money", "budget", "plan"):
        draft = written(draft, step, by, **changes.get(step, {}))
    rewards.offer(draft, terms(), by=by)
    return Fundraiser.objects.with_face().get(pk=draft.pk)


def passed(by: User, reviewer: User, **changes: Any) -> Fundraiser:
    """One that has passed review and can be seen; it has not opened."""
    draft = launching.hand_in(whole(by, **changes), by=by)
    return launching.pass_review(draft, by=cast.in_group(reviewer, "reviewer"))


def picture(width: int = 1500, height: int = 1000) -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "tan").save(kept, "JPEG")
    return SimpleUploadedFile("bread.jpg", kept.getvalue(), content_type="image/jpeg")
