"""Rewards that are files: everybody who paid for one downloads it, and nobody else.

reward_files.add(reward, upload, by=ada)
reward_files.hand_out(reward, by=ada)          # what waits to be sent is sent: its backers are told
"""

from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import deliveries, fundraisers
from fundraising.deliveries import Parcel
from fundraising.models import Delivery, Pledge, Reward, RewardFile
from marketplace.kit.refusals import Refused
from marketplace.kit.uploads import Upload
from portfolios.permits import require_owner

MOST = 20


def add(reward: Reward, upload: Upload, *, by: User) -> RewardFile:
    """One file more. Storing takes its time, so it is never done under a lock. Raises NotAllowed, Refused for one too
    many.
    """
    with transaction.atomic():
        _check_room(reward, by)
    made = RewardFile(reward=reward, name=upload.title[:120] or upload.name, size=upload.size)
    made.file.save(upload.name, File(upload.file), save=False)
    try:
        with transaction.atomic():
            _check_room(reward, by)
            made.save(force_insert=True)
    except Exception:
        made.file.delete(save=False)
        raise
    return made


@transaction.atomic
def remove(file: RewardFile, *, by: User) -> None:
    """One file less. Raises NotAllowed, and Refused once somebody was sent the reward."""
    fundraiser = fundraisers.locked(file.reward.fundraiser)
    require_owner(fundraiser, by=by)
    if Delivery.objects.filter(line__reward=file.reward_id, sent_at__isnull=False).exists():
        raise Refused(_("Backers have been sent this reward, so its files stay."))
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def hand_out(reward: Reward, *, by: User) -> int:
    """Send it to everybody who waits for it; returns to how many. Raises NotAllowed, Refused without a file."""
    if not reward.files.exists():
        raise Refused(_("Add a file first."))
    waiting = Delivery.objects.filter(
        line__reward=reward, status=Delivery.Status.TO_SHIP, line__pledge__status=Pledge.Status.COLLECTED
    )
    return deliveries.ship(reward.fundraiser, [Parcel(number) for number in deliveries.numbers_of(waiting)], by=by)


def readable_by(user: Any) -> "QuerySet[RewardFile]":
    """One's own rewards' files as a maker, and those of rewards that one was sent."""
    mine = Party.objects.acted_for_by(user)
    sent = Delivery.objects.filter(
        line__pledge__backer__in=mine, sent_at__isnull=False, line__pledge__status=Pledge.Status.COLLECTED
    ).exclude(status=Delivery.Status.REFUNDED)
    own = Q(reward__fundraiser__listing__owner__in=mine)
    return RewardFile.objects.filter(own | Q(reward__in=sent.values("line__reward")))


def _check_room(reward: Reward, by: User) -> None:
    """The caller is in a transaction: the fundraiser is locked to its end."""
    fundraiser = fundraisers.locked(reward.fundraiser)
    require_owner(fundraiser, by=by)
    if reward.files.count() >= MOST:
        raise Refused(_("A reward has at most %(n)d files. Put them into one archive.") % {"n": MOST})
