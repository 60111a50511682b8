"""How a view answers an act that may be refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.refusals import Refused
from marketplace.kit.htmx import after_act
from marketplace.kit.models import IllegalMove

REFUSALS = (Refused, IllegalMove)


def after(request: HttpRequest, act: Callable[[], Any], *, to: Any, said: str = "") -> HttpResponse:
    """Do it and go on to the page; where it is refused, go there too and say why."""
    try:
        act()
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(to)
    return after_act(request, to, said=said)
