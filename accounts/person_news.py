"""What people are told about their own page, and in which words. Told through the port `telling`."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Certification, Endorsement, Party, Recommendation

SENTENCES: dict[str, dict[str, Any]] = {
    "skill_endorsed": {
        "icon": "check-circle",
        "label": _("Endorsements of your skills"),
        "sentence": _("%(actor)s endorsed your skill %(skill)s."),
        "button": _("See your page"),
        "is_mailed": False,
    },
    "recommendation_asked": {
        "icon": "edit",
        "label": _("Requests for a recommendation"),
        "mail": "now",
        "sentence": _("%(actor)s asks you for a recommendation."),
        "button": _("Answer"),
    },
    "recommendation_written": {
        "icon": "mail",
        "label": _("Recommendations of you"),
        "mail": "now",
        "sentence": _("%(actor)s wrote a recommendation of you. It shows once you accept it."),
        "button": _("Read it"),
    },
    "recommendation_accepted": {
        "icon": "check-circle",
        "label": _("Answers to your recommendations"),
        "sentence": _("%(actor)s shows your recommendation."),
        "button": _("Look at it"),
        "is_mailed": False,
    },
    "certification_verified": {
        "mail": "now",
        "icon": "check-circle",
        "label": _("Certifications that are verified"),
        "sentence": _("Your certification %(name)s is verified."),
        "button": _("See your page"),
    },
    "certification_rejected": {
        "mail": "now",
        "icon": "warn",
        "label": _("Certifications that are not accepted"),
        "sentence": _("Your certification %(name)s was not accepted: %(why)s"),
        "button": _("Send another document"),
    },
    "certification_runs_out": {
        "mail": "now",
        "icon": "clock",
        "label": _("Certifications that run out"),
        "sentence": _("Your certification %(name)s runs out on %(day)s."),
        "button": _("Look at it"),
    },
}


def declare() -> None:
    """Let the notices about people's pages exist."""
    for name, words in SENTENCES.items():
        ports.telling.declare(name, family="people", **words)


def skill_endorsed(endorsement: Endorsement) -> None:
    """Once for each skill and person, however often it is taken back and given again."""
    party = endorsement.profile.party
    key = f"{endorsement.profile_id}:{endorsement.topic_id}:{endorsement.by_id}"
    _tell(
        party, "skill_endorsed", key=key, url=party.get_absolute_url(), actor=endorsement.by,
        skill=endorsement.topic.name,
    )  # fmt: skip


def recommendation_asked(recommendation: Recommendation) -> None:
    url = reverse("accounts:recommendation", args=[recommendation.pk])
    actor = recommendation.profile.party
    _tell(recommendation.writer, "recommendation_asked", key=recommendation.pk, url=url, actor=actor)


def recommendation_written(recommendation: Recommendation) -> None:
    """Again whenever the text is another."""
    key = f"{recommendation.pk}:{recommendation.written_at:%Y%m%d%H%M%S}"
    url = reverse("accounts:settings_recommendations")
    _tell(recommendation.profile.party, "recommendation_written", key=key, url=url, actor=recommendation.writer)


def recommendation_accepted(recommendation: Recommendation) -> None:
    party = recommendation.profile.party
    key = f"{recommendation.pk}:{recommendation.written_at:%Y%m%d%H%M%S}"
    _tell(recommendation.writer, "recommendation_accepted", key=key, url=party.get_absolute_url(), actor=party)


def certification_judged(certification: Certification) -> None:
    is_good = certification.status == Certification.Status.VERIFIED
    kind = "certification_verified" if is_good else "certification_rejected"
    _about(certification, kind, moment=f"{certification.reviewed_at:%Y%m%d%H%M%S}", why=certification.why_not)


def certification_runs_out(certification: Certification, last: date) -> None:
    """The day stands in the sentence as its reader writes days."""
    user = certification.profile.party.user
    with translation.override((user and user.language) or settings.LANGUAGE_CODE):
        day = formats.date_format(last, "DATE_FORMAT")
    _about(certification, "certification_runs_out", moment=str(last), day=day)


def _about(certification: Certification, kind: str, *, moment: str, **facts: str) -> None:
    url = reverse("accounts:settings_certifications")
    key = f"{certification.pk}:{moment}"
    _tell(certification.profile.party, kind, key=key, url=url, name=certification.name, **facts)


def _tell(party: Party, kind: str, **notice: Any) -> None:
    if party.user:
        ports.telling.tell([party.user], kind, **notice)
