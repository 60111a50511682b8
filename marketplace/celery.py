"""The worker and its clock: `celery -A marketplace.celery worker` and `… beat`."""

import logging.config
import os
from typing import Any

from celery import Celery, signals
from celery.schedules import crontab
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # a task's lines carry the id of the request that asked for it

# Nobody needs the same wake-up twice: what no worker took in time is dropped, and the next one does all there is.
_SOON = {"expires": 30.0}

app.conf.beat_schedule = {
    "timers": {"task": "kit.run_due_timers", "schedule": 10.0, "options": _SOON},
    "outbox": {"task": "kit.deliver_outbox", "schedule": 10.0, "options": _SOON},
    "fan_outs": {"task": "social.fan_out", "schedule": 10.0, "options": _SOON},
    "outbox_tidied": {"task": "kit.tidy_outbox", "schedule": crontab(minute=23)},
    "views": {"task": "catalog.add_up_views", "schedule": 60.0, "options": _SOON},
    "visits": {"task": "analytics.add_up_visits", "schedule": 60.0, "options": _SOON},
    "scores": {"task": "social.roll_scores", "schedule": crontab(minute=7)},
    "tallies": {"task": "discovery.recount", "schedule": 300.0},
    "money": {"task": "payments.sweep", "schedule": 60.0, "options": _SOON},
    "seals": {"task": "payments.seal_books", "schedule": 5.0, "options": _SOON},
    "late_seals": {"task": "payments.seal_late_entries", "schedule": crontab(minute=37)},
    "reconciliation": {"task": "payments.reconcile", "schedule": crontab(hour=2, minute=23)},
    "books": {"task": "payments.check_books", "schedule": crontab(hour=3, minute=53)},
    "heads": {"task": "kit.note_audit_heads", "schedule": crontab(hour=4, minute=19)},
    "jobs": {"task": "projects.close_overdue_jobs", "schedule": 600.0},
    "words": {"task": "discovery.learn_words", "schedule": 60.0, "options": _SOON},
    "words_anew": {"task": "discovery.learn_words_anew", "schedule": crontab(hour=3, minute=41)},
    "exports": {"task": "privacy.make_exports", "schedule": 60.0, "options": _SOON},
    "erasures": {"task": "privacy.run_erasures", "schedule": 60.0, "options": _SOON},
    "let_go": {"task": "privacy.let_go", "schedule": crontab(hour=3, minute=11)},
    "promotions": {"task": "payments.tend_promotions", "schedule": 300.0},
    "rates": {
        "task": "payments.fetch_rates",
        "schedule": crontab(hour="15,16,18", minute=17),
    },  # the ECB's, about 15:00
    "event_months": {"task": "catalog.keep_event_months", "schedule": crontab(minute=7)},
}


@signals.setup_logging.connect
def log_as_the_pages_do(**_worker: Any) -> None:
    """The worker's lines have the form of the site's, instead of Celery's own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
