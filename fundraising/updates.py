"""What a maker tells while they make it: to everybody who looks, or to their backers alone.

    update = updates.write(fundraiser, title="The oven is lit", body="…", by=ada)
    updates.publish(update, by=ada)                       # or updates.schedule(update, at, by=ada)

Backers, followers and whoever watches are told; of what is for backers, backers alone. Locks: the fundraiser, then the
update.
"""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from accounts.refusals import Refused
from fundraising import clocks, fundraisers, talks, ties, update_news
from fundraising.models import Fundraiser, Update, UpdatePicture
from marketplace.kit import clock, images, timers
from marketplace.kit.uploads import Upload
from portfolios.permits import require_owner
from social.ports import Face

Status = Update.Status
KIND = "update"
FOLDER = "works"
MOST_PICTURES = 8
DRAFTS_AT_ONCE = 20


class NotNow(Refused):
    """This is not possible in the state in which the update, or its fundraiser, is."""


@transaction.atomic
def write(
    fundraiser: Fundraiser, *, title: str, body: str, is_for_backers: bool = False, is_report: bool = False, by: User
) -> Update:
    """A draft that nobody else sees. is_report: what is held back until the report follows it.

    Raises NotAllowed, NotNow before the fundraiser is public.
    """
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    if fundraiser.status not in Fundraiser.PUBLIC:
        raise NotNow(_("Updates are for what people can see."))
    if fundraiser.updates.exclude(status=Status.PUBLISHED).count() >= DRAFTS_AT_ONCE:
        raise NotNow(_("You have %(n)d drafts. Publish one or throw one away first.") % {"n": DRAFTS_AT_ONCE})
    return Update.objects.create(
        fundraiser=fundraiser, title=title, body=body, is_for_backers=is_for_backers, is_report=is_report, by=by
    )


@transaction.atomic
def change(update: Update, *, title: str, body: str, is_for_backers: bool, is_report: bool = False, by: User) -> Update:
    """Say it otherwise. Once it is published, who reads it and whether it is the report stays. Raises NotAllowed."""
    update = _mine(update, by)
    update.title, update.body, update.updated_at = title, body, clock.now()
    if update.status != Status.PUBLISHED:
        update.is_for_backers, update.is_report = is_for_backers, is_report
    update.save(update_fields=["title", "body", "is_for_backers", "is_report", "updated_at"])
    return update


@transaction.atomic
def publish(update: Update, *, by: User | None) -> Update:
    """Tell it. by=None: its moment has come. Twice changes nothing. Raises NotAllowed."""
    update = locked(update)
    if by is not None:
        require_owner(update.fundraiser, by=by)
    if update.status == Status.PUBLISHED:
        return update
    last = update.fundraiser.updates.aggregate(last=Max("number"))["last"] or 0
    update.number, update.published_at, update.publish_at = last + 1, clock.now(), None
    update.move_to(
        Status.PUBLISHED, by=by, party=update.fundraiser.owner, saving=["number", "published_at", "publish_at"]
    )
    timers.cancel(clocks.UPDATE_PUBLISHES, update.pk)
    update_news.published(update)
    if update.is_report:
        ties.reported(update)
    return update


@transaction.atomic
def schedule(update: Update, at: datetime, *, by: User) -> Update:
    """Let it be published by itself at a moment to come. Raises NotAllowed, NotNow."""
    update = _mine(update, by)
    if at <= clock.now():
        raise NotNow(_("This moment has passed."))
    if update.status == Status.PUBLISHED:
        raise NotNow(_("It is published already."))
    update.publish_at = at
    if update.status == Status.SCHEDULED:
        update.save(update_fields=["publish_at"])
    else:
        update.move_to(Status.SCHEDULED, by=by, party=update.fundraiser.owner, saving=["publish_at"])
    timers.set(clocks.UPDATE_PUBLISHES, update.pk, at, by=by)
    return update


