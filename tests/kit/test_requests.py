"""Every request has an id, a length and a number of queries."""

from typing import Any

import pytest
import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from marketplace.kit import requests
from marketplace.kit.requests import RequestMeter, address_of


def answered(view: Any = None, **headers: str) -> HttpResponse:
    """What the middleware gives back for a request with these headers."""
    meter = RequestMeter(view or (lambda request: HttpResponse(request.META["HTTP_X_REQUEST_ID"])))
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return meter(request)


def two_queries(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT pg_sleep(0.02)")
    return HttpResponse(str(requests.spent(request)["queries"]))


class TestRequestId:
    def test_one_that_came_in_goes_out(self, db):
        answer = answered(X_Request_ID="from-the-proxy-1")
        assert answer["X-Request-ID"] == answer.content.decode() == "from-the-proxy-1"

    @pytest.mark.parametrize("sent", ["", "short", "a" * 65, "line\nbreak-in-it", "<script>alert</script>"])
    def test_a_bad_one_is_replaced(self, db, sent):
        answer = answered(X_Request_ID=sent)
        assert answer["X-Request-ID"] != sent
        assert len(answer["X-Request-ID"]) == 32

    def test_the_page_of_a_failure_names_it(self, client, settings, monkeypatch):
        client.raise_request_exception = False
        monkeypatch.setattr("marketplace.kit.views.health.HttpResponse", None)
        answer = client.get("/healthz", headers={"X-Request-ID": "failed-request-1"})
        assert answer.status_code == 500
        assert "failed-request-1" in answer.content.decode()

    def test_the_log_line_carries_it_with_length_and_queries(self, client, db):
        with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
            client.get("/healthz", headers={"X-Request-ID": "logged-request-1"})
        line = next(line for line in lines if line["event"] == "request_finished")
        assert line["request_id"] == "logged-request-1"
        assert line["queries"] == 0
        assert line["seconds"] > 0


class TestSlowness:
    def test_queries_are_counted(self, db):
        assert answered(two_queries).content == b"2"

    def test_a_slow_query_is_logged_without_its_values(self, db, settings):
        settings.SLOW_QUERY_SECONDS = 0.01
        with structlog.testing.capture_logs() as lines:
            answered(two_queries)
        assert [line["event"] for line in lines] == ["slow_query"]

    def test_a_slow_request_is_logged(self, db, settings):
        settings.SLOW_REQUEST_SECONDS = 0.01
        with structlog.testing.capture_logs() as lines:
            answered(two_queries)
        assert lines[-1]["event"] == "slow_request"
        assert lines[-1]["queries"] == 2


class TestAddress:
    @pytest.mark.parametrize(
        ("proxies", "forwarded", "expected"),
        [
            (0, "6.6.6.6", "127.0.0.1"),
            (1, "6.6.6.6", "6.6.6.6"),
            (1, "made.up, 6.6.6.6", "6.6.6.6"),
            (2, "made.up, 6.6.6.6, 10.0.0.1", "6.6.6.6"),
            (2, "6.6.6.6", "127.0.0.1"),
            (1, "", "127.0.0.1"),
        ],
    )
    def test_only_what_trusted_proxies_saw_is_believed(self, settings, proxies, forwarded, expected):
        settings.TRUSTED_PROXY_COUNT = proxies
        request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
        assert address_of(request) == expected
