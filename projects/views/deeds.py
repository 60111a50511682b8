"""A version of a contract to keep and to print."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from projects import deeds
from projects.views.contracts import found


@require_safe
@signed_in
def deed(request: SignedInRequest, pk: UUID, number: int) -> FileResponse:
    """The PDF, for whoever may read the contract."""
    contract = found(request, pk)
    version = get_object_or_404(contract.versions, number=number)
    version.contract = contract
    return private_files.answer(ContentFile(deeds.render(version)), named=deeds.name_of(version))
