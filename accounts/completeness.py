"""How complete a page is: named steps, each with its weight and the place where it is done. Its owner alone sees it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile, Role
from accounts.ports import Step

FEWEST_SKILLS = 3


@dataclass(frozen=True)
class Meter:
    """All steps of one page."""

    steps: list[Step]

    @property
    def permille(self) -> int:
        """What is done, in thousandths of the weights of this person's steps."""
        whole = sum(step.weight for step in self.steps)
        return 1000 * sum(step.weight for step in self.steps if step.is_done) // whole

    @property
    def percent(self) -> int:
        """The same in hundredths, rounded down: 100 means that every step is done."""
        return self.permille // 10

    @property
    def missing(self) -> list[Step]:
        """What is still to do, the weightiest first."""
        return sorted((step for step in self.steps if not step.is_done), key=lambda step: -step.weight)


def of(profile: Profile) -> Meter:
    """The steps of this page. Those about offering work are asked of freelancers only."""
    user = profile.party.user
    offers = user is None or user.plays(Role.Kind.FREELANCER)
    return Meter([*_who(profile), *(_offer(profile) if offers else []), *_reach(profile)])


def _who(profile: Profile) -> list[Step]:
    return [
        _on_page(_("Add a photo"), "photo-heading", bool(profile.party.photo), 10),
        _on_page(_("Say in one line what you do"), "id_headline", bool(profile.headline), 10),
        _on_page(_("Write about yourself"), "id_bio", bool(profile.bio.strip()), 15),
        _on_page(_("Say where you are"), "id_city", bool(profile.country and profile.timezone), 5),
        _on_page(_("Name your languages, and how well you speak them"), "id_language_0", _speaks(profile), 5),
    ]


def _offer(profile: Profile) -> list[Step]:
    held = list(profile.profile_skills.all())
    skills, availability = reverse("accounts:settings_skills"), reverse("accounts:settings_availability")
    has_levels = bool(held) and all(skill.level for skill in held)
    return [
        Step(_("Name at least three skills"), skills, len(held) >= FEWEST_SKILLS, 15),
        Step(_("Say how well you have each skill"), skills, has_levels, 5),
        _on_page(_("Give a rate for an hour"), "id_rate", profile.rate_minor is not None, 10),
        Step(_("Say how many hours a week you are free"), availability, profile.hours_a_week is not None, 10),
    ]


def _reach(profile: Profile) -> list[Step]:
    interests = profile.interests.exists()
    return [
        _on_page(_("Link to your pages elsewhere"), "id_links", bool(profile.links), 5),
        _on_page(_("Choose topics that interest you"), "id_interests", interests, 5),
        _on_page(_("Show your page to everybody"), "shown", profile.listing.is_live, 5),
    ]


def _on_page(title: str, anchor: str, is_done: bool, weight: int) -> Step:
    return Step(title, f"{reverse('accounts:settings_profile')}#{anchor}", is_done, weight)


def _speaks(profile: Profile) -> bool:
    return bool(profile.languages) and all(code in profile.fluency for code in profile.languages)
