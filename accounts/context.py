"""What the frame of every page shows of its viewer."""

from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from accounts import acting, ports
from accounts.models import User
from marketplace.kit import languages

_KNOWN = "_frame"


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Site name and address; of a signed-in viewer their party, roles, for whom they act, and their notices.

    A page and each of its panels ask for it, so it is worked out once a request and viewer.
    """
    user = getattr(request, "user", None)
    viewer = user.pk if isinstance(user, User) else None
    known: tuple[Any, dict[str, Any]] | None = getattr(request, _KNOWN, None)
    if known is None or known[0] != viewer:
        known = (viewer, _frame(request, user))
        setattr(request, _KNOWN, known)
    return known[1]


def _frame(request: HttpRequest, user: Any) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "embedded": settings.EMBEDDED,
        "money_is_real": settings.MONEY_IS_REAL,
        "sockets_url": settings.SOCKETS_URL,
        "me": None,
        "site_languages": languages.offered(),
    }
    if isinstance(user, User) and not user.is_guest and hasattr(user, "party"):
        frame |= {
            "me": user.party,
            "acting": acting.of(request, user),
            "my_roles": _roles(user),
            "my_role": user.acting_role,
            "unread_count": _unread(user),
            "my_places": ports.menu.of(user),
            "look": user,
        }
    return frame


def _roles(user: User) -> list[tuple[str, str]]:
    prefetch_related_objects([user], "roles")  # asked once a request, however many panels a page has
    return [(role.kind, role.get_kind_display()) for role in user.roles.all()]


def _unread(user: User) -> int:
    return ports.notices.ask(user)
