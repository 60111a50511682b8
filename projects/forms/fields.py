"""Fields of more than one form."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import skills
from marketplace.catalog.models import Topic
from marketplace.kit import clock

MOST_SKILLS = 10
FIELD_KINDS = [Topic.Kind.FIELD, Topic.Kind.SUBJECT]


class LineField(forms.CharField):
    """One line of text: breaks and runs of spaces become one space, so that it can stand in a heading or a mail."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


class DayField(forms.DateField):
    """A day, as browsers and people give it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": gettext_lazy("Enter a day, for example 2026-12-24.")}
        super().__init__(**{"error_messages": messages, **kwargs})


class FieldOfWork(forms.ChoiceField):
    """What the work is: one node of the topic tree, grouped by its root. Cleaned to the Topic."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_grouped, **kwargs)

    def clean(self, value: Any) -> Any:
        slug = super().clean(value)
        return Topic.objects.get(slug=slug) if slug else None


class SkillsField(forms.CharField):
    """Skills, tools and fields by name, divided by commas. Cleaned to their topics, in the order typed.

    A name that is not known is refused with those that come near it.
    """

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(topic.name for topic in value)

    def clean(self, value: Any) -> Any:
        names = [" ".join(name.split()) for name in super().clean(value).split(",")]
        names = list(dict.fromkeys(name.casefold() for name in names if name))
        if len(names) > MOST_SKILLS:
            raise ValidationError(_("Name at most %(n)d skills: the ones that decide.") % {"n": MOST_SKILLS})
        known = _by_name(names)
        for name in names:
            if name not in known:
                raise ValidationError(_unknown(name))
        return [known[name] for name in names]


def not_past(day: date | None) -> date | None:
    """The day. Raises ValidationError for one that is over, or centuries away."""
    if day and day < clock.today():
        raise ValidationError(_("This day has passed."), "past")
    if day and day.year > clock.today().year + 5:
        raise ValidationError(_("This is more than five years away."), "far")
    return day


def _by_name(names: Iterable[str]) -> dict[str, Topic]:
    wanted = list(names)
    found = skills.askable().extra(where=["lower(name) = ANY(%s)"], params=[wanted]) if wanted else []
    by_name = {topic.name.casefold(): topic for topic in found}
    return by_name | {topic.name.casefold(): topic for topic in found if topic.kind in skills.KINDS}


def _unknown(name: str) -> str:
    near = [topic.name for topic in skills.find(name, among=skills.askable())][:3]
    if near:
        return _("“%(name)s” is not on our list of skills. Near it: %(near)s.") % {
            "name": name,
            "near": ", ".join(near),
        }
    return _("“%(name)s” is not on our list of skills. Try a plainer word.") % {"name": name}


def _grouped() -> list[tuple[str, Any]]:
    """Fields of work under their roots, as a select shows them."""
    topics = list(Topic.objects.filter(kind__in=FIELD_KINDS).only("slug", "name", "lineage", "parent"))
    names = {topic.pk: topic.name for topic in topics}
    groups: dict[str, list[tuple[str, str]]] = {topic.name: [] for topic in topics if topic.depth == 0}
    for topic in sorted(topics, key=lambda topic: [names.get(pk, "") for pk in topic.lineage]):
        root = names.get(topic.lineage[0], topic.name) if topic.lineage else topic.name
        indent = "\u2003" * max(topic.depth - 1, 0)
        groups.setdefault(root, []).append((topic.slug, f"{indent}{topic.name}"))
    return [("", _("Choose a field")), *sorted(groups.items())]
