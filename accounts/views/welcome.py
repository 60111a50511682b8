"""The two pages after joining: who one is and what for; then, for freelancers, what clients find them by."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import beginning, people
from accounts.forms.topics import FirstPageForm, WelcomeForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Role, User
from accounts.views.skills import kept, picker
from marketplace.kit.htmx import after_act, render_form

SECOND = "accounts:welcome_skills"
HOME = "discovery:home"


@require_http_methods(["GET", "POST"])
@login_required
def welcome(request: SignedInRequest) -> HttpResponse:
    """Name, roles and interests. The one page that also serves somebody who has no name here yet."""
    form = WelcomeForm(request.POST or None, initial=_known(request.user))
    if not form.is_valid():
        return render_form(request, "accounts/welcome/welcome.html", form)
    people.introduce(request.user, **form.cleaned_data)
    works = Role.Kind.FREELANCER in form.cleaned_data["kinds"]
    return after_act(request, SECOND if works else HOME)


welcome.asks_for_sign_in = True  # type: ignore[attr-defined] # not `signed_in`, which would send the nameless here


@require_http_methods(["GET", "POST"])
@signed_in
def welcome_skills(request: SignedInRequest) -> HttpResponse:
    """Headline and skills, and whether to be found by them."""
    mine = request.user.party.profile
    form = FirstPageForm(request.POST or None, initial={"headline": mine.headline, **_typed(request)})
    if not form.is_valid():
        around = {
            **picker(request, mine),
            "search_at": reverse("accounts:welcome_search"),
        }
        return render_form(request, "accounts/welcome/skills.html", form, fragment="picker", **around)
    people.open_page(mine, by=request.user, **form.cleaned_data)
    return after_act(request, HOME)


@require_POST
@signed_in
def welcome_search(request: SignedInRequest) -> HttpResponse:
    """Look for skills with everything ticked and typed so far kept."""
    return redirect(f"{reverse(SECOND)}?{kept(request.POST, 'headline', 'is_shown')}")


@require_POST
@signed_in
def put_steps_away(request: SignedInRequest) -> HttpResponse:
    """Show the list of first steps no more."""
    beginning.put_away(by=request.user)
    return after_act(request, HOME, said=_("Put away. How complete your page is stands on it, for you alone."))


def _known(user: User) -> dict[str, Any]:
    party = getattr(user, "party", None)
    known: dict[str, Any] = {"kinds": [role.kind for role in user.roles.all()]}
    if party:
        known |= {"name": party.name, "interests": party.profile.interests.all(), "goal": party.profile.goal}
    return known


def _typed(request: SignedInRequest) -> dict[str, Any]:
    """What came along with a search."""
    sent = request.GET
    return {"headline": sent.get("headline", ""), "is_shown": "is_shown" in sent} if "chosen" in sent else {}
