from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.profile import Profile
from marketplace.kit import clock

MOST_HOURS = 80


def monday_of(day: date) -> date:
    """The day on which the week of this day began."""
    return day - timedelta(days=day.weekday())


class FreeWeekQuerySet(models.QuerySet["FreeWeek"]):
    def ahead(self) -> Self:
        """This week and those to come."""
        return self.filter(week__gte=monday_of(clock.today()))


class FreeWeek(models.Model):
    """A week that differs from somebody's usual ones: how many hours they have free in it, none for a booked one.

    Weeks without a row have the profile's `hours_a_week` from its `usual_from` on, and nothing before.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="free_weeks")
    week = models.DateField()  # its Monday
    hours = models.PositiveSmallIntegerField()

    objects = FreeWeekQuerySet.as_manager()

    class Meta:
        ordering = ["week"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "week"], name="freeweek_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="freeweek_begins_on_monday"),
            models.CheckConstraint(condition=Q(hours__lte=MOST_HOURS), name="freeweek_hours_in_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.hours} h in the week of {self.week}"
