"""The site's side of the measurement: a process that does what it is told on its standard input, a line of JSON each.

{"do": "fill", "listing": "…", "people": 2000}   →   null
{"do": "announce", "listing": "…", "word": "w1"} →   the moment of its commit, in seconds of the epoch
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.told.apps import KIND  # noqa: E402
from marketplace.catalog.models import Listing  # noqa: E402
from social import audiences, fan_out, notices  # noqa: E402
from social.models import Watch  # noqa: E402


def fill(listing: str, people: int) -> None:
    """Let so many people watch the listing, each made for it."""
    model, name = User.objects.create_user(f"first@{listing}.example"), connection.ops.quote_name
    own = {"id": "gen_random_uuid()", "email": f"'watcher-' || n || '@{listing}.example'"}
    columns = [field.column for field in User._meta.concrete_fields]
    chosen = ", ".join(own.get(column, f"model.{name(column)}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_user ({', '.join(map(name, columns))})"
            f" SELECT {chosen} FROM accounts_user AS model, generate_series(1, %s) AS n WHERE model.id = %s",
            [people, model.pk],
        )
        cursor.execute(
            f"INSERT INTO {Watch._meta.db_table} (id, user_id, listing_id, level, since)"
            " SELECT gen_random_uuid(), id, %s, 'all', now() FROM accounts_user"
            f" WHERE email LIKE 'watcher-%%@{listing}.example'",
            [listing],
        )
        cursor.execute("ANALYZE")


def sessions(listing: str) -> list[str]:
    """Sign in everybody who watches the listing; returns the keys of their sessions."""
    return [_signed_in(user) for user in User.objects.filter(watches__listing=listing)]


def announce(listing: str, word: str) -> float:
    """Tell everybody who watches the listing; returns when that was committed."""
    committed: list[float] = []
    about = Listing.objects.get(pk=listing)
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.time()))
        notices.announce(KIND, key=word, url=about.url, listing=about, to=[audiences.watchers(about)], word=word)
    return committed[0]


def wake() -> None:
    """Ask a worker to go on with what is left, as the site's clock does every few seconds."""
    fan_out.fan_out.apply_async()


def cookie() -> str:
    """The name of the cookie that carries a session."""
    return settings.SESSION_COOKIE_NAME


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    session.save()
    return str(session.session_key)


COMMANDS: dict[str, Callable[..., Any]] = {act.__name__: act for act in (fill, sessions, announce, wake, cookie)}

if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        answer = COMMANDS[asked.pop("do")](**asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
