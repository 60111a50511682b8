"""Load balancers, container runtimes and whoever watches the figures ask here."""

import pytest
from django.db import OperationalError
from django.test import Client

from marketplace.kit import redis
from marketplace.kit.models import Timer
from marketplace.kit.views import health


class TestHealthz:
    def test_it_answers_without_the_database(self, client, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            assert client.get("/healthz").status_code == 200

    def test_no_cache_keeps_it(self, client, db):
        assert "no-store" in client.get("/healthz")["Cache-Control"]


class TestReadyz:
    @pytest.fixture(autouse=True)
    def _not_asked_before(self, monkeypatch):
        monkeypatch.setattr(health, "_is_migrated", False)

    def test_all_is_well(self, client, db):
        answer = client.get("/readyz")
        assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})

    def test_it_names_the_database_when_that_is_away(self, client, db, monkeypatch):
        monkeypatch.setitem(health.CHECKS, "database", failing(OperationalError))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"database": "failed", "redis": "ok", "migrations": "ok"}

    def test_it_names_redis_when_that_is_away(self, client, db, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        redis.client.cache_clear()
        assert client.get("/readyz").json()["redis"] == "failed"
        redis.client.cache_clear()

    def test_it_is_not_ready_before_the_migrations(self, client, db, monkeypatch):
        monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *asked: ["one"])
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["migrations"]) == (503, "failed")


class TestMetrics:
    def test_requests_are_counted_under_their_view(self, client, db):
        client.get("/healthz")
        text = client.get("/metrics").content.decode()
        assert 'daybook_requests_total{method="GET",status="200",view="kit:healthz"}' in text
        assert 'daybook_request_seconds_bucket{le="0.005",method="GET",view="kit:healthz"}' in text

    def test_addresses_that_lead_nowhere_are_one_name(self, client, db):
        client.get("/nowhere/1/"), client.get("/nowhere/2/")
        assert 'view="none"' in client.get("/metrics").content.decode()

    def test_work_that_waits_is_shown(self, client, db, clock):
        from marketplace.kit.clock import now

        Timer.objects.create(kind="bell", key="1", at=now(), try_at=now(), attempts=3)
        text = client.get("/metrics").content.decode()
        assert 'daybook_backlog{of="timers_due"} 1.0' in text
        assert 'daybook_backlog{of="timers_failing"} 1.0' in text
        assert 'daybook_backlog{of="queue_celery"}' in text

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"REMOTE_ADDR": "10.0.0.7"}, 200),
            ({"REMOTE_ADDR": "8.8.8.8"}, 404),
            ({"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "8.8.8.8"}, 404),
        ],
    )
    def test_only_the_private_network_reads_them(self, db, sent, status):
        assert Client(**sent).get("/metrics").status_code == status

    @pytest.mark.parametrize(("sent", "status"), [("Bearer secret", 200), ("Bearer wrong", 404), ("", 404)])
    def test_with_a_token_set_only_the_token_counts(self, client, db, settings, sent, status):
        settings.METRICS_TOKEN = "secret"
        assert client.get("/metrics", headers={"Authorization": sent}).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_post_is_refused(client, db, path):
    assert client.post(path).status_code == 405


def failing(error: type[Exception]):
    def check() -> None:
        raise error

    return check
