"""Steps of a plan that are tied to something: a portfolio or a job of the maker's, their report, or a day.

What happens there says that the step is done: it is submitted with a link to it, and its backers have their say as
always. A new work submits one step of each fundraiser, the next in its plan; a job that is done submits all that wait
for it. While the campaign still runs, or its cards are being charged, that waits. On the first of the planned month its
maker is reminded of a step that was not shown.
"""

from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fundraising import clocks, disbursement_news, disbursements, paying_out, subjects
from fundraising.models import Disbursement, Fundraiser, Update
from marketplace.catalog.happenings import Happening
from marketplace.catalog.models import Listing
from marketplace.kit import clock, timers

Status, State = Disbursement.Status, Fundraiser.Status
AHEAD = [State.ONGOING, State.COLLECTING, *paying_out.OPEN]
MORNING = time(9)


def happened(happening: Happening) -> None:
    """Note which steps that brings, and let them be submitted. Plugged into `happenings.happened`."""
    tied = Disbursement.objects.filter(tied_to=happening.listing, status=Status.PLANNED, reached_at=None)
    steps = tied.filter(fundraiser__status__in=AHEAD).order_by("fundraiser", "position")
    if happening.listing.kind == Listing.Kind.PORTFOLIO:  # each new work is one step's; a job is done once, for all
        steps = steps.distinct("fundraiser")
    for step in steps:
        timers.set(clocks.TIE, step.pk, clock.now(), title=happening.title, url=happening.url)


def reported(update: Update) -> None:
    """What is held back until the report follows it. The caller holds the fundraiser."""
    for step in report_of(update.fundraiser):
        timers.set(clocks.TIE, step.pk, clock.now(), title=update.title, url=update.get_absolute_url())


def report_of(fundraiser: Fundraiser) -> "QuerySet[Disbursement]":
    """The step that waits for the report; none where nothing does (any more)."""
    return Disbursement.objects.filter(fundraiser=fundraiser, is_report=True, status=Status.PLANNED, reached_at=None)


@timers.handles(clocks.TIE)
def submit(key: str, *, title: str, url: str) -> None:
    """Submit the step, as soon as its money is here."""
    step = paying_out.locked(Disbursement.objects.get(pk=key))
    if step.status != Status.PLANNED or step.fundraiser.status not in AHEAD:
        return
    if step.reached_at is None:
        step.reached_at = clock.now()
        step.save(update_fields=["reached_at"])
    if step.fundraiser.status in paying_out.OPEN:
        disbursements.show(step, evidence=_evidence(step, title, url), by=None)
    else:
        timers.set(clocks.TIE, key, clock.now() + clocks.TIE_WAITS, title=title, url=url)


def watch_days(fundraiser: Fundraiser) -> None:
    """Remind the maker of each step on the first of its month. The caller holds the fundraiser, decided just now."""
    dated = fundraiser.disbursements.filter(due_on__isnull=False, status=Status.PLANNED)
    days = {str(step.pk): max(_morning(step), clock.now() + clocks.FIRST_PAYOUT) for step in dated}
    timers.ensure(clocks.STEP_DUE, days)


@timers.handles(clocks.STEP_DUE)
def remind(key: str) -> None:
    """Its month has come. Where it was shown meanwhile, or its fundraiser ended, nothing is said."""
    step = Disbursement.objects.select_related("fundraiser__listing__owner").get(pk=key)
    if step.status == Status.PLANNED and step.fundraiser.status in paying_out.OPEN:
        disbursement_news.due(step)


def _morning(step: Disbursement) -> datetime:
    assert step.due_on
    return datetime.combine(step.due_on.replace(day=1), MORNING, tzinfo=timezone.get_current_timezone())


def _evidence(step: Disbursement, title: str, url: str) -> str:
    """As markdown. A title is text: what would be a link or a heading in it is taken away. A job that is not public is
    not named; a work that was hung in a portfolio is public by itself."""
    if step.tied_to and step.tied_to.url == url and not subjects.nameable([step.tied_to.pk]):
        return _("This is done. What it is tied to is not public.")
    plain = "".join(" " if sign in "[]()<>*_`#\\" else sign for sign in title).strip()
    return _("This is done: [%(title)s](%(url)s)") % {"title": plain, "url": url}
