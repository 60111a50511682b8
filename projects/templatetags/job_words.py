"""`{% load job_words %}`: the state and the budget of jobs and proposals, as lists print them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kit.templatetags import ui
from projects import words
from projects.models import Project, Proposal

register = template.Library()


@register.simple_tag
def state_of(thing: Project | Proposal) -> SafeString:
    """Where it is in its life: icon and word."""
    icon, tone = words.look_of(thing)
    classes = f"state state--{tone}" if tone else "state"
    return format_html('<span class="{}">{}{}</span>', classes, ui.icon(icon), thing.get_status_display())


@register.filter
def budget(project: Project) -> str:
    """The budget as people say it: £600–900, $25–40 an hour."""
    return words.budget(project)
