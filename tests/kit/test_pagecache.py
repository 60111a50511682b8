"""Pages for visitors without a session: kept whole, never the wrong one, stale the moment something is published."""

import gzip
import itertools
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
import pytest

from marketplace.kit import pagecache, pagestore, redis
from marketplace.kit.ids import uuid7
from marketplace.kit.pagecache import PageCache, best_encoding, language

HTML = ("Content-Type", "text/html; charset=utf-8")


class Site:
    """A site that numbers its answers, behind the cache. `headers` and `status` are what it answers with."""

    def __init__(self) -> None:
        self.status, self.headers, self.drawn = "200 OK", [HTML], itertools.count(1)
        self.cache = PageCache(self._answer)
        self.host = f"{uuid7()}.example"
        self.asked: dict[str, Any] = {}

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked = environ
        start_response(self.status, self.headers)
        return [b"page ", str(next(self.drawn)).encode()]

    def get(self, path: str = "/", query: str = "", **headers: str) -> "Answer":
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": self.host}
        setup_testing_defaults(environ)
        environ |= {
            f"HTTP_{name.upper()}" if name != "REQUEST_METHOD" else name: value for name, value in headers.items()
        }
        answer = Answer()
        answer.body = b"".join(self.cache(environ, answer))
        return answer


class Answer:
    status, body = "", b""

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = status, dict(headers)


@pytest.fixture
def german(settings) -> Iterator[None]:
    """A second language is on offer."""
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    pagecache._language.cache_clear()
    yield
    pagecache._language.cache_clear()


@pytest.fixture
def site(settings, monkeypatch, german) -> Site:
    settings.PAGE_CACHE_SECONDS = 60
    monkeypatch.setattr(pagestore, "GLANCE", 0)
    monkeypatch.setattr(pagestore, "GENERATION", f"pages:{uuid7()}")  # what others publish beside us is not our matter
    return Site()


class TestPageCache:
    def test_a_page_is_drawn_once(self, site):
        assert [site.get().body, site.get().body] == [b"page 1", b"page 1"]

    @pytest.mark.parametrize(
        "other",
        [
            {"path": "/other/"},
            {"query": "q=x"},
            {"hx_request": "true"},
            {"accept_language": "de"},
            {"cookie": "django_language=de"},
            {"host": "other.example"},
            {"x_forwarded_proto": "https"},
        ],
        ids=str,
    )
    def test_what_makes_a_page_another_is_kept_apart(self, site, other):
        site.get()
        assert site.get(**other).body == b"page 2"

    @pytest.mark.parametrize(
        "who",
        [
            {"cookie": "sessionid=abc"},
            {"cookie": "sessionid =abc"},
            {"cookie": "a=b; messages=x"},
            {"cookie": "messages\t=x"},
            {"authorization": "x"},
        ],
    )
    def test_whoever_carries_a_session_goes_straight_through(self, site, who):
        site.get()
        assert site.get(**who).body == b"page 2"
        assert site.get().body == b"page 1"

    def test_a_post_goes_straight_through(self, site):
        site.get()
        assert site.get(REQUEST_METHOD="POST").body == b"page 2"

    @pytest.mark.parametrize(
        "header",
        [
            ("Set-Cookie", "csrftoken=x"),
            ("Cache-Control", "private"),
            ("Cache-Control", "max-age=0, no-cache, no-store"),
            ("Content-Security-Policy", "script-src 'self' 'nonce-abc'"),
            ("Vary", "Cookie, User-Agent"),
        ],
    )
    def test_a_page_for_one_visitor_is_not_kept(self, site, header):
        site.headers = [HTML, header]
        assert [site.get().body, site.get().body] == [b"page 1", b"page 2"]

    @pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Internal Server Error", "422 Unprocessable"])
    def test_only_success_is_kept(self, site, status):
        site.status = status
        assert [site.get().status, site.get().body] == [status, b"page 2"]

    def test_only_pages_are_kept(self, site):
        site.headers = [("Content-Type", "application/json")]
        assert [site.get().body, site.get().body] == [b"page 1", b"page 2"]

    def test_zero_seconds_turn_it_off(self, site, settings):
        settings.PAGE_CACHE_SECONDS = 0
        assert [site.get().body, site.get().body] == [b"page 1", b"page 2"]

    def test_every_answer_has_a_request_id_of_its_own(self, site):
        site.headers = [HTML, ("X-Request-ID", "of-the-first")]
        ids = {site.get(x_request_id=name).headers["X-Request-ID"] for name in ("number-one", "number-two")}
        assert ids == {"number-one", "number-two"}


