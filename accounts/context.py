"""What the frame of every page shows of its viewer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Site name and address, and `me`: the signed-in viewer's party or None."""
    user = getattr(request, "user", None)
    me = getattr(user, "party", None) if user and user.is_authenticated else None
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "me": me, "embedded": settings.EMBEDDED}
