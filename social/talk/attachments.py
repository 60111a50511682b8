"""Files of messages: kept where no address leads to, with a small picture of those that are pictures."""

from collections.abc import Iterable

from django.core.files import File
from django.core.files.base import ContentFile

from marketplace.kit import images, uploads
from marketplace.kit.uploads import Upload
from social.models import Attachment, Message

PREVIEW = 960  # pixels of the longer side: twice what a thread shows


def keep(message: Message, files: Iterable[Upload]) -> None:
    """Keep these checked files under the message."""
    for upload in files:
        _keep(message, upload)


def _keep(message: Message, upload: Upload) -> Attachment:
    kept = Attachment(
        message=message,
        file=File(upload.file, name=upload.name),
        name=upload.title[:120] or upload.name,
        type=upload.type,
        size=upload.size,
        hash=uploads.digest(upload),
    )
    if small := images.preview(upload, PREVIEW):
        kept.preview = ContentFile(small.webp, name=f"{upload.name}.webp")
        kept.width, kept.height = small.width, small.height
    upload.file.seek(0)
    kept.save(force_insert=True)
    return kept
