from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel
from social.models.notice import Notice


class Choice(models.Model):
    """On which ways one person wants to be told of one family of notices, or of one kind in it.

    `what` is the family's or the kind's name. Nothing is stored for what stays as it comes (see social.choices).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    what = models.CharField(max_length=40)
    page = models.BooleanField(default=True)
    mail = models.CharField(max_length=4, choices=Notice.Mail, blank=True)
    push = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "what"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.what} for {self.user}"


class Rest(models.Model):
    """When one person wants peace: hours of each night, in their own zone, and a pause until a moment.

    From and until are both given or both empty, and differ; the hours may reach over midnight.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_rest")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until"))),
                name="rest_hours_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"rest of {self.user}"


class Mute(UUIDModel):
    """A listing or a party of which one person wants to hear no more. Security and money are told all the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="mute_listing_once"),
            models.UniqueConstraint(fields=["user", "party"], name="mute_party_once"),
            models.CheckConstraint(
                condition=Q(listing__isnull=True, party__isnull=False) | Q(listing__isnull=False, party__isnull=True),
                name="mute_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} hears nothing of {self.listing or self.party}"
