"""The client disputes hours of a week in review: which, why, and whose their money should be."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, signed_in
from projects.disputes import about_hours, dispute_clocks
from projects.forms.dispute import OpenHoursForm
from projects.hours import deposits, weeks
from projects.models import Side, WorkWeek
from projects.views.asking import Question, ask, sent, sent_files


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say which hours, why, and whose their money should be. The rest of the week is paid as usual."""
    week = get_object_or_404(WorkWeek.objects.visible_to(request.user).with_contract(), pk=pk)
    rows = about_hours.may_be_about(week)
    if not rows and (found := about_hours.of_week(week)):
        return redirect(found)
    if not rows:
        messages.error(request, _("Hours can be disputed from Monday noon until Friday, 24:00 UTC."))
        return redirect(week)
    form = OpenHoursForm(
        sent(request), sent_files(request), rows=rows, week=week, initial={"about": [str(row.pk) for row in rows]}
    )
    name = week.contract.freelancer.name
    return ask(
        request, _to_open(week), form,
        lambda typed: about_hours.open(week, typed.pop("about"), by=request.user, **typed),
        contract=week.contract, back=week.get_absolute_url(),
        said=_("Opened. The money of these hours lies apart, and %(name)s has been told.") % {"name": name},
        to=lambda dispute: dispute.get_absolute_url(),
    )  # fmt: skip


def _to_open(week: WorkWeek) -> Question:
    days, name = dispute_clocks.ANSWER_DAYS, week.contract.freelancer.name
    text = ngettext(
        "The money of these hours lies apart until it is settled; the rest of the week is paid as usual. %(name)s has "
        "%(n)d business day to answer; without an answer it is done as you ask.",
        "The money of these hours lies apart until it is settled; the rest of the week is paid as usual. %(name)s has "
        "%(n)d business days to answer; without an answer it is done as you ask.",
        days,
    )
    return Question(
        title=_("Dispute hours"),
        text=text % {"name": name, "n": days},
        sums=[(_("In escrow for this week"), deposits.free_for(week))],
        side=Side.CLIENT,
        button=_("Open the dispute"),
        warning=_("You can dispute a week once, until %(day)s, 24:00 UTC. If you withdraw the dispute, you can open it "
                  "once more until then. Most is settled by a question about an entry.")
        % {"day": date_format(week.review_ends.date() - weeks.DAY, "l, j F")},
    )  # fmt: skip
