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


def ended(promotion: Promotion, *, back: Money) -> None:
    kind = "promotion_ended_with_rest" if back.amount > 0 else "promotion_ended"
    _tell(promotion, kind, clicks=promotion.clicks, spent=_sum(promotion.spent), back=_sum(back))


def _tell(promotion: Promotion, kind: str, **facts: Any) -> None:
    notices.tell_party(
        promotion.party, kind, key=promotion.pk, url=promotion.get_absolute_url(), listing=promotion.listing, **facts
    )


def _sum(amount: Money) -> dict[str, Any]:
    return {"minor": to_minor(amount), "currency": amount.currency.code}
