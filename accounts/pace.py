"""Answers that take equally long, so that time does not tell whether an address has an account."""

import time
from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def evenly(view: View) -> View:
    """Answer what was sent at the next full step of time. What was refused as too much is answered at once.

    The work is made alike before (a hash and a mail in either case); the step hides what is left, a query or a row.
    """

    @wraps(view)
    def paced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code != 429:
            time.sleep(left_of(time.monotonic() - began, settings.ENTRANCE_PACE_SECONDS))
        return response

    return paced


def left_of(spent: float, step: float) -> float:
    """Seconds from `spent` to the next full step; none where there is no step."""
    return ceil(spent / step) * step - spent if step else 0.0
