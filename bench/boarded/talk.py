"""The site's side of the measurement: a process that does what it is told on its standard input, a line of JSON each.

{"do": "fill", "cards": 40}   →   what there is: the contract, its columns, its cards
{"do": "sessions", "people": 50}   →   the keys of so many sessions, of the two sides in turn
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: E402

from accounts.models import User  # noqa: E402
from tests import cast  # noqa: E402
from tests.projects import board_story, contract_story  # noqa: E402


def fill(cards: int) -> dict[str, Any]:
    """A signed contract between two people, and a board with so many cards, spread over its columns."""
    cast.topics()
    ada, cleo = cast.ada(), cast.cleo()
    board = board_story.board_of(contract_story.signed(ada, cleo))
    made = [
        board_story.added(board, f"Card {number}", by=cleo, place=number % 4, assignee=ada) for number in range(cards)
    ]
    columns = [str(column.pk) for column in board.columns.all()]
    return {"contract": str(board.contract_id), "columns": columns, "cards": [str(card.pk) for card in made]}


def sessions(people: int) -> list[str]:
    """Sign in so often."""
    users = list(User.objects.order_by("email")[:2])
    return [_signed_in(users[number % 2]) for number in range(people)]


def cookie() -> str:
    """The name of the cookie that carries a session."""
    return settings.SESSION_COOKIE_NAME


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


COMMANDS: dict[str, Callable[..., Any]] = {act.__name__: act for act in (fill, sessions, cookie)}

if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        answer = COMMANDS[asked.pop("do")](**asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
