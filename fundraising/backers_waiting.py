"""What waits for somebody with what they back: a bank, a card, a survey, a vote, a parcel. A few queries for all."""

from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising import supporting
from fundraising.models import Delivery, Disbursement, Pledge, Survey, Vote
from marketplace.kit import clock, times
from marketplace.kit.money import format_money
from projects.waiting import Waiting

MOST = 20


def lines(user: Any) -> list[Waiting]:
    """All of it: what has money in it first. At most twenty of each."""
    if not Pledge.objects.of_backer(user).exists():
        return []
    return [*_cards(user), *_votes(user), *_surveys(user), *_parcels(user)]


def _cards(user: Any) -> list[Waiting]:
    return [_card(row) for row in supporting.waiting(user)]


def _card(row: supporting.Row) -> Waiting:
    is_asked = row.pledge.status == Pledge.Status.ACTION_NEEDED
    until = date_format(localtime(row.at), "j F Y, H:i") if row.at else ""
    note = " ".join(filter(None, (f"{format_money(row.pledge.amount)}:", row.next, until)))
    act = _("Confirm it") if is_asked else _("Pay now")
    return Waiting("card", row.pledge.fundraiser.listing.title, note, row.pledge.get_absolute_url(), act)


def _votes(user: Any) -> list[Waiting]:
    """Steps about which one has not said anything in this round."""
    mine = Party.objects.acted_for_by(user)
    said = Vote.objects.filter(disbursement=OuterRef("pk"), round=OuterRef("round"), backer__in=mine)
    paid = Pledge.objects.of_backer(user).filter(status=Pledge.Status.COLLECTED)
    open_steps = Disbursement.objects.filter(
        ~Exists(said), status=Disbursement.Status.SUBMITTED, answer_by__gt=clock.now(),
        fundraiser__backers_decide=True, fundraiser__in=paid.values("fundraiser"),
    ).exclude(fundraiser__listing__owner__in=mine)  # fmt: skip
    found = open_steps.select_related("fundraiser__listing").defer("fundraiser__listing__search")
    return [_vote(step) for step in found.order_by("answer_by", "pk")[:MOST]]


def _vote(step: Disbursement) -> Waiting:
    facts = {"step": step.name, "left": times.left(step.answer_by) if step.answer_by else ""}
    note = _("Is “%(step)s” done? Your vote, %(left)s") % facts
    return Waiting("scale", step.fundraiser.listing.title, note, step.get_absolute_url(), _("Look and vote"))


def _surveys(user: Any) -> list[Waiting]:
    """Pledges of which something can't be sent before its backer has answered."""
    owed = Delivery.objects.filter(line__pledge=OuterRef("pk"), status=Delivery.Status.WAITING)
    asked = Pledge.objects.of_backer(user).filter(
        Exists(owed), status=Pledge.Status.COLLECTED, reply=None,
        fundraiser__survey__status__in=[Survey.Status.SENT, Survey.Status.LOCKED],
    )  # fmt: skip
    note = _("Your answers, so that your reward can be sent")
    return [
        Waiting("list", one.fundraiser.listing.title, note, reverse("fundraising:reply", args=[one.pk]), _("Answer"))
        for one in asked.with_all().order_by("pk")[:MOST]
    ]


def _parcels(user: Any) -> list[Waiting]:
    """What has left and of which nobody said yet that it arrived."""
    sent = Delivery.objects.of_backer(user).filter(status=Delivery.Status.SHIPPED)
    found = sent.select_related("line__reward", "line__pledge__fundraiser__listing")
    kept = found.defer("line__pledge__fundraiser__listing__search").order_by(F("sent_at").asc(), "pk")
    return [_parcel(one) for one in kept[:MOST]]


def _parcel(one: Delivery) -> Waiting:
    pledge = one.line.pledge
    day = date_format(localtime(one.sent_at), "j F Y") if one.sent_at else ""
    note = _("“%(reward)s” was sent on %(day)s") % {"reward": one.line.reward.name, "day": day}
    url = f"{pledge.get_absolute_url()}#rewards"
    return Waiting("box", pledge.fundraiser.listing.title, note, url, _("Has it arrived?"))
