from typing import Any

from django.conf import settings
from django.db import models

from accounts.models.party import Party
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class Guest(UUIDModel):
    """Somebody who gave money here without signing up: a name and an address, and no password.

    Each is a party of its own, with a sign-in that nobody can sign in with, so that acts, receipts and notices are
    those of members. Two guests may have one address, and a guest may have that of a member: what was typed proves
    nothing, so it opens nothing. `claimed_by`: the member whose address it is, who may all that the guest may.
    `round`: links and browsers of an earlier round open nothing. `key`: of the form that was sent.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guest")
    party = models.OneToOneField(Party, models.CASCADE, related_name="guest")
    email = models.EmailField(max_length=254, blank=True)  # in small letters
    key = models.UUIDField(unique=True)
    round = models.PositiveSmallIntegerField(default=1)
    proved_at = models.DateTimeField(null=True, blank=True)  # a link of a mail was opened
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="guests"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: Any = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["email"], name="guest_by_address", condition=models.Q(claimed_by__isnull=True))]

    def __str__(self) -> str:
        return str(self.party_id)
