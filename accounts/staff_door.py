"""Who of the staff may enter the admin."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import stepup
from accounts.models import User


def is_shut_to(user: Any) -> bool:
    """Whether somebody who may enter has yet to set up a second factor. Others meet the admin's own refusal."""
    return isinstance(user, User) and user.is_staff and not stepup.has_second_factor(user)


def badge(request: HttpRequest) -> list[str]:
    """The hint beside the name of the admin where the door stands open that would be shut elsewhere."""
    if settings.STAFF_NEED_SECOND_FACTOR or not is_shut_to(request.user):
        return []
    return [_("No second factor: only on this machine"), "warning"]
