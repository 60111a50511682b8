"""What belongs to a post for supporters: its files, and what is said to it. Who reads it whole has both.

support_posts.attach(post, upload, by=cleo)
support_posts.readable_files(ben)
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import support_pages, support_reading
from fundraising.models import SupportFile, SupportPage, SupportPost
from marketplace.catalog.models import Listing
from marketplace.kit import images
from marketplace.kit.refusals import Refused
from marketplace.kit.uploads import Upload
from social.ports import Face

KIND = "support_post"
MOST = 10
PREVIEW = 1600  # pixels of the longer side: twice what a post shows


def attach(post: SupportPost, upload: Upload, *, by: User) -> SupportFile:
    """One file more. Unfolding a picture and storing take their time, so they are never done under a lock. Raises
    NotAllowed, Refused for one too many.
    """
    with transaction.atomic():
        _check_room(post, by)
    made = SupportFile(post=post, name=upload.title[:120] or upload.name, size=upload.size)
    try:
        _store(made, upload)
        with transaction.atomic():
            _check_room(post, by)
            made.save(force_insert=True)
    except Exception:
        for stored in (made.file, made.preview):
            stored.delete(save=False)
        raise
    return made


@transaction.atomic
def detach(file: SupportFile, *, by: User) -> None:
    """One file less. Raises NotAllowed."""
    support_pages.locked(file.post.page, by)
    kept = [(one.storage, str(one.name)) for one in (file.file, file.preview) if one]
    file.delete()
    for storage, name in kept:
        transaction.on_commit(partial(storage.delete, name), robust=True)


def readable(user: Any) -> "QuerySet[SupportPost]":
    """The posts that this person reads whole: what is published for them, and their own, drafts too."""
    own = Q(page__owner__in=Party.objects.seen_by(user)) if user.is_authenticated else Q(pk__in=[])
    shown = SupportPost.objects.filter(page__in=SupportPage.objects.visible_to(user))
    told = Q(pk__in=SupportPost.objects.published().values("pk"))
    judged: Any = support_reading.with_reading(shown.filter(own | told), user)
    found: QuerySet[SupportPost] = judged.filter(is_readable=True)
    return found


def readable_files(user: Any) -> "QuerySet[SupportFile]":
    """Those of the posts that this person reads whole."""
    return SupportFile.objects.filter(post__in=readable(user).values("pk"))


class Posts:
    """Posts as what people comment on: whoever reads one whole may, its maker too."""

    kind = KIND

    def seen_by(self, user: Any) -> Any:
        return readable(user).filter(published_at__isnull=False).values("pk")

    def face(self, pk: UUID) -> Face | None:
        found = SupportPost.objects.select_related("page__owner").filter(pk=pk).first()
        if found is None:
            return None
        owner = found.page.owner
        kinds = (Listing.Kind.PERSON, Listing.Kind.COMPANY)
        listing = Listing.objects.filter(owner=owner, kind__in=kinds).first()
        return Face(found.title, found.get_absolute_url(), (owner,), listing)

    def why_not(self, pk: UUID, user: User) -> str:
        return "" if readable(user).filter(pk=pk).exists() else _("Who reads all of it can comment.")


def _check_room(post: SupportPost, by: User) -> None:
    """The caller is in a transaction: the page is locked to its end."""
    support_pages.locked(post.page, by)
    if post.files.count() >= MOST:
        raise Refused(_("A post has at most %(n)d files. Put them into one archive.") % {"n": MOST})


def _store(made: SupportFile, upload: Upload) -> None:
    """Keep the file; of a picture also what the post shows."""
    if small := images.preview(upload, PREVIEW):
        made.width, made.height = small.width, small.height
        made.preview.save(f"{upload.name}.webp", ContentFile(small.webp), save=False)
    upload.file.seek(0)
    made.file.save(upload.name, File(upload.file), save=False)
