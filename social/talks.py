"""What is said to something, as its page prints it: the newest comments, each with its answers, and the form."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from marketplace.kit.pagination import page_of
from social import comments
from social.comment_form import CommentForm
from social.models import Comment

PER_PAGE = 20


@dataclass(frozen=True)
class Row:
    """A comment with what was answered to it, the oldest first."""

    comment: Comment
    answers: list[Comment]


@dataclass(frozen=True)
class Talk:
    """All of it. form: None for who may not comment; why_not says why.

    way: by which who has no account here comes to one, "sign_in" for a visitor and "join" for a guest.
    is_own_alone: nothing but what the reader said, who no longer reads the thing: they can take it back.
    """

    rows: list[Row]
    count: int
    next_cursor: str
    form: CommentForm | None
    why_not: str
    way: str = ""
    is_own_alone: bool = False


def of(kind: str, pk: UUID, user: Any, *, after: str | None = None, visitors: str = "") -> Talk:
    """What is said to this thing, in three queries for any number. visitors: what who is not signed in reads, or is
    a guest: they read and do not write.

    One that is gone stays as long as somebody answered it.
    """
    said = Comment.objects.about(kind, pk)
    top = said.filter(answers__isnull=True).with_all()
    page = page_of(top, order=["-at", "-pk"], after=after, size=PER_PAGE)
    answers = said.filter(answers__in=[one.pk for one in page.items]).with_all().order_by("at", "pk")
    by_top: dict[UUID | None, list[Comment]] = {}
    for one in answers:
        by_top.setdefault(one.answers_id, []).append(one)
    rows = [Row(one, by_top.get(one.pk, [])) for one in page.items]
    shown = [row for row in rows if row.answers or not row.comment.is_gone]
    is_guest, is_member = getattr(user, "is_guest", False), isinstance(user, User) and not user.is_guest
    why_not = comments.why_not(kind, pk, user) if is_member else visitors
    way = "" if is_member else "join" if is_guest else "sign_in"
    form = None if why_not else CommentForm.fresh()
    return Talk(shown, said.standing().count() if page.items else 0, page.next_cursor, form, why_not, way)


def own(kind: str, pk: UUID, user: Any, *, after: str | None = None) -> Talk | None:
    """What this person said to a thing that they no longer read, to take it back; None where they said nothing."""
    if not isinstance(user, User):
        return None
    said = Comment.objects.about(kind, pk).filter(by=user).standing()
    page = page_of(said.with_all(), order=["-at", "-pk"], after=after, size=PER_PAGE)
    if not page.items:
        return None
    rows = [Row(one, []) for one in page.items]
    return Talk(rows, said.count(), page.next_cursor, None, comments.why_not(kind, pk, user), is_own_alone=True)
