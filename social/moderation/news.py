"""What is told: to who reported that it is decided, to whom it concerns what and why."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from social import kinds, notices
from social.families import Family
from social.models import Appeal, Decision, Report


def declare() -> None:
    """Let these notices exist. What concerns one's own account cannot be switched off."""
    kinds.declare(
        "report_decided", family=Family.PEOPLE, icon="scale", label=_("Something you reported was decided"),
        sentence=_("We have decided about %(thing)s, which you reported."), button=_("Read the outcome"),
        mail="now",
    )  # fmt: skip
    kinds.declare(
        "decided_about_you", family=Family.SECURITY, icon="scale", label=_("A decision about you or a page of yours"),
        sentence=_("We have made a decision about %(thing)s."), button=_("Read it, with the reasons"),
        more=_("You can appeal once. Somebody who had no part in the decision answers."),
    )  # fmt: skip
    kinds.declare(
        "appeal_answered", family=Family.SECURITY, icon="scale", label=_("Your appeal was answered"),
        sentence=_("Your appeal about %(thing)s was answered."), button=_("Read the answer"),
    )  # fmt: skip


def report_decided(report: Report) -> None:
    """Tell who reported, if they are still here."""
    if report.reporter:
        notices.tell(
            [report.reporter], "report_decided", key=report.pk, url=reverse("social:my_reports"),
            thing=report.thing,
        )  # fmt: skip


def decided(decision: Decision) -> None:
    """Tell whoever acts for the owner."""
    notices.tell_party(
        decision.party, "decided_about_you", key=decision.pk, url=reverse("social:standing"), thing=decision.thing
    )


def appeal_answered(appeal: Appeal) -> None:
    """Tell whoever acts for whom it concerns."""
    decision = appeal.decision
    notices.tell_party(
        decision.party, "appeal_answered", key=appeal.pk, url=reverse("social:standing"), thing=decision.thing
    )