@transaction.atomic
def hold_back(update: Update, *, by: User) -> Update:
    """Let a scheduled one wait for a word again. Twice changes nothing. Raises NotAllowed, IllegalMove."""
    update = _mine(update, by)
    if update.status == Status.DRAFT:
        return update
    update.publish_at = None
    timers.cancel(clocks.UPDATE_PUBLISHES, update.pk)
    return update.move_to(Status.DRAFT, by=by, party=update.fundraiser.owner, saving=["publish_at"])


@transaction.atomic
def discard(update: Update, *, by: User) -> None:
    """Throw away what nobody has read. Raises NotAllowed, NotNow for one that is published."""
    update = _mine(update, by)
    if update.status == Status.PUBLISHED:
        raise NotNow(_("It is published, so people may have read it. Say what changed in another one."))
    timers.cancel(clocks.UPDATE_PUBLISHES, update.pk)
    paths = [str(one.file) for one in update.pictures.all()]
    update.delete()
    for path in paths:
        transaction.on_commit(partial(images.discard, path), robust=True)


def add_picture(update: Update, upload: Upload, *, alt: str, by: User) -> UpdatePicture:
    """One picture more. Storing takes its time, so it is never done under a lock. Raises NotAllowed, NotNow."""
    with transaction.atomic():
        _check_room(_mine(update, by))
    path = images.store(upload, FOLDER)
    with default_storage.open(path) as file, Image.open(file) as picture:
        width, height = picture.size
    try:
        with transaction.atomic():
            _check_room(_mine(update, by))
            return UpdatePicture.objects.create(update=update, file=path, width=width, height=height, alt=alt)
    except Refused:
        images.discard(path)
        raise


@transaction.atomic
def remove_picture(picture: UpdatePicture, *, by: User) -> None:
    """One picture less. Raises NotAllowed."""
    _mine(picture.update, by)
    path = str(picture.file)
    picture.delete()
    transaction.on_commit(lambda: images.discard(path), robust=True)


@timers.handles(clocks.UPDATE_PUBLISHES)
def publish_by_itself(key: str) -> None:
    """Its moment has come."""
    if not Update.objects.filter(pk=key).exists():  # its maker was forgotten
        return
    update = locked(Update(pk=UUID(key)))
    if update.status == Status.SCHEDULED and update.publish_at and update.publish_at <= clock.now():
        publish(update, by=None)


def locked(update: Update) -> Update:
    """The update under its lock, and before it its fundraiser's."""
    pk = Update.objects.values_list("fundraiser_id", flat=True).get(pk=update.pk)
    fundraiser = fundraisers.locked(Fundraiser(pk=pk))
    found: Update = Update.objects.locked().get(pk=update.pk)
    found.fundraiser = fundraiser
    return found


class Updates:
    """Updates as what people comment on: backers and the maker may, whoever may read it reads it."""

    kind = KIND

    def seen_by(self, user: Any) -> Any:
        readable = Update.objects.published().readable_by(user)
        return readable.filter(fundraiser__in=Fundraiser.objects.visible_to(user)).values("pk")

    def face(self, pk: UUID) -> Face | None:
        found = Update.objects.select_related("fundraiser__listing__owner").filter(pk=pk).first()
        if found is None:
            return None
        listing = found.fundraiser.listing
        return Face(found.title, found.get_absolute_url(), (listing.owner,), listing)

    def why_not(self, pk: UUID, user: User) -> str:
        return talks.why_not_comment(Fundraiser.objects.values_list("pk", flat=True).get(updates=pk), user)


def _mine(update: Update, by: User) -> Update:
    update = locked(update)
    require_owner(update.fundraiser, by=by)
    return update


def _check_room(update: Update) -> None:
    if update.pictures.count() >= MOST_PICTURES:
        raise NotNow(_("An update has at most %(n)d pictures.") % {"n": MOST_PICTURES})
