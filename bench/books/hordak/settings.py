"""django-hordak as its documentation sets it up, on the same Postgres, with the same kind of connection as ours."""

import os

import dj_database_url

SECRET_KEY = "for-one-measurement"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"]
PLANNED_ONCE = {"server_side_binding": True, "prepare_threshold": 2}
DATABASES = {
    "default": {**dj_database_url.parse(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None, "OPTIONS": PLANNED_ONCE}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_CURRENCY = "EUR"
CURRENCIES = ["EUR"]
USE_TZ = True
