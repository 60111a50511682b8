"""How the pages are served: forked workers that each answer one request at a time, behind a proxy that buffers.

Measured on template pages (docs/decisions), threads and ASGI answer fewer of them a second on the same cores.
"""

import gc
import os

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


def when_ready(server: object) -> None:
    """Keep the collector off what was imported: touching it would copy the shared memory."""
    gc.collect()
    gc.freeze()
