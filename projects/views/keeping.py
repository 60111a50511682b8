"""What an anonymous visitor typed waits in their session while they sign in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from projects.forms import typed
from projects.forms.typed import Typed

PLACE = "typed"
MOST = 3  # forms kept at once


def keeps_typed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Before the view sends somebody to the sign-in page, put what they sent into their session."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _put(request, typed.of(request.POST))
        return view(request, *args, **kwargs)

    return keeping


def take(request: HttpRequest) -> Typed:
    """What was typed at this address before signing in; once, then it is gone."""
    kept = request.session.get(PLACE, {})
    if request.path not in kept:
        return {}
    found: Typed = kept.pop(request.path)
    request.session[PLACE] = kept
    return found


def _put(request: HttpRequest, what: Typed) -> None:
    kept = {**request.session.get(PLACE, {}), request.path: what}
    request.session[PLACE] = dict(list(kept.items())[-MOST:])
