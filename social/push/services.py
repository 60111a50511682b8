"""The push services of the browsers' makers: which addresses are theirs, and the one request that goes there.

The address comes from a browser, and so from anybody. Only the hosts of `PUSH_HOSTS` are asked, over https, at the
address that was looked up and found public, so that nobody makes us knock at a door of our own network.
"""

import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from socket import SOCK_STREAM, create_connection, getaddrinfo
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.kit.refusals import Refused

PATIENCE = 10.0  # seconds for each step of one request
LONGEST = 1000  # characters; the longest in use have about half as many
THIS_MACHINE = ("127.0.0.1", "localhost")


class Unreachable(Exception):
    """No answer, or one that says: later."""


def check(endpoint: str) -> str:
    """The endpoint, if it is one of a push service that we know. Raises Refused."""
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
        raise Refused(_("Your browser gave an address that we can't use."))
    try:
        is_known = _is_known(urlsplit(endpoint))
    except ValueError:  # of a port or of brackets that are none
        is_known = False
    if not is_known:
        raise Refused(_("Your browser uses a push service that we don't know."))
    return endpoint


def post(endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Hand a sealed message to the push service; returns the status of its answer.

    Redirects are not followed. Raises Refused for an endpoint that is none, Unreachable where nothing answers.
    """
    place = urlsplit(check(endpoint))
    path = f"{place.path or '/'}{'?' + place.query if place.query else ''}"
    connection = _connection(place)
    try:
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{place.hostname}: {error}") from error
    finally:
        connection.close()


def _is_known(place: SplitResult) -> bool:
    host = place.hostname or ""
    if place.username or place.password:
        return False
    if settings.EMBEDDED and host in THIS_MACHINE:
        return place.scheme == "http" and place.port is not None
    is_listed = any(host == known or host.endswith(f".{known}") for known in settings.PUSH_HOSTS)
    return is_listed and place.scheme == "https" and place.port in (None, 443)


def _connection(place: SplitResult) -> HTTPConnection:
    host = place.hostname or ""
    if place.scheme == "http":
        return HTTPConnection(host, place.port, timeout=PATIENCE)
    return _Pinned(host, _public_address(host))


def _public_address(host: str) -> str:
    """Where the name leads, if that is outside of every private network. Raises Unreachable."""
    try:
        found = {str(entry[4][0]) for entry in getaddrinfo(host, 443, type=SOCK_STREAM)}
    except OSError as error:
        raise Unreachable(f"{host}: {error}") from error
    if not found or not all(ip_address(address).is_global for address in found):
        raise Unreachable(f"{host} leads into a private network")
    return sorted(found)[0]


class _Pinned(HTTPSConnection):
    """A connection to the address that was checked, whatever the name leads to a moment later."""

    def __init__(self, host: str, address: str) -> None:
        self._tls = ssl.create_default_context()
        self._address = address
        super().__init__(host, 443, timeout=PATIENCE, context=self._tls)

    def connect(self) -> None:
        raw = create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)
