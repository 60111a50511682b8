"""The steps of the editor: what each is called, for which kinds of fundraiser it is there, and how far it is."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fundraising.models import Fundraiser

Kind = Fundraiser.Kind
WITH_REWARDS = frozenset({Kind.REWARD, Kind.PRESALE})
WITH_GOAL = frozenset({Kind.DONATION, Kind.REWARD, Kind.PRESALE})


@dataclass(frozen=True)
class Step:
    """One page of the editor. kinds: of the fundraisers that have it. is_live: it may change after the review."""

    name: str
    label: str | Promise
    kinds: frozenset[str] = WITH_GOAL
    is_live: bool = False
    is_optional: bool = False

    def url(self, fundraiser: Fundraiser) -> str:
        """Its page."""
        return reverse("fundraising:step", args=[fundraiser.listing.slug, self.name])


STEPS = [
    Step("basics", _("Basics")),
    Step("story", _("Story and risks"), is_live=True),
    Step("pictures", _("Pictures"), is_live=True, is_optional=True),
    Step("money", _("Goal and time")),
    Step("rewards", _("Rewards"), WITH_REWARDS, is_live=True),
    Step("stretch", _("Beyond the goal"), WITH_GOAL, is_live=True, is_optional=True),
    Step("budget", _("Budget"), WITH_GOAL),
    Step("plan", _("Plan of payments"), WITH_GOAL),
    Step("team", _("Team"), is_live=True, is_optional=True),
    Step("questions", _("Questions"), is_live=True, is_optional=True),
]
BY_NAME = {step.name: step for step in STEPS}


@dataclass(frozen=True)
class Stop:
    """A step as the rail beside the form shows it. mark: an icon's name. said: the same for who can't see it."""

    label: str
    url: str
    is_here: bool
    mark: str
    said: str


def of(fundraiser: Fundraiser) -> list[Step]:
    """The steps of a fundraiser of this kind, in their order."""
    return [step for step in STEPS if fundraiser.kind in step.kinds]


def rail(fundraiser: Fundraiser, missing: Collection[str], *, at: str) -> list[Stop]:
    """Where one is, what lacks something and what is whole. missing: the names of the steps that lack something."""
    return [_stop(fundraiser, step, step.name in missing, is_here=step.name == at) for step in of(fundraiser)]


def after(fundraiser: Fundraiser, name: str) -> Step | None:
    """The step that follows; none after the last."""
    steps = of(fundraiser)
    place = next((place for place, step in enumerate(steps) if step.name == name), len(steps))
    return steps[place + 1] if place + 1 < len(steps) else None


def _stop(fundraiser: Fundraiser, step: Step, is_missing: bool, *, is_here: bool) -> Stop:
    if not fundraiser.is_in_the_making and not step.is_live:
        mark, said = "lock", _("passed review, stays as it is")
    elif is_missing:
        mark, said = "circle", _("not finished")
    elif step.is_optional:
        mark, said = "plus", _("optional")
    else:
        mark, said = "check-circle", _("done")
    return Stop(str(step.label), step.url(fundraiser), is_here, mark, str(said))
