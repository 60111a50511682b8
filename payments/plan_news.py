"""What members are told about their paid plans. The rows are written in the act's own transaction."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments.models import PaidPlan
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "plan_begun": {
        "label": _("A paid plan begins"),
        "icon": "check-circle",
        "sentence": _("Your %(plan)s plan has begun, for %(price)s a period."),
        "button": _("See your plan"),
        "more": _("It goes on by itself until you end it, which takes one press on the same page."),
    },
    "plan_changed": {
        "label": _("Your paid plan changes"),
        "icon": "check-circle",
        "sentence": _("You are on the %(plan)s plan now, for %(price)s a period."),
        "button": _("See your plan"),
    },
    "plan_cancelled": {
        "label": _("Your paid plan will end"),
        "icon": "clock",
        "sentence": _("Your %(plan)s plan ends when what you paid for is over. Nothing more is charged."),
        "button": _("See until when"),
        "more": _("You can take this back until then."),
    },
    "plan_payment_failed": {
        "label": _("Your paid plan could not be charged"),
        "icon": "warn",
        "sentence": _("%(price)s for your %(plan)s plan could not be charged."),
        "button": _("Pay with another card"),
        "more": _(
            "The plan stays as it is while we try again. If that fails too, it ends, and you are on the free plan."
        ),
    },
    "plan_paid_again": {
        "label": _("Your paid plan is paid again"),
        "icon": "check-circle",
        "sentence": _("The payment for your %(plan)s plan has come. It goes on as before."),
        "button": _("See your plan"),
    },
    "plan_paused": {
        "label": _("A bank takes back a payment for your plan"),
        "icon": "warn",
        "sentence": _(
            "Your bank is taking back a payment for your %(plan)s plan. The plan rests until it has decided."
        ),
        "button": _("See what it means"),
        "more": _("Nothing more is charged meanwhile, and you are on the free plan."),
    },
    "plan_resumed": {
        "label": _("Your paid plan goes on"),
        "icon": "check-circle",
        "sentence": _("Your bank has decided: the payment stands, and your %(plan)s plan goes on."),
        "button": _("See your plan"),
    },
    "plan_charged_back": {
        "label": _("Your paid plan has ended, because a bank took its payment back"),
        "icon": "close",
        "sentence": _("Your bank took back the payment for your %(plan)s plan. The plan has ended."),
        "button": _("See the plans"),
        "more": _("Fees that were agreed while you had it stay as agreed."),
    },
    "plan_ended": {
        "label": _("Your paid plan has ended"),
        "icon": "close",
        "sentence": _("Your %(plan)s plan has ended. You are on the free plan."),
        "button": _("See the plans"),
    },
    "plan_ended_unpaid": {
        "label": _("Your paid plan has ended unpaid"),
        "icon": "warn",
        "sentence": _("Your %(plan)s plan has ended, because it could not be charged. You are on the free plan."),
        "button": _("Begin it anew"),
        "more": _("Fees that were agreed while you had it stay as agreed."),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, family=Family.MONEY, **words)


def begun(plan: PaidPlan) -> None:
    _tell(plan, "plan_begun", key=str(plan.pk))


def changed(plan: PaidPlan) -> None:
    _tell(plan, "plan_changed", key=f"{plan.pk}:{plan.plan}:{plan.every}:{plan.paid_until:%Y-%m-%d}")


def cancelled(plan: PaidPlan) -> None:
    _tell(plan, "plan_cancelled", key=f"{plan.pk}:{plan.ends_at:%Y-%m-%d}")


def payment_failed(plan: PaidPlan) -> None:
    _tell(plan, "plan_payment_failed", key=f"{plan.pk}:{plan.past_due_since:%Y-%m-%d}")


def paid_again(plan: PaidPlan) -> None:
    _tell(plan, "plan_paid_again", key=f"{plan.pk}:{plan.paid_until:%Y-%m-%d}")


def paused(plan: PaidPlan) -> None:
    _tell(plan, "plan_paused", key=f"{plan.pk}:{plan.paused_at:%Y-%m-%d %H:%M:%S}")


def resumed(plan: PaidPlan) -> None:
    _tell(plan, "plan_resumed", key=f"{plan.pk}:{clock.now():%Y-%m-%d %H:%M:%S}")


def charged_back(plan: PaidPlan) -> None:
    _tell(plan, "plan_charged_back", key=str(plan.pk))


def ended(plan: PaidPlan, *, unpaid: bool) -> None:
    _tell(plan, "plan_ended_unpaid" if unpaid else "plan_ended", key=str(plan.pk))


def _tell(plan: PaidPlan, kind: str, *, key: str) -> None:
    price: Money = plan.price
    facts: dict[str, Any] = {
        "plan": str(dict(PaidPlan.Plan.choices)[plan.plan]),
        "price": {"minor": to_minor(price), "currency": price.currency.code},
    }
    notices.tell_party(plan.party, kind, key=key, url=plan.get_absolute_url(), **facts)
