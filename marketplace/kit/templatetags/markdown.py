"""`{% load markdown %}` and `{{ job.brief|markdown }}`."""

from django import template
from django.utils.safestring import SafeString

from marketplace.kit import films
from marketplace.kit import markdown as text

register = template.Library()


@register.filter
def markdown(words: str | None) -> SafeString:
    """What a person wrote, as safe HTML with headings from h2 down."""
    return text.render(words or "")


@register.filter
def with_films(drawn: SafeString, poster: str) -> SafeString:
    """A text that was made HTML, with the films that it names, each behind this picture until it is pressed."""
    return films.shown(drawn, poster)


@register.filter
def plain(words: str | None) -> str:
    """What a person wrote, without marks, on one line."""
    return text.plain(words or "")
