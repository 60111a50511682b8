"""What an anonymous visitor typed waits in their session while they sign in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from projects.forms import typed
from projects.forms.typed import Typed

PLACE = "typed"
MOST = 3  # forms kept at once
View = Callable[..., HttpResponseBase]


def keeps_typed(view: View) -> View:
    """Before the view sends somebody to the sign-in page, put what they sent into their session."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _put(request, typed.of(request.POST), at=request.path)
        return view(request, *args, **kwargs)

    return keeping


def keeps_typed_for(page: str, *takes: str) -> Callable[[View], View]:
    """The same for an act whose form stands on another page: signed in, one comes back to that.

    page: its name. takes: which of the act's arguments are the page's, by name; all of them where none is named.
    """

    def keeps(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST" and not request.user.is_authenticated:
                of_page = {name: kwargs[name] for name in takes} if takes else kwargs
                at = reverse(page, args=args, kwargs=of_page)
                _put(request, typed.of(request.POST), at=at)
                return redirect_to_login(at)
            return view(request, *args, **kwargs)

        return keeping

    return keeps


def sent(request: HttpRequest) -> "MultiValueDict[str, str] | None":
    """What a form takes for its data: what is sent now, or what was typed here before signing in; None for neither."""
    if request.method == "POST":
        return request.POST
    kept = take(request)
    return typed.as_data(kept) if kept else None


def take(request: HttpRequest) -> Typed:
    """What was typed at this address before signing in; once, then it is gone."""
    kept = request.session.get(PLACE, {})
    if request.path not in kept:
        return {}
    found: Typed = kept.pop(request.path)
    request.session[PLACE] = kept
    return found


def _put(request: HttpRequest, what: Typed, *, at: str) -> None:
    kept = {**request.session.get(PLACE, {}), at: what}
    request.session[PLACE] = dict(list(kept.items())[-MOST:])
