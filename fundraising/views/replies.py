"""A backer's answers: what their maker asks, and where their reward is sent."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, signed_in_or_guest
from accounts.views import answers
from fundraising import surveys
from fundraising.forms.survey import AddressForm, ReplyForm
from fundraising.models import Pledge, Survey
from social import notices


@require_safe
@signed_in_or_guest
def mine(request: SignedInRequest, slug: str) -> HttpResponse:
    """From a notice to one's own answers; those of the first pledge that still waits."""
    rows = Pledge.objects.of_backer(request.user).filter(fundraiser__listing__slug=slug)
    paid = rows.filter(status=Pledge.Status.COLLECTED).order_by(F("reply").asc(nulls_first=True), "pk")
    notices.mark_read(request.user, url=request.path)
    if first := paid.first():
        return redirect("fundraising:reply", first.pk)
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_guest
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer, or change what one answered."""
    pledge = get_object_or_404(
        Pledge.objects.of_backer(request.user).with_all().select_related("reply", "address"), pk=pk
    )
    survey = get_object_or_404(
        Survey.objects.prefetch_related("questions__reward"), fundraiser=pledge.fundraiser_id, sent_at__isnull=False
    )
    if reason := surveys.why_closed(survey, pledge):
        return _page(request, pledge, survey, None, None, closed=reason)
    form, address = _forms(request, pledge, survey)
    if request.method != "POST":
        return _page(request, pledge, survey, form, address)
    is_right = all([form.is_valid(), address is None or address.is_valid()])
    if is_right:
        try:
            told = address.cleaned_data if address else None
            surveys.reply(pledge, form.answers(), told, by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The maker has what they need."))
            return redirect(pledge)
    return _page(request, pledge, survey, form, address, status=422)


def _forms(request: SignedInRequest, pledge: Pledge, survey: Survey) -> tuple[ReplyForm, AddressForm | None]:
    sent = request.POST if request.method == "POST" else None
    wants = surveys.wants_address(pledge)
    instance = getattr(pledge, "address", None)
    address = AddressForm(sent, pledge=pledge, instance=instance) if wants else None
    if sent is None and hasattr(pledge, "reply"):
        return ReplyForm.given(pledge.reply.answers, survey=survey, pledge=pledge), address
    return ReplyForm(sent, survey=survey, pledge=pledge), address


def _page(
    request: SignedInRequest, pledge: Pledge, survey: Survey, form: ReplyForm | None, address: AddressForm | None, *,
    closed: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    given = [
        (question, text)
        for question, text in zip(survey.questions.all(), surveys.as_answers(survey, pledge), strict=True)
        if text
    ]
    context = {
        "section": "fund", "pledge": pledge, "making": pledge.fundraiser.listing, "survey": survey, "form": form,
        "address": address, "closed": closed, "given": given if closed else [],
    }  # fmt: skip
    return render(request, "fundraising/fulfilment/reply.html", context, status=status)
