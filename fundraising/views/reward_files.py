"""Rewards that are files: for their maker to bring and hand out, for backers to fetch."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in, signed_in_or_guest
from accounts.models import Party
from accounts.views import answers
from fundraising import reward_files
from fundraising.forms.delivery import RewardFileForm
from fundraising.models import Delivery, Fundraiser, Reward, RewardFile
from fundraising.views.deliveries import frame, made_by
from marketplace.kit import private_files

WAITS = Q(pledged__delivery__status=Delivery.Status.TO_SHIP)
SENT = Q(pledged__delivery__sent_at__isnull=False)


@require_safe
@signed_in
def files(request: SignedInRequest, slug: str) -> HttpResponse:
    """The rewards that are not posted, with their files."""
    return _page(request, made_by(request, slug))


@require_POST
@signed_in
def add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One file more."""
    reward = _reward(request, pk)
    form = RewardFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            reward_files.add(reward, form.cleaned_data["file"], by=request.user)
        except answers.REFUSALS as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(_url(reward.fundraiser))
    return _page(request, made_by(request, reward.fundraiser.listing.slug), wrong=(reward.pk, form))


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One file less."""
    mine = Party.objects.acted_for_by(request.user)
    rows = RewardFile.objects.filter(reward__fundraiser__listing__owner__in=mine)
    file = get_object_or_404(rows.select_related("reward__fundraiser__listing"), pk=pk)
    to = _url(file.reward.fundraiser)
    return answers.after(request, lambda: reward_files.remove(file, by=request.user), to=to, said=_("Removed."))


@require_POST
@signed_in
def hand_out(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everybody who waits for it gets it."""
    reward = _reward(request, pk)
    said = _("Sent. Everybody who waited for it is told.")
    to = _url(reward.fundraiser)
    return answers.after(request, lambda: reward_files.hand_out(reward, by=request.user), to=to, said=said)


@require_safe
@signed_in_or_guest
def fetch(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The file, for who was sent it."""
    file = get_object_or_404(reward_files.readable_by(request.user), pk=pk)
    return private_files.answer(file.file, named=file.name)


def _page(
    request: SignedInRequest, fundraiser: Fundraiser, *, wrong: tuple[UUID, RewardFileForm] | None = None
) -> HttpResponse:
    rewards = fundraiser.rewards.filter(ships=Reward.Ships.NOTHING).prefetch_related("files").order_by("position")
    counted = rewards.annotate(waits=Count("pledged", filter=WAITS), sent=Count("pledged", filter=SENT))
    rows = [
        (one, wrong[1] if wrong and wrong[0] == one.pk else RewardFileForm(auto_id=f"id_{one.pk.hex}_%s"))
        for one in counted
    ]
    context = {**frame(fundraiser, "files"), "rows": rows, "form": wrong[1] if wrong else None}
    return render(request, "fundraising/fulfilment/files.html", context, status=422 if wrong else 200)


def _reward(request: SignedInRequest, pk: UUID) -> Reward:
    mine = Party.objects.acted_for_by(request.user)
    rows = Reward.objects.filter(fundraiser__listing__owner__in=mine, ships=Reward.Ships.NOTHING)
    return get_object_or_404(rows.select_related("fundraiser__listing__owner"), pk=pk)


def _url(fundraiser: Fundraiser) -> str:
    return reverse("fundraising:reward_files", args=[fundraiser.listing.slug])
