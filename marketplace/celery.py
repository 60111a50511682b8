"""The worker and its clock: `celery -A marketplace.celery worker` and `… beat`."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "timers": {"task": "kit.run_due_timers", "schedule": 10.0},
    "outbox": {"task": "kit.deliver_outbox", "schedule": 10.0},
    "outbox_tidied": {"task": "kit.tidy_outbox", "schedule": crontab(minute=23)},
    "views": {"task": "catalog.add_up_views", "schedule": 60.0},
    "tallies": {"task": "discovery.recount", "schedule": 300.0},
    "words": {"task": "discovery.learn_words", "schedule": 60.0},
    "words_anew": {"task": "discovery.learn_words_anew", "schedule": crontab(hour=3, minute=41)},
    "event_months": {"task": "catalog.keep_event_months", "schedule": crontab(minute=7)},
}
