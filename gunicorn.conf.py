"""How the pages are served: forked workers that each answer one request at a time, behind a proxy that buffers.

Measured on template pages (docs/decisions), threads and ASGI answer fewer of them a second on the same cores.
"""

import gc
import os
import shutil
from pathlib import Path
from typing import Any

_fd = os.environ.get("PAGES_FD")  # a socket that bin/run opened already, so the port stays ours over a restart
bind = f"fd://{_fd}" if _fd else f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
preload_app = True  # one import for all workers, and their memory is shared
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 30
graceful_timeout = 10
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (a heartbeat file, never content)
control_socket_disable = True
accesslog = None  # the application logs each request, with its id
errorlog = "-"

# The workers add up their counts in files there (marketplace/kit/metrics.py). Set before anything is imported.
_counts = Path(os.environ.get("VAR_DIR", "var")) / "run" / "metrics"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_counts.resolve()))


def on_starting(server: Any) -> None:
    """Begin to count at nought: the files are of the last run."""
    counts = os.environ["PROMETHEUS_MULTIPROC_DIR"]
    shutil.rmtree(counts, ignore_errors=True)
    os.makedirs(counts)


def child_exit(server: Any, worker: Any) -> None:
    """Forget what a worker that ended was doing at the moment; what it counted stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def when_ready(server: object) -> None:
    """Keep the collector off what was imported: touching it would copy the shared memory."""
    gc.collect()
    gc.freeze()
