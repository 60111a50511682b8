"""The home page of a member: what waits for them (panels of other floors), then what is new for the part they play."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile, Role, User
from discovery import front
from discovery.search import Ask
from discovery.search.params import address
from marketplace.catalog.models import Listing, Topic

_Kind, _Role = Listing.Kind, Role.Kind
_RUNNING, _OPEN = {"funding": ("ongoing",)}, {"open": ("1",)}
SIZE = 4
SKILLS = 12  # topics of a person that count


@dataclass(frozen=True)
class Row:
    """A section of cards, and why it is shown."""

    title: str | Promise
    note: str | Promise
    more: str | Promise
    ask: Ask


def page(user: User) -> dict[str, Any]:
    """Everything that the template shows."""
    profile = Profile.objects.filter(party__user=user).first()
    skills = tuple(_topics(user, profile))
    sections = _sections(user.acting_role, skills)
    return {"sections": sections, "skills": skills, "section": "", "first": _first_act(user.acting_role)}


def _first_act(role: str) -> tuple[str | Promise, str]:
    """What somebody in this role comes for, and where it begins."""
    acts: dict[str, tuple[str | Promise, str]] = {
        str(_Role.CLIENT): (_("Post a job"), reverse("projects:post")),
        str(_Role.INVESTOR): (_("See what is running"), address(Ask(kind=_Kind.FUNDRAISER, chosen=_RUNNING))),
    }
    return acts.get(role, (_("Find a job"), address(Ask(kind=_Kind.PROJECT, chosen=_OPEN))))


def _sections(role: str, skills: tuple[Topic, ...]) -> list[dict[str, Any]]:
    """The rows that hold something. Where nothing of these topics is to be done now, they are of everything."""
    rows = _rows(role, skills)
    found = front.rows(*(row.ask for row in rows), size=SIZE)
    if skills and not found[0].found:
        return _sections(role, ())
    return [
        {"title": row.title, "note": row.note, "more": row.more, "url": address(row.ask), "found": one.found}
        for row, one in zip(rows, found, strict=True)
        if one.found
    ]


def _topics(user: User, profile: Profile | None) -> list[Topic]:
    """A freelancer's skills; for others, what they said they would like to see."""
    if profile is None:
        return []
    skills = list(profile.skills.all()[:SKILLS])
    return skills if user.acting_role == _Role.FREELANCER else list(profile.interests.all()[:SKILLS]) or skills


def _rows(role: str, skills: tuple[Topic, ...]) -> list[Row]:
    """What a person of this role looks for first. Without skills the sections are of everything."""
    for_role = {str(_Role.CLIENT): _for_client, str(_Role.INVESTOR): _for_backer}
    return for_role.get(role, _for_freelancer)(skills)


def _for_freelancer(skills: tuple[Topic, ...]) -> list[Row]:
    jobs = Ask(kind=_Kind.PROJECT, topics=skills, chosen=_OPEN)
    fit = _("Open jobs that ask for one of your skills, newest first.") if skills else _("Newest first.")
    return [
        Row(_("Jobs for your skills") if skills else _("New jobs"), fit, _("All of these jobs"), jobs),
        _new_work(skills),
    ]


def _for_client(skills: tuple[Topic, ...]) -> list[Row]:
    people = Ask(kind=_Kind.PERSON, topics=skills, chosen={"free": ("fortnight",)}, sort="rated")
    return [
        Row(
            _("People with a free week"),
            _("Free to start within two weeks, best rated first."),
            _("All who are free"),
            people,
        ),
        _new_work(skills),
    ]


def _for_backer(skills: tuple[Topic, ...]) -> list[Row]:
    funding = Ask(kind=_Kind.FUNDRAISER, topics=skills, chosen=_RUNNING, sort="ending")
    return [
        Row(
            _("Ending soon"),
            _("Fundraisers that are running, the next to end first."),
            _("All that are running"),
            funding,
        ),
        _new_work(skills),
    ]


def _new_work(skills: tuple[Topic, ...]) -> Row:
    title = _("New work in your topics") if skills else _("New work")
    return Row(title, "", _("All of these works"), Ask(kind=_Kind.WORK, topics=skills))
