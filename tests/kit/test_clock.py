"""Now is asked here and nowhere else."""

import zoneinfo
from datetime import UTC, date, datetime

from django.utils import timezone

from marketplace.kit.clock import now, today


def test_now_is_aware_and_in_utc():
    assert now().tzinfo is UTC


def test_today_is_the_viewer_s_day(clock):
    clock.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert today() == date(2026, 11, 23)
    with timezone.override(zoneinfo.ZoneInfo("Asia/Tokyo")):
        assert today() == date(2026, 11, 24)
