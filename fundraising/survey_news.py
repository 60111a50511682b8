"""What backers are told of a survey: that there is one, and once more where they have not answered."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fundraising.models import Survey
from social import audiences, behind, kinds, notices
from social.models import Notice

UNANSWERED = "unanswered"

SENTENCES: dict[str, dict[str, Any]] = {
    "survey_sent": {
        "label": _("A maker asks where to send your reward"),
        "icon": "list",
        "sentence": _("%(actor)s asks what it needs to send you your reward from %(title)s."),
        "button": _("Answer"),
        "more": _("Without your answer it cannot be sent."),
    },
    "survey_reminder": {
        "label": _("A maker still waits for your answer"),
        "icon": "list",
        "sentence": _("%(actor)s cannot send your reward from %(title)s before you have answered."),
        "button": _("Answer"),
    },
}


def declare() -> None:
    """Let these notices exist, and those whom they reach."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)
    audiences.declare(UNANSWERED, _unanswered, reason=Notice.Reason.OWN)


def sent(survey: Survey) -> None:
    _announce(survey, "survey_sent", key=str(survey.pk))


def reminded(survey: Survey) -> None:
    _announce(survey, "survey_reminder", key=f"{survey.pk}:{survey.reminders}")


def _announce(survey: Survey, kind: str, *, key: str) -> None:
    """The link leads to the one pledge that the reader has to answer for."""
    listing = survey.fundraiser.listing
    notices.announce(
        kind, key=key, url=reverse("fundraising:my_survey", args=[listing.slug]),
        to=[{"name": UNANSWERED, "survey": str(survey.pk)}], actor=listing.owner, listing=listing,
    )  # fmt: skip


def _unanswered(*, survey: str) -> "QuerySet[Any, UUID]":
    return behind.people_of(Survey.objects.get(pk=survey).unanswered().values("backer"))