class TestFreshness:
    def test_after_a_turn_over_the_page_is_drawn_anew(self, site):
        site.get()
        pagestore.turn_over()
        assert site.get().body == b"page 2"

    def test_a_page_drawn_while_the_world_changed_is_not_taken_for_new(self, site):
        draw = site.cache.application
        site.cache.application = lambda *asked: (pagestore.turn_over(), draw(*asked))[1]
        site.get()
        assert site.get().body == b"page 2"

    def test_while_one_draws_the_others_get_the_old_copy(self, site):
        site.get()
        pagestore.turn_over()
        draw = site.cache.application
        others: list[bytes] = []
        site.cache.application = lambda *asked: (others.append(site.get().body), draw(*asked))[1]
        assert site.get().body == b"page 2"
        assert others == [b"page 1"]

    def test_a_worker_that_died_drawing_blocks_the_page_for_a_second_at_most(self):
        store, key = pagestore.PageStore(), f"page:{uuid7()}"
        assert [store.may_draw(key), store.may_draw(key)] == [True, False]
        assert 0 < redis.client().pttl(f"{key}:drawing") <= 1000

    def test_a_copy_at_hand_is_trusted_for_a_moment_only(self, site, monkeypatch):
        monkeypatch.setattr(pagestore, "GLANCE", 60)
        site.get(), site.get()
        pagestore.turn_over()
        assert site.get().body == b"page 1"
        monkeypatch.setattr(pagestore, "GLANCE", 0)
        site.cache.store._at_hand.clear()
        assert site.get().body == b"page 2"


class TestWhatIsSent:
    @pytest.mark.parametrize(("encoding", "opened"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
    def test_it_is_packed_as_the_browser_takes_it(self, site, encoding, opened):
        for _time in range(2):
            answer = site.get(accept_encoding=f"{encoding}, deflate")
            assert answer.headers["Content-Encoding"] == encoding
            assert opened(answer.body) == b"page 1"

    def test_the_application_never_packs_it_itself(self, site):
        site.get(accept_encoding="gzip")
        assert "HTTP_ACCEPT_ENCODING" not in site.asked

    def test_a_browser_that_has_it_gets_304(self, site):
        tag = site.get().headers["ETag"]
        again = site.get(if_none_match=tag)
        assert (again.status, again.body) == ("304 Not Modified", b"")

    def test_a_browser_that_has_an_older_one_gets_the_page(self, site):
        assert site.get(if_none_match='"old"').status == "200 OK"

    def test_browsers_ask_again_each_time(self, site):
        assert site.get().headers["Cache-Control"] == "max-age=0, must-revalidate"


class TestWithoutRedis:
    @pytest.fixture
    def away(self, site, settings) -> Iterator[None]:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        redis.client.cache_clear()
        yield
        redis.client.cache_clear()

    def test_pages_are_drawn_as_ever(self, site, away):
        assert [site.get().body, site.get().body] == [b"page 1", b"page 2"]

    def test_publishing_goes_on(self, away):
        pagestore.turn_over()


def test_made_up_addresses_do_not_fill_the_memory(site, monkeypatch):
    monkeypatch.setattr(pagestore, "MOST_A_MINUTE", 0)
    assert [site.get().body, site.get().body] == [b"page 1", b"page 2"]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("gzip, deflate, br", "br"), ("gzip;q=1.0", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", ""), ("", "")],
)
def test_the_best_encoding_that_is_taken(accepted, chosen):
    assert best_encoding(accepted) == chosen


@pytest.mark.parametrize(
    ("accepted", "cookies", "expected"),
    [
        ("de-AT,de;q=0.9", "", "de"),
        ("fr", "", "en"),
        ("en", "x=1; django_language=de", "de"),
        ("en", "django_language=xx", "en"),
    ],
)
def test_the_language_is_the_one_django_will_use(german, accepted, cookies, expected):
    assert language(accepted, cookies) == expected
