"""What a pledge costs when it is paid, and whether it can be paid now: what the checkout is told."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fundraising.models import Fundraiser, Pledge
from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import purposes
from payments.ports import Quote
from payments.terms import Terms

Status = Pledge.Status
KIND = "pledge"


def of(pledge: Pledge) -> Quote:
    """Its sum, whoever asks. Raises Refused where it can't be paid (any more)."""
    _check_is_due(pledge)
    fundraiser = pledge.fundraiser
    return Quote(
        kind=KIND,
        pk=pledge.pk,
        title=fundraiser.listing.title,
        url=pledge.get_absolute_url(),
        payer=pledge.backer,
        payee=fundraiser.owner,
        price=pledge.amount,
        terms=Terms.from_json(pledge.terms),
        parts=_parts(pledge),
        note=_("%(kind)s, by %(maker)s") % {"kind": fundraiser.get_kind_display(), "maker": fundraiser.owner.name},
        paid_at_once=_paid_at_once(fundraiser),
        otherwise=_("What is not used for it goes back to you."),
        listing=fundraiser.listing,
        purpose=purposes.GIFT if pledge.is_gift else purposes.AHEAD,
    )


def _check_is_due(pledge: Pledge) -> None:
    fundraiser = pledge.fundraiser
    if pledge.status == Status.DRAFT and pledge.is_at_once and (fundraiser.is_open or fundraiser.is_late):
        return
    if pledge.status in {Status.ACTIVE, *Pledge.UNDECIDED} and fundraiser.status == Fundraiser.Status.COLLECTING:
        return
    if pledge.status == Status.COLLECTED:
        raise Refused(_("This pledge is paid already."))
    raise Refused(_("This pledge can't be paid any more. Nothing was charged."))


def _parts(pledge: Pledge) -> tuple[tuple[str, Money], ...]:
    rows = [(f"{line.quantity} × {line.reward.name}", line.price * line.quantity) for line in pledge.lines.all()]
    if pledge.extra_minor:
        rows.append((_("Your own sum on top") if rows else _("Your support"), pledge.extra))
    if pledge.shipping_minor:
        rows.append((_("Shipping"), pledge.shipping))
    return tuple(rows)


def _paid_at_once(fundraiser: Fundraiser) -> str:
    last = max((one.due_on for one in fundraiser.disbursements.all() if one.due_on), default=None)
    if last is None:
        return _("Held in escrow until %(maker)s may have it.") % {"maker": fundraiser.owner.name}
    said = _("Held in escrow and paid out by the steps of the plan, the last in %(month)s.")
    return said % {"month": date_format(last, "F Y")}
