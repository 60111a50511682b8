"""What is said in public about a fundraiser or one of its updates, as their pages print it."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import guests
from social import talks


def about(request: HttpRequest, kind: str, pk: UUID) -> talks.Talk:
    """It, with the way for who has no account here to comment."""
    reader, visitors = request.user, _("Who backs it can comment.")
    if not reader.is_authenticated and (guest := guests.of(request)):
        reader = guest.user
    return talks.of(kind, pk, reader, after=request.GET.get("after"), visitors=visitors)
