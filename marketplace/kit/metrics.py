"""What is counted while the site runs, for Prometheus.

Page workers share their counts through the files in PROMETHEUS_MULTIPROC_DIR; without it each has its own. What can be
asked at any time (how much work waits) is not counted but asked, when somebody reads the metrics.
"""

import os

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from marketplace.kit import clock, outbox, redis
from marketplace.kit.models import Timer

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10)
QUERIES = (0, 1, 2, 4, 8, 12, 20, 50)

_requests = Counter("daybook_requests_total", "Requests, by what answered them", ["view", "method", "status"])
_seconds = Histogram("daybook_request_seconds", "How long an answer took", ["view", "method"], buckets=SECONDS)
_queries = Histogram("daybook_request_queries", "How many queries an answer took", ["view"], buckets=QUERIES)
_pages_kept = Counter("daybook_page_cache_total", "Anonymous pages, by how they were answered", ["answer"])


def request(asked: HttpRequest, status: int, seconds: float, queries: int) -> None:
    """Count one request under the name of its view; addresses that lead nowhere are one name."""
    view = asked.resolver_match.view_name if asked.resolver_match else "none"
    method = asked.method if asked.method in METHODS else "other"
    _requests.labels(view, method, status).inc()
    _seconds.labels(view, method).observe(seconds)
    _queries.labels(view).observe(queries)


def page_cache(answer: str) -> None:
    """Count one anonymous page: fresh, stale, drawn, not_kept."""
    _pages_kept.labels(answer).inc()


def text() -> bytes:
    """All metrics in the text format of Prometheus."""
    counted: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(_asked())


def _asked() -> CollectorRegistry:
    registry, now = CollectorRegistry(), clock.now()
    backlog = Gauge("daybook_backlog", "Work that waits or needs a person", ["of"], registry=registry)
    backlog.labels("outbox_waiting").set(outbox.waiting().filter(try_at__lte=now).count())
    backlog.labels("outbox_dead").set(outbox.dead().count())
    backlog.labels("timers_due").set(Timer.objects.filter(try_at__lte=now).count())
    backlog.labels("timers_failing").set(Timer.objects.filter(attempts__gt=0).count())
    try:
        for queue in settings.WATCHED_QUEUES:
            backlog.labels(f"queue_{queue}").set(redis.client().llen(queue))
    except redis.Away:
        pass  # the queue's figure is missing then, which is what is known of it
    return registry
