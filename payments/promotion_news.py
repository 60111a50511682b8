"""What is told about promotions. The rows are written in the act's own transaction."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import Money, to_minor
from payments.models import Promotion
from social import kinds, notices
from social.families import Family

SENTENCES: dict[str, dict[str, Any]] = {
    "promotion_running": {
        "label": _("Your promotion begins"),
        "icon": "check-circle",
        "sentence": _("%(title)s is shown as promoted from now on."),
        "button": _("See what comes of it"),
    },
    "promotion_paused": {
        "label": _("A bank takes back a payment for your promotion"),
        "icon": "warn",
        "sentence": _(
            "Your bank is taking back the payment for %(title)s. It is not shown until the bank has decided."
        ),
        "button": _("See what it means"),
    },
    "promotion_resumed": {
        "label": _("Your promotion goes on"),
        "icon": "check-circle",
        "sentence": _("Your bank has decided: the payment stands, and %(title)s is shown as promoted again."),
        "button": _("See what comes of it"),
        "more": _("The days in which it was not shown are added."),
    },
    "promotion_charged_back": {
        "label": _("Your promotion ends, because a bank took its payment back"),
        "icon": "close",
        "sentence": _("Your bank took back the payment for the promotion of %(title)s. It has ended."),
        "button": _("See what came of it"),
    },
    "promotion_ended": {
        "label": _("Your promotion ends"),
        "icon": "clock",
        "sentence": _("The promotion of %(title)s has ended with %(clicks)s clicks, for %(spent)s."),
        "button": _("See what came of it"),
    },
    "promotion_ended_with_rest": {
        "label": _("Your promotion ends and money comes back"),
        "icon": "turn",
        "sentence": _("The promotion of %(title)s has ended with %(clicks)s clicks. %(back)s goes back to you."),
        "button": _("See what came of it"),
        "more": _("By the way you paid. Banks take up to ten days until it stands on your account."),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, family=Family.MONEY, **words)


def running(promotion: Promotion) -> None:
    _tell(promotion, "promotion_running")


def paused(promotion: Promotion) -> None:
    _tell(promotion, "promotion_paused", key=f"{promotion.pk}:{promotion.paused_at:%Y-%m-%d %H:%M:%S}")


def resumed(promotion: Promotion) -> None:
    _tell(promotion, "promotion_resumed", key=f"{promotion.pk}:{promotion.ends_at:%Y-%m-%d %H:%M:%S}")


def ended(promotion: Promotion, *, back: Money) -> None:
    kind = "promotion_ended_with_rest" if back.amount > 0 else "promotion_ended"
    if promotion.ended_why == Promotion.Why.BANK:
        kind = "promotion_charged_back"
    _tell(promotion, kind, clicks=promotion.clicks, spent=_sum(promotion.spent), back=_sum(back))


def _tell(promotion: Promotion, kind: str, *, key: str = "", **facts: Any) -> None:
    notices.tell_party(
        promotion.party,
        kind,
        key=key or str(promotion.pk),
        url=promotion.get_absolute_url(),
        listing=promotion.listing,
        **facts,
    )


def _sum(amount: Money) -> dict[str, Any]:
    return {"minor": to_minor(amount), "currency": amount.currency.code}
