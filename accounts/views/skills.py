"""Choosing skills from the topic tree. The search is part of the form, so that nothing that was ticked is lost."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import people, skills
from accounts.forms.topics import SkillsForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Profile
from marketplace.catalog.models import Topic
from marketplace.kit.htmx import after_act, render_form

HERE = "accounts:settings_skills"


@require_http_methods(["GET", "POST"])
@signed_in
def skills_page(request: SignedInRequest) -> HttpResponse:
    """The skills on one's page, and a search for more."""
    mine = request.user.party.profile
    form = SkillsForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        around = {"at": "skills", **picker(request, mine), "search_at": reverse("accounts:search_skills")}
        return render_form(request, "accounts/settings/skills.html", form, fragment="picker", **around)
    people.choose_skills(mine, form.cleaned_data["topics"], by=request.user)
    return after_act(request, HERE, said=_("Your skills are saved."))


@require_POST
@signed_in
def search_skills(request: SignedInRequest) -> HttpResponse:
    """Look for skills with those ticked so far kept: they travel in the address of the page with the result."""
    return redirect(f"{reverse(HERE)}?{kept(request.POST)}")


def kept(sent: QueryDict, *names: str) -> str:
    """What was ticked and typed, as a query string: the skills, the search, and the fields of these names."""
    query = QueryDict(mutable=True)
    query.setlist("topics", [*dict.fromkeys(sent.getlist("topics"))][:50])
    for name in {"q", *names} & sent.keys():
        query[name] = sent.get(name, "")[:200]
    query["chosen"] = "1"
    return query.urlencode()


def picker(request: SignedInRequest, profile: Profile) -> dict[str, Any]:
    """What is chosen (ticked just now, or on the page already), and what is offered."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = (
        _in_order(slug.replace("\0", "") for slug in sent.getlist("topics")) if "chosen" in sent else _held(profile)
    )
    words = sent.get("q", "").replace("\0", "").strip()[:80]
    offered = skills.find(words, without=chosen) if words else skills.suggest(chosen)
    return {"chosen": chosen, "offered": offered, "words": words}


def _held(profile: Profile) -> list[Topic]:
    return [held.topic for held in profile.profile_skills.select_related("topic")]


def _in_order(slugs: Iterable[str]) -> list[Topic]:
    wanted = [*dict.fromkeys(slugs)][:50]
    found = {topic.slug: topic for topic in skills.nameable().filter(slug__in=wanted)}
    return [found[slug] for slug in wanted if slug in found]
