"""The PDF of a document: made once, kept in private storage, the same for everybody."""

import hashlib

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from marketplace.kit import pdf
from payments import sheets
from payments.models import Document

LAYOUT = "payments/documents/paper.typ"


def of(document: Document) -> FieldFile:
    """Its file, made now if nobody did before. Two who make it at once make the same; one of the two is kept."""
    if not document.file:
        _make(document)
        document.refresh_from_db(fields=["file", "file_hash"])
    return document.file


def name_of(document: Document) -> str:
    """What the reader's copy is called."""
    return f"{document.number}.pdf"


def _make(document: Document) -> None:
    content = pdf.render(LAYOUT, sheets.of(document).as_json(), made=document.issued_at)
    store = document.file.storage
    path = store.save(f"documents/{document.issued_at:%Y/%m}/{document.pk}.pdf", ContentFile(content))
    kept = Document.objects.filter(pk=document.pk, file="").update(
        file=path, file_hash=hashlib.sha256(content).hexdigest()
    )
    if not kept:
        store.delete(path)
