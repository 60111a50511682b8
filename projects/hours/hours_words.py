"""The sentences in which people are told of hours and weeks. Beside actor and title they name facts of the notice."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MONEY = "money"

SENTENCES: dict[str, dict[str, Any]] = {
    "week_to_review": {
        "family": MONEY,
        "label": _("A week of hours waits for your review"),
        "icon": "clock",
        "sentence": _("%(hours)s hours by %(actor)s wait for your review: %(sum)s. They are paid on %(day)s."),
        "button": _("Look at the week"),
        "more": _("Question what you do not understand by then; the rest is paid by itself."),
    },
    "week_questioned": {
        "label": _("Hours are questioned"),
        "icon": "info",
        "sentence": _("%(actor)s asks about hours of %(title)s: “%(why)s”"),
        "button": _("Answer"),
        "more": _("Without an answer by %(day)s these hours are not paid."),
    },
    "week_answered": {
        "label": _("Your question about hours is answered"),
        "icon": "chat",
        "sentence": _("%(actor)s answered your question about hours of %(title)s."),
        "button": _("Read the answer"),
        "more": _("Without a reply by %(day)s they are paid."),
    },
    "hours_struck": {
        "label": _("Hours are not paid, for want of an answer"),
        "icon": "cross-circle",
        "sentence": _("A question about hours of %(title)s was not answered in time: they are not paid."),
        "button": _("Look at the week"),
    },
    "hours_accepted": {
        "label": _("Hours are accepted, for want of a reply"),
        "icon": "check-circle",
        "sentence": _("An answer about hours of %(title)s had no reply in time: they are paid."),
        "button": _("Look at the week"),
    },
    "week_paid": {
        "family": MONEY,
        "label": _("A week of hours is paid"),
        "icon": "check-circle",
        "sentence": _("%(sum)s is paid for the week of %(week)s, %(title)s."),
        "button": _("Look at the week"),
    },
    "week_not_covered": {
        "family": MONEY,
        "label": _("Hours are not covered by escrow"),
        "icon": "warn",
        "sentence": _("Escrow did not cover the week of %(week)s, %(title)s: %(sum)s is missing."),
        "button": _("Look at the week"),
    },
    "hours_funded": {
        "family": MONEY,
        "label": _("Hours are secured"),
        "icon": "lock",
        "sentence": _("%(actor)s paid %(sum)s into escrow for hours of %(title)s."),
        "button": _("Open the hours"),
    },
    "hours_not_funded": {
        "family": MONEY,
        "label": _("A week is not secured"),
        "icon": "warn",
        "sentence": _("The week of %(title)s could not be funded. Hours beyond what escrow holds are not secured."),
        "button": _("See what is secured"),
    },
    "timer_stopped": {
        "label": _("A timer stops by itself"),
        "icon": "clock",
        "sentence": _("Your timer on %(title)s ran for 12 hours and was stopped. Correct it if that is not right."),
        "button": _("Look at the entry"),
    },
}
