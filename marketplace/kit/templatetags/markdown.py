"""`{% load markdown %}` and `{{ job.brief|markdown }}`."""

from django import template
from django.utils.safestring import SafeString

from marketplace.kit import markdown as text

register = template.Library()


@register.filter
def markdown(words: str | None) -> SafeString:
    """What a person wrote, as safe HTML with headings from h2 down."""
    return text.render(words or "")


@register.filter
def plain(words: str | None) -> str:
    """What a person wrote, without marks, on one line."""
    return text.plain(words or "")
