"""`{% load job_words %}`: states, budgets and days of jobs, proposals and contracts, as lists print them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kit.models import Stateful
from marketplace.kit.templatetags import ui
from projects import words
from projects.hours import weeks
from projects.models import Project

register = template.Library()


@register.simple_tag
def state_of(thing: Stateful) -> SafeString:
    """Where it is in its life: icon and word."""
    icon, tone = words.look_of(thing)
    classes = f"state state--{tone}" if tone else "state"
    return format_html('<span class="{}">{}{}</span>', classes, ui.icon(icon), _label(thing))


@register.filter
def budget(project: Project) -> str:
    """The budget as people say it: £600–900, $25–40 an hour."""
    return words.budget(project)


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours: 90 is 1:30."""
    return weeks.hours(minutes)


def _label(thing: Any) -> str:
    return str(thing.get_status_display())
