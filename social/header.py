"""The two figures in the header of whoever has signed in, asked in one query: their unread notices and messages."""

from typing import NamedTuple

from django.db.models import Count, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from social.models import Notice
from social.talk import unread


class Figures(NamedTuple):
    """How many wait for a person."""

    notices: int
    messages: int


def figures_of(user: User) -> Figures:
    """Asked once for each request, whose own object the person is."""
    kept: Figures | None = user.__dict__.get("_header_figures")
    if kept is None:
        kept = user.__dict__["_header_figures"] = ask(user)
    return kept


def count_notices(user: User) -> int:
    """The figure beside the bell."""
    return figures_of(user).notices


def ask(user: User) -> Figures:
    """As they stand now."""
    notices = Notice.objects.visible_to(user).unread().order_by().values("user").annotate(n=Count("pk")).values("n")
    messages = unread.waiting_for(user).order_by().values("user").annotate(n=Sum("unread")).values("n")
    row = User.objects.filter(pk=user.pk).values_list(Coalesce(Subquery(notices), 0), Coalesce(Subquery(messages), 0))
    return Figures(*row.get())
