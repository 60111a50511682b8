"""Every request has an id, a length and a number of queries: in its log line, in the metrics, in its answer.

The id comes in as `X-Request-ID` where a proxy sets one and goes out under the same name, so that one line in the log,
an error report and what a person read on the error page can be laid side by side.
"""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from marketplace.kit import metrics
from marketplace.kit.ids import uuid7

log = structlog.get_logger(__name__)

_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass
class Meter:
    """What one request took so far. As a wrapper of queries it counts them and notes the slow ones."""

    started: float = field(default_factory=time.perf_counter)
    queries: int = 0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            seconds = time.perf_counter() - started
            if seconds > settings.SLOW_QUERY_SECONDS:
                log.warning("slow_query", seconds=round(seconds, 3), sql=sql[:2000])  # without its values


class RequestMeter:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meter = Meter()
        number = request.META["HTTP_X_REQUEST_ID"] = id_of(request.META.get("HTTP_X_REQUEST_ID", ""))
        request.META["request_meter"] = meter
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(meter))
            response = self.get_response(request)
        response["X-Request-ID"] = number
        metrics.request(request, response.status_code, meter.seconds, meter.queries)
        if meter.seconds > settings.SLOW_REQUEST_SECONDS:
            log.warning("slow_request", request_id=number, path=request.path, **spent(request))
        return response


def id_of(sent: str) -> str:
    """The id that came with the request, if it looks like one; else a new one."""
    return sent if _GOOD_ID.fullmatch(sent) else uuid7().hex


def spent(request: HttpRequest) -> dict[str, float | int]:
    """Seconds and queries of the request so far, for its log line."""
    meter = request.META.get("request_meter")
    return {"seconds": round(meter.seconds, 4), "queries": meter.queries} if meter else {}


def add_spent(sender: object, request: HttpRequest, log_kwargs: dict[str, Any], **_more: Any) -> None:
    """Put them on the line that django-structlog writes when the request is finished."""
    log_kwargs.update(spent(request))


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, as far as it can be believed.

    Each trusted proxy adds the address that it saw to the end of X-Forwarded-For; what stands before those was sent by
    the visitor and proves nothing.
    """
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXY_COUNT
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
