"""What is counted while the site runs, for Prometheus.

Page workers share their counts through the files in PROMETHEUS_MULTIPROC_DIR; without it each has its own.
"""

from prometheus_client import Counter

_pages_kept = Counter("daybook_page_cache_total", "Anonymous pages, by how they were answered", ["answer"])


def page_cache(answer: str) -> None:
    """Count one anonymous page: fresh, stale, drawn, not_kept."""
    _pages_kept.labels(answer).inc()
