"""What came of a fundraiser since somebody backed it: the newest update, and the steps of its plan."""

from typing import Any

from fundraising import plans
from fundraising.models import Pledge


def of(pledge: Pledge, user: Any) -> dict[str, Any]:
    """For the page of a pledge. update: the newest that its backer may read, or None. steps: once it is decided."""
    fundraiser = pledge.fundraiser
    told = fundraiser.updates.published().readable_by(user).order_by("-published_at", "-pk")
    return {"update": told.first(), "steps": [step for step in plans.steps(fundraiser) if step.url]}
