"""What a person's page says besides its text: skills and who endorses them, weeks, certifications, recommendations.

Everything here asks first whether the reader may see the part (`Profile.parts_for`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from accounts import availability, completeness, endorsements, ports
from accounts.models import Part, Party, Profile, User
from marketplace.catalog.models import Topic
from marketplace.kit import clock, regions

WEEKS = 8


@dataclass(frozen=True)
class Skill:
    """A skill as the page prints it. is_endorsed: by the reader."""

    topic: Topic
    level: str
    endorsers: list[Party] = field(default_factory=list)
    is_endorsed: bool = False


def of_page(profile: Profile, *, parts: Collection[str], viewer: Any) -> dict[str, Any]:
    """What the template shows of it. parts: those that the viewer may see."""
    is_own = viewer.is_authenticated and profile.party.user_id == viewer.pk
    shown = {
        "skills": _skills(profile, parts, viewer),
        "languages": _languages(profile) if Part.LANGUAGES in parts else [],
        "links": profile.links if Part.LINKS in parts else [],
        "interests": list(profile.interests.all()) if Part.INTERESTS in parts else [],
        "weeks": _weeks(profile) if Part.AVAILABILITY in parts else [],
        "certifications": list(profile.certifications.all()) if Part.CERTIFICATIONS in parts else [],
    }
    return {
        **shown,
        "has_aside": any(shown.values()),
        "recommendations": _recommendations(profile) if Part.RECOMMENDATIONS in parts else [],
        "may_endorse": _may_endorse(profile, viewer),
        "is_own": is_own,
        "meter": completeness.of(profile) if is_own else None,
    }


def _skills(profile: Profile, parts: Collection[str], viewer: Any) -> list[Skill]:
    given = endorsements.of_page(profile)
    mine = viewer.party.pk if isinstance(viewer, User) and hasattr(viewer, "party") else None
    shows = Part.RECOMMENDATIONS in parts
    return [
        Skill(
            held.topic,
            held.get_level_display(),
            given.get(held.topic_id, []) if shows else [],
            mine in {party.pk for party in given.get(held.topic_id, [])},
        )
        for held in profile.profile_skills.all()
    ]


def _languages(profile: Profile) -> list[tuple[str, str]]:
    names = dict(Profile.Fluency.choices)
    return [(regions.language_name(code), str(names.get(profile.fluency.get(code), ""))) for code in profile.languages]


def _weeks(profile: Profile) -> list[availability.Week]:
    """The next ones, for somebody who said how many hours they have."""
    if profile.hours_a_week is None or profile.party.user_id is None:
        return []
    return availability.weeks_of(profile, first=clock.today(), count=WEEKS)


def _recommendations(profile: Profile) -> list[Any]:
    return list(profile.recommendations.shown().with_sides().order_by("-written_at"))


def _may_endorse(profile: Profile, viewer: Any) -> bool:
    if not isinstance(viewer, User) or not hasattr(viewer, "party") or profile.party.user_id in (None, viewer.pk):
        return False
    return ports.worked_together.ask(viewer.party, profile.party)
