"""`{% load panels %}{% panels "portfolio_page" portfolio %}`: what higher floors have to say of the subject here."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from marketplace.kit import panels as registry

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, subject: Any) -> SafeString:
    """The place's panels, in order, each drawn with its own template."""
    return registry.draw(place, context["request"], subject)
