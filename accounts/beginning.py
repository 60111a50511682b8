"""The list of first steps on the home page: what is worth doing next, until all is done or it is put away."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts import completeness, ports
from accounts.models import Party, Profile, User
from marketplace.kit import clock
from marketplace.kit.panels import Panel

SHOWN = 5


@transaction.atomic
def put_away(*, by: User) -> None:
    """Show the list no more. Twice is as good as once."""
    Profile.objects.filter(party__user=by, steps_closed_at__isnull=True).update(steps_closed_at=clock.now())


def first_steps(request: HttpRequest, party: Party) -> Panel | None:
    """What is next for the part that the person plays, then what their page still lacks."""
    profile = Profile.objects.with_page().filter(party=party, steps_closed_at__isnull=True).first()
    if profile is None or not isinstance(request.user, User):
        return None
    profile.party = party  # the viewer's own, whose roles are known
    meter = completeness.of(profile)
    begun = [step for step in ports.first_steps.of(request.user) if not step.is_done]
    steps = [*begun, *meter.missing][:SHOWN]
    context: dict[str, Any] = {"steps": steps, "meter": meter}
    return ("accounts/people/_first_steps.html", context) if steps else None
