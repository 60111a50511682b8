"""Who backs a fundraiser: for who raises it, each pledge with its sum and words; for everybody, names alone.

Who gives without their name has none here either, whoever reads it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from fundraising import inquiries
from fundraising.models import Fundraiser, Pledge, PledgeLine
from fundraising.models.pledge import PledgeQuerySet
from marketplace.kit.money import Money

Status = Pledge.Status
PROMISED = [Status.ACTIVE, *Pledge.UNDECIDED]
STATES = {
    "": (gettext_lazy("All"), []),
    "promised": (gettext_lazy("Promised"), PROMISED),
    "paid": (gettext_lazy("Paid"), [Status.COLLECTED]),
    "ended": (gettext_lazy("Ended"), list(Pledge.PAST)),
}
SHOWN = 20


@dataclass(frozen=True)
class Filter:
    """Which pledges are looked at: by state, and by words in a name or in what was said."""

    state: str = ""
    words: str = ""

    @classmethod
    def of(cls, said: QueryDict) -> "Filter":
        """As the address has it; what is unknown there filters nothing."""
        state = said.get("state", "")
        return cls(state if state in STATES else "", said.get("q", "").replace("\x00", "").strip()[:80])

    def rows(self, fundraiser: Fundraiser) -> PledgeQuerySet:
        """The pledges, with all that a row reads."""
        states = STATES[self.state][1]
        found = self._narrowed(fundraiser)
        lines = Prefetch("lines", PledgeLine.objects.select_related("reward"))
        chosen = found.filter(status__in=states) if states else found
        return chosen.select_related("backer__user__guest__claimed_by__party", "match").prefetch_related(lines)

    def counts(self, fundraiser: Fundraiser) -> dict[str, int]:
        """How many stand in each state."""
        by_state = dict(self._narrowed(fundraiser).values_list("status").annotate(Count("pk")).order_by())
        return {
            name: sum(many for state, many in by_state.items() if not states or state in states)
            for name, (_word, states) in STATES.items()
        }

    def _narrowed(self, fundraiser: Fundraiser) -> PledgeQuerySet:
        """All that were ever confirmed. A name that is not shown is not found either."""
        found: PledgeQuerySet = fundraiser.pledges.exclude(counted_at=None)
        if self.words:
            named = Q(is_anonymous=False, backer__name__icontains=self.words)
            found = found.filter(named | Q(message__icontains=self.words))
        return found


@dataclass(frozen=True)
class Row:
    """One pledge. name: empty where it is not shown. since: when it began to count. write_url: where its maker writes
    to who gave it; empty where that would name them, or nobody would read it."""

    name: str
    amount: Money
    chosen: str
    words: str
    state: str
    since: datetime | None
    write_url: str = ""


def row(pledge: Pledge) -> Row:
    """As the list prints it. Reads nothing more from the database."""
    chosen = ", ".join(f"{line.quantity} × {line.reward.name}" for line in pledge.lines.all())
    return Row(
        name="" if pledge.is_anonymous else pledge.backer.name,
        amount=pledge.amount,
        chosen=_("Matches what others pledge") if pledge.is_match else chosen,
        words=pledge.message,
        state=str(pledge.get_status_display()),
        since=pledge.counted_at,
        write_url=_write_url(pledge),
    )


def _write_url(pledge: Pledge) -> str:
    is_read = not pledge.is_anonymous and inquiries.reader_of(pledge.backer)
    return reverse("fundraising:write_about_pledge", args=[pledge.pk]) if is_read else ""


def named(fundraiser: Fundraiser) -> list[str]:
    """Whom its page names, the latest first: whose pledge stands, and who did not ask to be left out."""
    stands = Q(pledges__fundraiser=fundraiser, pledges__status__in=[*PROMISED, Status.COLLECTED])
    shown = Q(pledges__is_anonymous=False, pledges__is_match=False)
    theirs = Party.objects.filter(stands & shown).annotate(last=Max("pledges__counted_at"))
    return list(theirs.order_by("-last", "pk").values_list("name", flat=True)[:SHOWN])
