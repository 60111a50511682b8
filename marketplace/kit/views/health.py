"""Is the site well? For load balancers, for the container runtime, and for whoever watches the figures."""

import ipaddress
from collections.abc import Callable
from hmac import compare_digest

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.kit import metrics, redis

log = structlog.get_logger(__name__)


class NotReady(Exception):
    """Something that the site needs is not there."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of database or Redis: restarting pages would not mend those."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Pages can be served: 200, or 503 naming what is missing."""
    answers = {name: _answer(name, check) for name, check in CHECKS.items()}
    return JsonResponse(answers, status=200 if set(answers.values()) == {"ok"} else 503)


@require_safe
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for those who may: by METRICS_TOKEN where one is set, else from the private network."""
    if not _may_read_metrics(request):
        return HttpResponseNotFound()
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(sent.encode(), settings.METRICS_TOKEN.encode())
    if "X-Forwarded-For" in request.headers:
        return False  # came through the proxy, so from anywhere
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


def _answer(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        log.exception("not_ready", part=name)
        return "failed"
    return "ok"


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_redis() -> None:
    redis.client().ping()


def _check_migrations() -> None:
    """Asked until it was so once: the code of a running process does not change."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NotReady("migrations are not applied")
        _is_migrated = True


_is_migrated = False

CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "redis": _check_redis,
    "migrations": _check_migrations,
}
