"""What backers are told of a survey: that there is one, and once more where they have not answered."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fundraising.models import Pledge, Survey
from marketplace.kit import clock
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
    "survey_last_call": {
        "label": _("A maker waits for your answer no longer"),
        "icon": "list",
        "sentence": _("%(actor)s waits for your answer about your reward from %(title)s until %(until)s."),
        "button": _("Answer"),
        "more": _(
            "Then it goes on without it: what needs no address is sent as the maker thinks best, and what does "
            "lies there until you answer."
        ),
    },
    "survey_ended": {
        "label": _("Rewards of your fundraiser that nobody claims"),
        "icon": "list",
        "sentence": lambda n: ngettext(
            "%(n)s reward of %(title)s has no address: its backer was asked three times and did not answer.",
            "%(n)s rewards of %(title)s have no address: their backers were asked three times and did not answer.",
            n,
        ),
        "button": _("See whose"),
        "more": _("Your fundraiser does not wait for them any more. Who answers later is still sent theirs."),
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


def sent_to(survey: Survey, pledges: Iterable[Pledge]) -> None:
    """Tell those who paid after it was sent."""
    listing = survey.fundraiser.listing
    for pledge in pledges:
        url = reverse("fundraising:reply", args=[pledge.pk])
        key = f"{survey.pk}:{pledge.pk}"
        notices.tell_party(pledge.backer, "survey_sent", key=key, url=url, actor=listing.owner, listing=listing)


def last_call(survey: Survey) -> None:
    assert survey.answers_by
    _announce(survey, "survey_last_call", key=str(survey.pk), until={"at": survey.answers_by.isoformat()})


def ended(survey: Survey, *, left: int) -> None:
    """Tell the maker how many parcels wait on, and keep nobody waiting."""
    listing = survey.fundraiser.listing
    url = reverse("fundraising:survey_replies", args=[listing.slug]) + "?who=open"
    key = f"{survey.pk}:{clock.today()}"
    notices.tell_party(listing.owner, "survey_ended", key=key, url=url, listing=listing, n=str(left))


def _announce(survey: Survey, kind: str, *, key: str, **facts: Any) -> None:
    """The link leads to the one pledge that the reader has to answer for."""
    listing = survey.fundraiser.listing
    notices.announce(
        kind, key=key, url=reverse("fundraising:my_survey", args=[listing.slug]),
        to=[{"name": UNANSWERED, "survey": str(survey.pk)}], actor=listing.owner, listing=listing,
        **facts,
    )  # fmt: skip


def _unanswered(*, survey: str) -> "QuerySet[Any, UUID]":
    return behind.people_of(Survey.objects.get(pk=survey).unanswered().values("backer"))
