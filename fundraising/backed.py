"""Where a pledge stands, in the words that its backer reads: what was chosen, what happens next, what by itself."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fundraising import matching_words
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit.models import Move
from marketplace.kit.money import Money, format_money
from payments import escrow
from payments.models import Hold, HoldPart, Payment

Status = Pledge.Status


@dataclass(frozen=True)
class Whereabouts:
    """Of what was paid: what lies in escrow, what the maker was given, what came back. receipt: of its payment."""

    held: Money
    gone: Money
    back: Money
    receipt: str


@dataclass(frozen=True)
class Account:
    """A pledge as its page prints it. money: None before anything was paid. again: where its backer can choose anew;
    empty where they can't, or need not."""

    lines: list[tuple[str, Money]]
    said: str
    tone: str
    until: datetime | None
    pay_label: str
    money: Whereabouts | None = None
    again: str = ""


def account_of(pledge: Pledge) -> Account:
    """All of it."""
    money = _money(pledge)
    said, tone, until, pay_label = _standing(pledge, money)
    return Account(_lines(pledge), said, tone, until, pay_label, money, _again(pledge))


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


def _standing(pledge: Pledge, money: Whereabouts | None) -> tuple[str, str, datetime | None, str]:
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
        if not pledge.amount_minor:
            return _("The end has come, and nothing was matched with it: nothing is charged."), "", None, ""
        return _("The end has come. Your card is charged within the next minutes."), "wait", None, ""
    if pledge.status in Pledge.UNDECIDED:
        return _being_charged(pledge)
    if pledge.status == Status.COLLECTED:
        return _paid(pledge, money), "good", None, ""
    if pledge.status == Status.CANCELLED:
        return _cancelled(pledge), "", None, ""
    return (
        {
            Status.DROPPED: _("It could not be charged within seven days, so it was dropped. Nothing was taken."),
            Status.REFUNDED: _("All of it went back to you."),
            Status.CHARGED_BACK: _("Your bank took it back."),
        }[Status(pledge.status)],
        "",
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


def _paid(pledge: Pledge, money: Whereabouts | None) -> str:
    """Where it is now: all of it, some of it or nothing of it in escrow."""
    facts = {"sum": format_money(pledge.amount)}
    if money is None or money.held == pledge.amount:
        said = _("Paid: %(sum)s. It lies in escrow and is paid out by the steps of the plan.")
    elif money.held and pledge.fundraiser.status == Fundraiser.Status.CANCELLED:
        said = _("Paid: %(sum)s. It was called off: the %(held)s that are left in escrow go back to you.")
    elif money.held:
        said = _("Paid: %(sum)s. Of it %(held)s lie in escrow and are paid out by the steps of the plan.")
    elif money.back:
        said = _("Paid: %(sum)s. Of it %(gone)s were paid out to the maker, and %(back)s went back to you.")
    else:
        said = _("Paid: %(sum)s. All of it was paid out to the maker.")
    sums = {"held": money.held, "gone": money.gone, "back": money.back} if money else {}
    return said % {**facts, **{name: format_money(one) for name, one in sums.items()}}


def _cancelled(pledge: Pledge) -> str:
    """Why it is no promise any more. One that was taken back does not count; one that its fundraiser ended does."""
    if pledge.counted_at is None:
        return _unconfirmed(pledge)
    if pledge.is_match and not pledge.amount_minor:
        return _("Nothing was matched with it, so nothing was charged.")
    if not pledge.counts:
        return _("Taken back. Nothing was charged.")
    if pledge.fundraiser.status == Fundraiser.Status.FAILED:
        return _("The goal was not reached, so your card was not charged.")
    return _("It was called off, so your card was not charged.")


def _unconfirmed(pledge: Pledge) -> str:
    """It never counted: its half hour was over, or its backer let it go before."""
    if Hold.objects.of("pledge", pledge.pk).filter(held_at__isnull=False).exists():
        return _("It was paid too late to count. What you paid goes back to you.")
    if Move.objects.filter(subject_id=pledge.pk, new=Status.CANCELLED, by__isnull=False).exists():
        return _("Taken back before it was confirmed. Nothing was charged.")
    return _("It was not confirmed in time, so it does not count. Nothing was charged.")


def _again(pledge: Pledge) -> str:
    """Where to choose the same anew, of one that never counted."""
    fundraiser = pledge.fundraiser
    if pledge.status != Status.CANCELLED or pledge.counted_at or not fundraiser.takes_pledges:
        return ""
    if pledge.is_match:
        return reverse("fundraising:match", args=[fundraiser.listing.slug]) if fundraiser.is_open else ""
    chosen = pledge.lines.filter(reward__is_add_on=False).values_list("reward", flat=True).first()
    asked = f"?{urlencode({'reward': chosen})}" if chosen else ""
    return reverse("fundraising:back", args=[fundraiser.listing.slug]) + asked


def _money(pledge: Pledge) -> Whereabouts | None:
    hold = pledge.hold
    if hold is None:
        return None
    parts = list(HoldPart.objects.filter(hold=hold))
    nothing = Money(0, pledge.currency)
    paid = Payment.objects.filter(holds=hold).first()
    return Whereabouts(
        held=escrow.left_in(hold),
        gone=sum((part.gross for part in parts if part.kind == HoldPart.Kind.RELEASE), nothing),
        back=sum((part.gross for part in parts if part.kind == HoldPart.Kind.REFUND), nothing),
        receipt=paid.get_absolute_url() if paid else "",
    )
