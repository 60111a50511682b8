"""Redis straight, for what the cache framework cannot say: several keys in one round trip, locks, counters.

A page never fails because Redis is away, and never waits long for it: callers treat `Away` as "nothing there".
"""

from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

Away = RedisError

PATIENCE = 0.25  # seconds


@cache
def client() -> Redis:
    """This process's connections. Made at first use, so that forked workers do not share one."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
