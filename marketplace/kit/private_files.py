"""Files that no address leads to: documents, exports. They are read through a view that asks who is looking.

document = FileField(upload_to="certificates/", storage=private_files.store)
return private_files.answer(certification.document, named=certification.document_name)
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import FileResponse


class PrivateFolder(FileSystemStorage):
    """The folder PRIVATE_ROOT, which no server serves. It is asked for each time, so that tests have their own."""

    @property
    def base_location(self) -> Path:
        return Path(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")


def store() -> Storage:
    """Where private files lie: the folder, or a bucket of their own."""
    return storages["private"]


def answer(file: Any, *, named: str) -> FileResponse:
    """The file as a download that no cache keeps and no browser runs. named: what the reader's copy is called."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=named)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox"
    return response


def show(file: Any, *, kind: str) -> FileResponse:
    """The file as the browser shows it in place: for what we have made or judged ourselves, a picture above all."""
    response = FileResponse(file.open("rb"), content_type=kind)
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def show_pdf(file: Any) -> FileResponse:
    """A PDF in the browser's own viewer, which a sandbox would shut out. Only for what was judged to be one."""
    response = FileResponse(file.open("rb"), content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
