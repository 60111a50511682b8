"""What the frame of every page shows of its viewer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts import acting, ports
from accounts.models import User


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Site name and address; `me`, the signed-in viewer's party or None, their roles, for whom they act, their notices."""
    frame: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "embedded": settings.EMBEDDED,
        "sockets_url": settings.SOCKETS_URL,
        "me": None,
    }
    user = getattr(request, "user", None)
    if isinstance(user, User) and hasattr(user, "party"):
        frame |= {
            "me": user.party,
            "acting": acting.of(request, user),
            "my_roles": _roles(user),
            "my_role": user.acting_role,
            "unread_count": _unread(user),
        }
    return frame


def _roles(user: User) -> list[tuple[str, str]]:
    return [(role.kind, role.get_kind_display()) for role in user.roles.all()]


def _unread(user: User) -> int:
    return ports.notices.ask(user)
