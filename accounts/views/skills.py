"""Choosing skills from the topic tree. The search is part of the form, so that nothing that was ticked is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import people, skills
from accounts.forms.topics import SkillsForm, level_field
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
    people.choose_skills(mine, by=request.user, **form.cleaned_data)
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
    levels = {f"level-{slug}" for slug in query.getlist("topics")}
    for name in {"q", *names, *levels} & sent.keys():
        query[name] = sent.get(name, "")[:200]
    query["chosen"] = "1"
    return query.urlencode()


@dataclass(frozen=True)
class Chosen:
    """A skill that is ticked, and how well the person says they have it."""

    topic: Topic
    level: str = ""

    @property
    def field(self) -> str:
        """The name of its level in the form."""
        return level_field(self.topic)


def picker(request: SignedInRequest, profile: Profile) -> dict[str, Any]:
    """What is chosen (ticked just now, or on the page already), and what is offered."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _ticked(sent, profile) if "chosen" in sent or "topics" in sent else _held(profile)
    topics = [one.topic for one in chosen]
    words = sent.get("q", "").replace("\0", "").strip()[:80]
    offered = skills.find(words, without=topics) if words else skills.suggest(topics)
    return {"chosen": chosen, "offered": offered, "words": words, "levels": Profile.Level.choices}


def _held(profile: Profile) -> list[Chosen]:
    return [Chosen(held.topic, held.level) for held in profile.profile_skills.select_related("topic")]


def _ticked(sent: QueryDict, profile: Profile) -> list[Chosen]:
    """Those of the form; a level that it does not say is the one on the page."""
    levels = {one.topic.slug: one.level for one in _held(profile)}
    topics = _in_order(slug.replace("\0", "") for slug in sent.getlist("topics"))
    return [Chosen(topic, sent.get(level_field(topic), levels.get(topic.slug, ""))) for topic in topics]


def _in_order(slugs: Iterable[str]) -> list[Topic]:
    wanted = [*dict.fromkeys(slugs)][:50]
    found = {topic.slug: topic for topic in skills.nameable().filter(slug__in=wanted)}
    return [found[slug] for slug in wanted if slug in found]
