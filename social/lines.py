"""What open pages are sent: notices as one line each, the figure beside the bell, and where to go on from."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import translation

from accounts.models import User
from marketplace.kit import arrays
from marketplace.kit.ids import uuid7
from social import header, kinds, notices
from social.models import Notice
from social.talk import unread as messages


def of_event(told: Mapping[UUID, UUID], languages: Mapping[UUID, str]) -> dict[UUID, str]:
    """The message to each of these people: their notice, in their language, and their own figure. Two queries.

    told: the notices of one event, by person.
    """
    notice = Notice.objects.with_words().filter(pk__in=arrays.among(told.values())).first()
    if not notice:
        return {}
    lines = {language: _line(notice, language) for language in set(languages.values())}
    unread = _unread(told)
    return {
        user: _message(unread.get(user, 0), [{"id": str(pk), **lines[languages[user]]}], languages[user])
        for user, pk in told.items()
    }


def of_page(shown: Iterable[Notice], user: User) -> str:
    """The message to one page: these notices, and the figure."""
    rows = [{"id": str(notice.pk), **_line(notice, user.language)} for notice in shown]
    return _with_messages(user, rows)


def of_figures(users: Iterable[User]) -> dict[UUID, str]:
    """The message to each of these people that says only how much waits for them now. A query for each."""
    return {user.pk: _with_messages(user, []) for user in users}


def _with_messages(user: User, rows: list[dict[str, str]]) -> str:
    """Both figures of the header: of the notices and of the messages."""
    unread, waiting = header.ask(user)
    with translation.override(user.language or None):
        label = messages.label_of(waiting)
    return _message(unread, rows, user.language, messages=waiting, messages_label=label)


def _message(unread: int, rows: list[dict[str, str]], language: str, **more: Any) -> str:
    with translation.override(language or None):
        message: dict[str, Any] = {"unread": unread, "label": notices.label_of(unread), "notices": rows}
    return json.dumps({**message, **more, "cursor": str(uuid7())})


def _line(notice: Notice, language: str) -> dict[str, str]:
    with translation.override(language or None):
        return {"text": kinds.plain(notice), "url": notice.url, "button": str(kinds.of(notice).button)}


def _unread(users: Iterable[UUID]) -> dict[UUID, int]:
    rows = Notice.objects.filter(user__in=arrays.among(users)).unread().values("user").annotate(unread=Count("pk"))
    return dict(rows.values_list("user", "unread"))
