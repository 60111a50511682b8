"""Where a pledge stands, in the words that its backer reads: what was chosen, what happens next, what by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fundraising import matching_words
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit.money import Money, format_money
from payments import escrow
from payments.models import HoldPart, Payment

Status = Pledge.Status


@dataclass(frozen=True)
class Account:
    """A pledge as its page prints it. held, gone, back: of what was paid, what lies in escrow, what the maker was
    given, and what came back; None before anything was paid. receipt: the page of its payment."""

    lines: list[tuple[str, Money]]
    said: str
    tone: str
    until: datetime | None
    pay_label: str
    held: Money | None = None
    gone: Money | None = None
    back: Money | None = None
    receipt: str = ""


def account_of(pledge: Pledge) -> Account:
    """All of it."""
    said, tone, until, pay_label = _standing(pledge)
    return Account(_lines(pledge), said, tone, until, pay_label, **_money(pledge))


def _lines(pledge: Pledge) -> list[tuple[str, Money]]:
    if pledge.is_match:
        return [(_("All together at most"), pledge.match.total), (_("Matched until now"), pledge.amount)]
    rows = [
        (f"{line.quantity} × {line.reward.name}", line.price * line.quantity)
        for line in pledge.lines.select_related("reward", "pledge")
    ]
    if pledge.extra_minor:
        rows.append((_("Your own sum"), pledge.extra))
    if pledge.shipping_minor:
        rows.append((_("Shipping"), pledge.shipping))
    return rows


def _standing(pledge: Pledge) -> tuple[str, str, datetime | None, str]:
    """A sentence, its tone, the moment it speaks of, and the word on the button that pays (none: nothing to pay)."""
    fundraiser, facts = pledge.fundraiser, {"sum": format_money(pledge.amount)}
    if pledge.is_match and pledge.is_open:
        return _matching(pledge)
    if pledge.status == Status.DRAFT:
        return _draft(pledge)
    if pledge.status == Status.ACTIVE:
        if fundraiser.is_open:
            said = _("Promised. Your card is charged %(sum)s if the goal is reached at the end, and not before.")
            return said % facts, "good", fundraiser.deadline_at, ""
        return _("The end has come. Your card is charged within the next minutes."), "wait", None, ""
    if pledge.status in Pledge.UNDECIDED:
        return _being_charged(pledge)
    return (
        {
            Status.COLLECTED: _("Paid: %(sum)s. It lies in escrow and is paid out by the steps of the plan.") % facts,
            Status.DROPPED: _("It could not be charged within seven days, so it was dropped. Nothing was taken."),
            Status.CANCELLED: _cancelled(fundraiser),
            Status.REFUNDED: _("All of it went back to you."),
            Status.CHARGED_BACK: _("Your bank took it back."),
        }[Status(pledge.status)],
        "good" if pledge.status == Status.COLLECTED else "",
        None,
        "",
    )


def _matching(pledge: Pledge) -> tuple[str, str, datetime | None, str]:
    """A match before the end: it grows once a card is kept for it."""
    facts = {"what": matching_words.what(pledge.match)}
    if pledge.status == Status.DRAFT:
        return _("It %(what)s as soon as a card is kept for it, within half an hour.") % facts, "wait", None, ""
    said = _("It %(what)s. Your card is charged at the end with what that came to.")
    return said % facts, "good", pledge.fundraiser.deadline_at, ""


def _draft(pledge: Pledge) -> tuple[str, str, datetime | None, str]:
    if not (pledge.fundraiser.is_open or pledge.fundraiser.is_late):
        return _("It was not confirmed before the end."), "", None, ""
    if pledge.is_at_once:
        return _("Reserved for you for half an hour. It counts once it is paid."), "wait", None, _("Pay now")
    return _("Reserved for you for half an hour. It counts once a card is kept for it."), "wait", None, ""


def _being_charged(pledge: Pledge) -> tuple[str, str, datetime | None, str]:
    decision = Settlement.objects.filter(fundraiser=pledge.fundraiser_id).first()
    until = decision.collected_by if decision else None
    if pledge.status == Status.ACTION_NEEDED:
        return (
            _("Your bank wants you to confirm it. Nothing is charged until you have."),
            "wait",
            until,
            _("Confirm it"),
        )
    if pledge.status == Status.RETRYING:
        said = _("Your card did not work. It is tried again every two days; you can also pay it now, with any card.")
        return said, "danger", until, _("Pay now")
    return _("Your card is being charged."), "wait", None, ""


def _cancelled(fundraiser: Fundraiser) -> str:
    if fundraiser.status == Fundraiser.Status.FAILED:
        return _("The goal was not reached, so your card was not charged.")
    if fundraiser.status == Fundraiser.Status.CANCELLED:
        return _("It was called off, so your card was not charged.")
    return _("Taken back. Nothing was charged.")


def _money(pledge: Pledge) -> dict[str, Any]:
    hold = pledge.hold
    if hold is None:
        return {}
    parts = list(HoldPart.objects.filter(hold=hold))
    nothing = Money(0, pledge.currency)
    paid = Payment.objects.filter(holds=hold).first()
    return {
        "held": escrow.left_in(hold),
        "gone": sum((part.gross for part in parts if part.kind == HoldPart.Kind.RELEASE), nothing),
        "back": sum((part.gross for part in parts if part.kind == HoldPart.Kind.REFUND), nothing),
        "receipt": paid.get_absolute_url() if paid else "",
    }
