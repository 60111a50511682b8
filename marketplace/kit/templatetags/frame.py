"""`{% load frame %}`: parts of the frame that are the same for every visitor are drawn once a process.

Header and footer hold some sixty words and addresses; drawn anew they took as long as the 24 cards between them.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.translation import get_language

register = template.Library()


class KeepNode(template.Node):
    """Draws its content once for each language and each set of values it varies by."""

    def __init__(self, nodelist: NodeList, varies: list[FilterExpression]) -> None:
        self.nodelist, self.varies = nodelist, varies
        self.drawn: dict[tuple[Any, ...], str] = {}

    def render(self, context: Context) -> str:
        if settings.DEBUG:
            return str(self.nodelist.render(context))
        key = (get_language(), *(each.resolve(context, ignore_failures=True) for each in self.varies))
        if key not in self.drawn:
            self.drawn[key] = str(self.nodelist.render(context))
        return self.drawn[key]


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep section %}…{% endkeep %}`: what is kept must not depend on the viewer or the request.

    It may depend on the language and on the values named in the tag, which must have few different ones. A variable
    set inside (`{% url … as x %}`) is not known outside.
    """
    varies = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, varies)
