"""The sockets beside the pages of a browser test: the real application, on a port of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from django.db import connections
from pytest_django.fixtures import Settings


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Serve sockets until the end of the block, and tell the pages where. The channel layer is Redis, as for real."""
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [settings.CHANNEL_HOST]}}
    }
    # A connection that a thread of the server keeps would stand in the way of the database's end.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    with socket.create_server(("127.0.0.1", 0)) as place:
        address = f"ws://localhost:{place.getsockname()[1]}"
        _tell_pages(settings, address)
        server = uvicorn.Server(uvicorn.Config("marketplace.asgi:application", lifespan="off", log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [place]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _tell_pages(settings: Settings, address: str) -> None:
    settings.SOCKETS_URL = address
    policy = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "connect-src": [*policy["DIRECTIVES"]["connect-src"], address]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}
