"""Endorsing a skill: by somebody who worked with the person, once a skill, taken back whenever they like."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people, person_news, ports
from accounts.models import Endorsement, Party, Profile, ProfileSkill, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Topic


@transaction.atomic
def endorse(profile: Profile, topic: Topic, *, by: User) -> Endorsement:
    """Say that the person has this skill. Saying it twice changes nothing.

    Raises NotAllowed for oneself and for who has not worked with them, Refused for a skill they do not name.
    """
    held = ProfileSkill.objects.select_for_update(of=("self",)).filter(profile=profile, topic=topic).first()
    permit(profile, by=by)
    if held is None:
        raise Refused(_("%(name)s does not name this skill any more.") % {"name": profile.party.name})
    endorsement, is_new = Endorsement.objects.get_or_create(profile=profile, topic=topic, by=by.party)
    if is_new:
        person_news.skill_endorsed(endorsement)
        people.page_changed()
    return endorsement


@transaction.atomic
def withdraw(profile: Profile, topic: Topic, *, by: User) -> None:
    """Take it back. Without an endorsement nothing happens."""
    Endorsement.objects.filter(profile=profile, topic=topic, by=by.party).delete()
    people.page_changed()


def permit(profile: Profile, *, by: User) -> None:
    """Let only those go on who worked with the person. Raises NotAllowed."""
    if profile.party_id == by.party.pk:
        raise NotAllowed(_("Nobody can do this for themselves."))
    is_known = ports.worked_together.ask(by.party, profile.party)
    if not is_known or not ports.may_meet.ask(by.party, profile.party):
        raise NotAllowed(_("Only people who have worked together here can do this."))


def of_page(profile: Profile) -> dict[int, list[Party]]:
    """Who endorsed which skill, by the topic's id, the first ones first."""
    found: dict[int, list[Party]] = defaultdict(list)
    for one in profile.endorsements.held().select_related("by__profile__listing"):
        found[one.topic_id].append(one.by)
    return found
