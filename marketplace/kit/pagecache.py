"""Pages for visitors who have not signed in, answered before Django is asked.

`marketplace.wsgi` wraps the application in it. A page is kept when its answer is the same for every such visitor: a GET
answered by 200 and HTML, that sets no cookie (so it used no form token), holds no nonce, is not marked private, and
varies by nothing but what the key has. Whoever carries a session goes straight through.
"""

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.http import parse_cookie
from django.utils.translation import get_language_from_request

from marketplace.kit import metrics
from marketplace.kit.pagestore import Headers, Kept, PageStore, etag_of, key_of
from marketplace.kit.requests import id_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KNOWN_DIFFERENCES = {"cookie", "accept-language", "accept-encoding", "hx-request"}
NOT_FOR_ALL = ("private", "no-store", "no-cache")
OWN = {"x-request-id", "content-length", "etag", "vary", "date"}  # of one answer, not of the page
REVALIDATE = ("Cache-Control", "max-age=0, must-revalidate")
VARY = ("Vary", "Accept-Encoding, Accept-Language, Cookie, HX-Request")

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "": bytes,
}


class PageCache:
    """A WSGI application around another."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self.store = PageStore()
        self.never = (settings.STATIC_URL, settings.MEDIA_URL, "/admin/")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from the store, or let the application answer and keep that."""
        if not self._is_for_all(environ):
            return self.application(environ, start_response)
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = key_for(environ, encoding)
        found = self.store.find(key)
        if found is None:
            return self.application(environ, start_response)
        if found.page and (found.is_fresh or not self.store.may_draw(key)):
            metrics.page_cache("fresh" if found.is_fresh else "stale")
            return answer(found.page, environ, start_response)
        return self._draw(environ, start_response, key, encoding, found.generation)

    def _is_for_all(self, environ: "WSGIEnvironment") -> bool:
        cookies = environ.get("HTTP_COOKIE", "")
        return (
            environ["REQUEST_METHOD"] == "GET"
            and settings.PAGE_CACHE_SECONDS > 0
            and settings.SESSION_COOKIE_NAME not in cookies  # without "=": Django also reads "sessionid =…"
            and "messages" not in cookies
            and "HTTP_AUTHORIZATION" not in environ
            and not environ.get("PATH_INFO", "/").startswith(self.never)
        )

    def _draw(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", key: str, encoding: str, generation: int
    ) -> Iterable[bytes]:
        """The page as the application draws it now, kept if it is for all."""
        environ = {name: value for name, value in environ.items() if name != "HTTP_ACCEPT_ENCODING"}
        drawn = Drawn()
        parts = self.application(environ, drawn)
        if not drawn.is_for_all() or getattr(parts, "streaming", False):
            metrics.page_cache("not_kept")
            start_response(drawn.status, drawn.headers)
            return parts
        page = packed(drawn.headers, whole(parts), encoding)
        self.store.keep(key, page, generation)
        metrics.page_cache("drawn")
        return answer(page, environ, start_response)


class Drawn:
    """Stands in for `start_response` and remembers what the application said."""

    status = ""
    headers: Headers

    def __call__(self, status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return lambda _part: None

    def is_for_all(self) -> bool:
        """Whether any visitor without a session would get these same bytes."""
        said: dict[str, str] = {}
        for name, value in self.headers:
            said[name.lower()] = f"{said[name.lower()]}, {value}" if name.lower() in said else value
        differences = {part.strip().lower() for part in said.get("vary", "").split(",")} - {""}
        return (
            self.status.startswith("200")
            and said.get("content-type", "").startswith("text/html")
            and "set-cookie" not in said
            and not any(word in said.get("cache-control", "") for word in NOT_FOR_ALL)
            and "'nonce-" not in said.get("content-security-policy", "")
            and differences <= KNOWN_DIFFERENCES
        )


def key_for(environ: "WSGIEnvironment", encoding: str) -> str:
    """Everything by which two anonymous visitors may get different bytes."""
    return key_of(
        environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '/')}",
        environ.get("QUERY_STRING", ""),
        language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), environ.get("HTTP_COOKIE", "")),
        "piece" if "HTTP_HX_REQUEST" in environ else "page",
        "boosted" if "HTTP_HX_BOOSTED" in environ or "HTTP_HX_HISTORY_RESTORE_REQUEST" in environ else "",
        encoding,
    )


def language(accepted: str, cookies: str) -> str:
    """The language in which Django will draw the page: by cookie, else by what the browser accepts."""
    return _language(accepted, parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME, ""))


@lru_cache(maxsize=1024)
def _language(accepted: str, chosen: str) -> str:
    cookies = {settings.LANGUAGE_COOKIE_NAME: chosen} if chosen else {}
    asked: Any = SimpleNamespace(COOKIES=cookies, META={"HTTP_ACCEPT_LANGUAGE": accepted}, path_info="/")
    return get_language_from_request(asked)


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """br before gzip before none, of those that the browser takes."""
    taken = {part.split(";")[0].strip().lower() for part in accepted.split(",") if "q=0" not in part.replace(" ", "")}
    return next((encoding for encoding in ENCODERS if encoding in taken), "")


def packed(headers: Headers, body: bytes, encoding: str) -> Kept:
    """The page as it will be sent, with the headers of the page and none of the one answer."""
    small = ENCODERS[encoding](body)
    kept = [(name, value) for name, value in headers if name.lower() not in OWN]
    kept += [VARY, ("Content-Length", str(len(small)))]
    if encoding:
        kept.append(("Content-Encoding", encoding))
    if not any(name.lower() == "cache-control" for name, _value in headers):
        kept.append(REVALIDATE)
    return Kept(kept, small, etag_of(body, encoding))


def answer(page: Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """The page, or 304 for a browser that has these bytes already."""
    own = [("ETag", page.etag), ("X-Request-ID", id_of(environ.get("HTTP_X_REQUEST_ID", "")))]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [VARY, REVALIDATE, *own])
        return []
    start_response("200 OK", [*page.headers, *own])
    return [page.body]


def whole(parts: Iterable[bytes]) -> bytes:
    """All of the body; the response is closed then, as a server would."""
    try:
        return b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
