"""A worker that dies, or whose database dies, at a chosen point. Run as a process of its own:

    python -m tests.payments.crashing die "after the call" <request>     makes one call and is killed on the way
    python -m tests.payments.crashing charge "after the call"            charges what is due, and is killed on the way
    python -m tests.payments.crashing outlive                            pays again and again while Postgres is killed

The second speaks with its parent by lines: it says `kill`, and goes on when it reads `back`.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

# Where it happens: around the call, in the middle of what follows from its answer, and after that is committed.
POINTS = ["before the call", "after the call", "inside the settlement", "after the settlement"]


class Anything:
    """A payable that is always willing: what is paid for is not what is tested here."""

    kind = "print"
    has_hold = True

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_") or name in ("lock", "lock_all", "earned", "quotes", "settled_all"):
            raise AttributeError(name)
        return lambda *_args, **_more: None


def arm(point: str, act: Callable[[], None]) -> Callable[[], None]:
    """Let this happen at the point, once. Returns what takes it away."""
    from payments import booked, calling
    from payments.gateways.stripe import Stripe

    places: dict[str, tuple[Any, str, bool]] = {
        "before the call": (Stripe, "send", False),
        "after the call": (Stripe, "send", True),
        "inside the settlement": (booked, "note_all", False),
        "after the settlement": (calling, "_end_done", True),
        "before they are settled together": (calling, "_end_together", False),
        "after they are settled together": (calling, "_end_together", True),
    }
    owner, name, is_after = places[point]
    whole = getattr(owner, name)

    def struck(*args: Any, **more: Any) -> Any:
        setattr(owner, name, whole)
        if not is_after:
            act()
        answer = whole(*args, **more)
        if is_after:
            act()
        return answer

    setattr(owner, name, struck)
    return lambda: setattr(owner, name, whole)


def die(point: str, request: str) -> None:
    """Make this call, and be killed at the point."""
    from payments import outgoing

    arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
    outgoing.send(UUID(request))


def charge(point: str = "") -> None:
    """Do what workers do until nothing is due, and be killed at the point, or whenever it comes."""
    from celery import current_app

    from marketplace.kit import timers
    from payments import outgoing

    current_app.conf.update(task_always_eager=False, broker_url="memory://")
    if point:
        arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
    while timers.run_due() + outgoing.send_due():
        pass


def outlive() -> None:
    """Pay once for every point while the database is killed there; each must end paid, once, after one sweep."""
    import time_machine
    from django.db import Error

    from payments import charges
    from payments.models import Payment
    from tests import cast

    ada, cleo = cast.ada(), cast.cleo()
    card = _card(ada)
    traveller = time_machine.travel(datetime.now(UTC), tick=True).start()
    for point in POINTS:
        payment = charges.begin(_checkout(ada, cleo), by=ada, method=card)
        disarm = arm(point, _ask_to_kill)
        try:
            charges.send(payment)
        except Error as error:
            _say("survived", point, type(error).__name__)
        disarm()
        _reach_the_database()
        _sweep_later(traveller)
        assert Payment.objects.get(pk=payment.pk).status == Payment.Status.SUCCEEDED, point
    _say_how_it_ended()


def _card(payer: Any) -> Any:
    import stripe
    from django.conf import settings

    from payments import methods
    from payments.gateways.port import Card

    api = stripe.StripeClient(settings.STRIPE_SECRET_KEY, base_addresses={"api": settings.STRIPE_API_BASE}).v1
    customer = api.customers.create({}).id
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    return methods.keep(payer.party, "stripe", Card(reference=method, customer=customer, brand="Visa", last4="4242"))


def _checkout(payer: Any, payee: Any) -> Any:
    from tests.payments import paying, stall

    made = paying.checkout(stall.opened(), payer, payee, "64.00 EUR")
    _plug()
    return made


def _plug() -> None:
    from payments.ports import payables

    willing: Any = Anything()
    payables.plug(willing)


def _ask_to_kill() -> None:
    _say("kill")
    assert sys.stdin.readline().strip() == "back"


def _reach_the_database() -> None:
    from django.db import Error, connection, connections

    until = time.monotonic() + 60
    while time.monotonic() < until:
        connections.close_all()
        try:
            connection.ensure_connection()
        except Error:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


def _sweep_later(traveller: Any) -> None:
    """After the lease of whoever was at it; time does not go back afterwards."""
    from payments import sweeper

    traveller.shift(timedelta(minutes=11))
    sweeper.sweep()


def _say_how_it_ended() -> None:
    from payments import books, chart, ledger
    from payments.models import GatewayRequest

    faults = books.faults()
    cash = -ledger.balance(chart.gateway("stripe"), "EUR")
    left = GatewayRequest.objects.exclude(status=GatewayRequest.Status.DONE).count()
    for fault in faults:
        _say("fault", fault.replace("\n", " "))
    _say("ended", int(cash.amount * 100), left)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Set Django up as the tests do, then do what was asked for."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    django.setup()
    _plug()
    act, *rest = sys.argv[1:]
    {"die": die, "charge": charge, "outlive": outlive}[act](*rest)


if __name__ == "__main__":
    main()
