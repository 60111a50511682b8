"""`{% load scores %}`: the figures of scores as people read them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.kit.templatetags import ui
from social.models import Badge

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """A score as it is written: 7527 is 75.3. A dash where there is none."""
    return "–" if hundredths is None else number_format(Decimal(hundredths) / 100, 1)


@register.filter
def halves(twice: int) -> str:
    """A weight or outcome that is kept in halves: 9 is 4.5."""
    return number_format(Decimal(twice) / 2, 1)


@register.filter
def quarters(four_times: int) -> str:
    """A sum of weights times outcomes, kept in quarters."""
    return number_format(Decimal(four_times) / 4, 2)


@register.filter
def places(value: Decimal, count: int) -> str:
    """A number to so many places."""
    return number_format(value, count)


@register.simple_tag
def badge_of(badge: int | str | None) -> SafeString | str:
    """The badge as a small frame; nothing for the first rung, which everybody has."""
    if not badge:
        return ""
    held = Badge(int(badge))
    sign = ui.icon("check-circle")
    said = _("Badge")
    return SafeString(
        f'<span class="badge badge--good">{sign}<span class="visually-hidden">{said}: </span>{held.label}</span>'
    )
