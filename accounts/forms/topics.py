"""Choosing from the topic tree: skills and interests."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import skills
from accounts.forms.entrance import ROLES_AT_THE_DOOR, WHEN_EMPTY
from accounts.models import Profile
from marketplace.catalog.models import Topic
from marketplace.kit import regions

MOST_SKILLS = 15
LEVELS = {"", *Profile.Level.values}


class SkillsForm(forms.Form):
    """The skills somebody names, by slug, in the order in which they were sent."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Skills"), queryset=Topic.objects.none(), to_field_name="slug", required=False,
        error_messages={"invalid_choice": _("There is no skill called “%(value)s” any more.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = skills.nameable()  # type: ignore[attr-defined]

    def clean_topics(self) -> list[Topic]:
        chosen = {topic.slug: topic for topic in self.cleaned_data["topics"]}
        if len(chosen) > MOST_SKILLS:
            raise ValidationError(_t("Name at most %(most)d skills, those you want work for.") % {"most": MOST_SKILLS})
        sent = self.data.getlist("topics") if hasattr(self.data, "getlist") else self.data.get("topics", [])
        return [chosen[slug] for slug in dict.fromkeys(sent)]

    def clean(self) -> dict[str, Any]:
        """Beside the topics, how well: `levels` by slug, of those that say one of the levels there are."""
        cleaned = super().clean() or {}
        sent = {topic.slug: self.data.get(level_field(topic)) for topic in cleaned.get("topics", [])}
        cleaned["levels"] = {slug: level for slug, level in sent.items() if level in LEVELS}
        return cleaned


def level_field(topic: Topic) -> str:
    """The name of the field that says how well somebody has this skill."""
    return f"level-{topic.slug}"


class WelcomeForm(forms.Form):
    """The first page after joining: the name, the roles, and what to show on the first home page."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": WHEN_EMPTY["name"]},
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("What brings you here?"), choices=ROLES_AT_THE_DOOR, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )  # fmt: skip
    goal = forms.ChoiceField(
        label=_("What would you like to do first?"), choices=Profile.Goal, required=False, widget=forms.RadioSelect,
        help_text=_("Your home page begins with it."),
    )  # fmt: skip
    interests = forms.ModelMultipleChoiceField(
        label=_("What would you like to see?"), queryset=Topic.objects.roots(), to_field_name="slug", required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Your home page shows these."),
    )  # fmt: skip

    timezone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-own-zone": ""}))

    def clean_timezone(self) -> str:
        """The zone of the browser where it said one that we know; otherwise nothing."""
        zone: str = self.cleaned_data["timezone"]
        return zone if zone in regions.zones() else ""


class FirstPageForm(SkillsForm):
    """The second page, for freelancers: what clients find them by."""

    headline = forms.CharField(
        label=_("What do you do?"), max_length=140, required=False,
        help_text=_("One line, for example: Book designer. Grids, paper and patience."),
    )  # fmt: skip
    is_shown = forms.BooleanField(
        label=_("Show my page to everybody, so that clients find me"), required=False, initial=True
    )
