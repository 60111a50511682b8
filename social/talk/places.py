"""Where the menu of whoever has signed in leads to on this floor: their messages, with how many are unread."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.ports import Place
from social import header
from social.talk import unread


def places(user: User) -> Iterator[Place]:
    """One's messages, always in reach."""
    waiting = header.figures_of(user).messages
    said = unread.label_of(waiting)
    yield Place("chat", _("Messages"), reverse("social:messages"), waiting, is_in_header=True, said=said, stands=True)
