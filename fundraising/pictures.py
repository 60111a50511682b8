"""Pictures of a fundraiser: the first is its cover, on cards and on top of its page."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from accounts.refusals import Refused
from fundraising import making
from fundraising.models import Fundraiser
from fundraising.said import Said
from marketplace.kit import images
from marketplace.kit.uploads import Upload
from portfolios.models import Media

STEP = "pictures"
FOLDER = "works"
MOST = 12


def add(fundraiser: Fundraiser, upload: Upload, *, alt: str, caption: str = "", by: User) -> Media:
    """Put a checked picture behind the others. Raises NotAllowed, and Refused for one too many.

    Storing takes its time, so it is done between two looks at the fundraiser and never under its lock.
    """
    with transaction.atomic():
        _check_room(making.editable(fundraiser, STEP, by=by))
    path = images.store(upload, FOLDER)
    width, height = _size(path)
    try:
        return _hang(fundraiser, Media(file=path, width=width, height=height, alt=alt, caption=caption), by=by)
    except Refused:
        images.discard(path)
        raise


@transaction.atomic
def describe(fundraiser: Fundraiser, picture: Media, *, alt: str, caption: str, by: User) -> None:
    """Say what it shows, and what stands below it. Raises NotAllowed, Refused."""
    fundraiser, picture = _held(fundraiser, picture, by)
    picture.alt, picture.caption = alt, caption
    picture.save(update_fields=["alt", "caption"])
    _lead(fundraiser)


@transaction.atomic
def put_first(fundraiser: Fundraiser, picture: Media, *, by: User) -> None:
    """Let it be the cover. Raises NotAllowed, Refused."""
    fundraiser, picture = _held(fundraiser, picture, by)
    others = fundraiser.listing.media.exclude(pk=picture.pk)
    for place, one in enumerate([picture, *others]):
        Media.objects.filter(pk=one.pk).update(position=place)
    _lead(fundraiser)


@transaction.atomic
def remove(fundraiser: Fundraiser, picture: Media, *, by: User) -> None:
    """Take it away; its files go once that is certain. Raises NotAllowed, Refused."""
    fundraiser, picture = _held(fundraiser, picture, by)
    path = str(picture.file)
    picture.delete()
    transaction.on_commit(lambda: images.discard(path), robust=True)
    _lead(fundraiser)


@transaction.atomic
def _hang(fundraiser: Fundraiser, picture: Media, *, by: User) -> Media:
    fundraiser = making.editable(fundraiser, STEP, by=by)
    _check_room(fundraiser)
    last = fundraiser.listing.media.aggregate(last=Max("position"))["last"]
    picture.listing, picture.position = fundraiser.listing, 0 if last is None else last + 1
    picture.save()
    _lead(fundraiser)
    return picture


def _check_room(fundraiser: Fundraiser) -> None:
    if fundraiser.listing.media.count() >= MOST:
        raise Refused(_("A fundraiser has at most %(n)d pictures.") % {"n": MOST})


def _held(fundraiser: Fundraiser, picture: Media, by: User) -> tuple[Fundraiser, Media]:
    fundraiser = making.editable(fundraiser, STEP, by=by)
    found = fundraiser.listing.media.filter(pk=picture.pk).first()
    if found is None:
        raise Refused(_("This picture is gone already."))
    return fundraiser, found


def _lead(fundraiser: Fundraiser) -> None:
    """Let the first picture stand on cards."""
    first = fundraiser.listing.media.first()
    cover, alt = (str(first.file), first.alt) if first else ("", "")
    making.wear(fundraiser, Said(front={"cover": cover, "cover_alt": alt}))


def _size(path: str) -> tuple[int, int]:
    with default_storage.open(path) as file, Image.open(file) as picture:
        return picture.size
