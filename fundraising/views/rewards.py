"""The rewards of a fundraiser, for its maker: the list, a new one, a changed one, one less."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from fundraising import plans, rewards, steps
from fundraising.forms.rewards import RewardForm
from fundraising.models import Fundraiser, Reward
from fundraising.views.editor import frame, mine
from marketplace.kit.htmx import after_act
from projects.views import keeping
from projects.views.problems import problems_of

GET_OR_POST = ["GET", "HEAD", "POST"]
NAME = "rewards"


@require_safe
@signed_in
def offered(request: SignedInRequest, slug: str) -> HttpResponse:
    """What there is to choose, in its order."""
    fundraiser = _with_rewards(request, slug)
    context = {**frame(request, fundraiser, NAME), "rewards": plans.tiers(fundraiser)}
    return render(request, "fundraising/making/rewards.html", context)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new reward."""
    fundraiser = _with_rewards(request, slug)
    form = RewardForm(keeping.sent(request), fundraiser=fundraiser)
    if request.method != "POST" or not form.is_valid():
        return _page(request, fundraiser, form)
    try:
        rewards.offer(fundraiser, form.terms(), by=request.user)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, fundraiser, form)
    return after_act(request, _list(fundraiser), said=_("Added."))


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a reward; one that somebody chose gets a new version."""
    reward = _mine(request, pk)
    fundraiser = reward.fundraiser
    form = RewardForm(keeping.sent(request), fundraiser=fundraiser, reward=reward)
    if request.method != "POST" or not form.is_valid():
        return _page(request, fundraiser, form, reward)
    try:
        changed = rewards.change(reward, form.terms(), by=request.user)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, fundraiser, form, reward)
    is_new = changed.pk != reward.pk
    said = _("A new version is offered. Who chose the old one gets what they chose.") if is_new else _("Saved.")
    return after_act(request, _list(fundraiser), said=said)


@require_POST
@signed_in
def retire(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer it no more."""
    reward = _mine(request, pk)
    said = _("It is not offered any more.")
    return answers.after(
        request, lambda: rewards.retire(reward, by=request.user), to=_list(reward.fundraiser), said=said
    )


@require_POST
@signed_in
def move_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One place higher."""
    reward = _mine(request, pk)
    return answers.after(request, lambda: rewards.move_up(reward, by=request.user), to=_list(reward.fundraiser))


def _with_rewards(request: SignedInRequest, slug: str) -> Fundraiser:
    fundraiser = mine(request, slug)
    if fundraiser.kind not in steps.WITH_REWARDS:
        messages.info(request, _("This kind of fundraiser has no rewards. Choose another kind first."))
    return fundraiser


def _mine(request: SignedInRequest, pk: UUID) -> Reward:
    theirs = Fundraiser.objects.of(request.user).filter(filing__isnull=True)
    found = Reward.objects.filter(fundraiser__in=theirs, retired_at=None)
    return get_object_or_404(found.select_related("fundraiser__listing__owner"), pk=pk)


def _list(fundraiser: Fundraiser) -> str:
    return reverse("fundraising:step", args=[fundraiser.listing.slug, NAME])


def _page(request: SignedInRequest, fundraiser: Fundraiser, form: RewardForm, reward: Reward | None = None) -> Any:
    problems = form.problems() if form.is_bound else {}
    context = {
        **frame(request, fundraiser, NAME),
        "form": form,
        "reward": reward,
        "is_chosen": bool(reward and rewards.is_chosen(reward)),
        "problems": problems_of(form, problems),
    }
    return render(request, "fundraising/making/reward.html", context, status=422 if problems else 200)
