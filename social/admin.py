"""Reports, decisions and appeals at the desk of moderators."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import Act, DeskAdmin, Queue
from social.models import Appeal, Decision, Message, Report
from social.moderation import appeals, decisions, reports
from social.moderation.forms import AnswerForm, ClaimForm, StatementForm, SuspendForm

BEFORE = 5  # messages beside the one that was reported


def _is_waiting(row: Report | Appeal) -> bool:
    return row.status == "waiting"


def _is_claimed(report: Report) -> bool:
    return report.status == Report.Status.CLAIMED


def _said(message: Message) -> list[Message]:
    """The reported message and a few before it, oldest first: what its reporter was told that staff read."""
    rows = message.thread.messages.filter(number__lte=message.number, note="").with_all().order_by("-number")
    return list(rows[: BEFORE + 1])[::-1]


def _has_sign_in(report: Report) -> bool:
    return _is_claimed(report) and report.listing.owner.user_id is not None


deciding = partial(Act, on_many=False, when=_is_claimed)


@admin.register(Report)
class ReportAdmin(DeskAdmin):
    """What people say breaks the rules: claim one, look, decide. All reports of a thing are decided at once."""

    list_display = ["listing", "category", "status", "claimed_by", "created_at"]
    list_filter = ["status", "category", "listing__kind"]
    list_select_related = ["listing", "claimed_by"]
    search_fields = ["listing__title", "listing__owner__name", "text"]
    ordering = ["created_at"]
    fields = ["context", "category", "text", "status", "claimed_by", "reporter", "decision", "created_at"]
    readonly_fields = fields
    queue = Queue(_("Reports to decide"), Report.objects.waiting, "status__in=waiting,claimed")
    acts = [
        Act(
            "claim", _("Claim"), reports.claim, form=ClaimForm, when=_is_waiting,
            consequence=_("The others see that you look into it."),
        ),
        Act(
            "release", _("Put back"), reports.release, form=ClaimForm, when=_is_claimed,
            consequence=_("Somebody else can look into it."),
        ),
        deciding(
            "dismiss", _("Dismiss"), decisions.dismiss,
            consequence=_("Who reported is told that no rule was broken. The owner never hears of it."),
        ),
        deciding(
            "warn", _("Warn the owner"), decisions.warn, form=StatementForm,
            consequence=_("The owner reads your statement. It counts as a strike for a year; they can appeal."),
        ),
        deciding(
            "withdraw", _("Take out of sight"), decisions.withdraw, form=StatementForm, is_grave=True,
            consequence=_(
                "Nobody finds the page, whatever its owner does; a review leaves your statement in its place, and "
                "nobody reads a message or comment any more. Deals go on; they can appeal."
            ),
        ),
        deciding(
            "suspend", _("Suspend the owner"), decisions.suspend, form=SuspendForm, is_grave=True, when=_has_sign_in,
            consequence=_(
                "The owner is kept off the site and all their pages out of sight. What they have agreed goes on. They "
                "sign in only to read why and to appeal."
            ),
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return (
            super()
            .get_queryset(request)
            .select_related("listing__owner", "review__subject", "message__thread", "comment")
        )

    @admin.display(description=_("what it is about"))
    def context(self, report: Report) -> SafeString:
        """The thing, its owner, what else was reported of it, and what was decided about the owner before."""
        owner = report.listing.owner
        before = (
            Decision.objects.filter(party=owner)
            .select_related("listing", "party", "review__subject", "message", "comment")
            .order_by("-at")
        )
        others = report.together().exclude(pk=report.pk).order_by("-created_at")
        return render_to_string(
            "admin/desk/report.html",
            {
                "listing": report.listing,
                "review": report.review,
                "comment": report.comment,
                "said": _said(report.message) if report.message else [],
                "owner": owner,
                "others": others[:20],
                "before": before[:20],
                "strikes": Decision.objects.strikes().filter(party=owner).count(),
            },
        )


@admin.register(Decision)
class DecisionAdmin(DeskAdmin):
    """What was decided, for whom, and whether it stands."""

    list_display = ["party", "outcome", "rule", "by", "at", "until", "lifted_at"]
    list_filter = ["outcome", "rule", ("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["party", "by"]
    search_fields = ["party__name", "listing__title", "statement"]
    ordering = ["-at"]
    acts = [
        Act(
            "lift", _("Take back"), decisions.lift, on_many=False, when=lambda decision: decision.lifted_at is None,
            consequence=_("What it kept away returns, and it counts no more. Not by whoever decided."),
        )
    ]  # fmt: skip


@admin.register(Appeal)
class AppealAdmin(DeskAdmin):
    """Those who ask for another look. Whoever decided does not answer."""

    list_display = ["decision", "user", "status", "created_at", "answered_by"]
    list_filter = ["status"]
    list_select_related = ["decision__listing", "decision__party", "user", "answered_by"]
    search_fields = ["decision__party__name", "text", "answer"]
    ordering = ["created_at"]
    fields = ["decision", "statement", "user", "text", "status", "answer", "answered_by", "created_at"]
    readonly_fields = fields
    queue = Queue(_("Appeals to answer"), Appeal.objects.waiting, "status__exact=waiting")
    acts = [
        Act(
            "keep", _("Keep the decision"), appeals.keep, form=AnswerForm, on_many=False, when=_is_waiting,
            consequence=_("The decision stands, for good. They read your answer."),
        ),
        Act(
            "overturn", _("Take the decision back"), appeals.overturn, form=AnswerForm, on_many=False,
            when=_is_waiting,
            consequence=_("What the decision kept away returns, and it counts no more. They read your answer."),
        ),
    ]  # fmt: skip

    @admin.display(description=_("statement"))
    def statement(self, appeal: Appeal) -> str:
        """What the decision said."""
        return appeal.decision.statement
