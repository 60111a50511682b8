"""One version of a contract as a PDF: the text word for word, who signed it when, and the hash by which it is proved.

It is made anew from what is kept each time somebody asks: the same version with the same signatures is the same file.
"""

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.kit import markdown_blocks, pdf
from payments import sheets
from projects.models import ContractVersion, Signature

LAYOUT = "projects/contracts/deed.typ"


def render(version: ContractVersion) -> bytes:
    """The PDF, in the language of the contract. Its date is that of the last signature, or of the drawing up."""
    signatures = list(version.signatures.select_related("party").order_by("at"))
    made = signatures[-1].at if signatures else version.drawn_at
    with translation.override(version.contract.language), timezone.override(timezone.get_default_timezone()):
        return pdf.render(LAYOUT, _sheet(version, signatures), made=made)


def name_of(version: ContractVersion) -> str:
    """What the reader's copy is called."""
    return f"{version.contract.reference}-{version.number}.pdf"


def _sheet(version: ContractVersion, signatures: list[Signature]) -> dict[str, Any]:
    reference = {"reference": version.contract.reference, "n": version.number}
    text = markdown_blocks.of(version.document)
    return {
        "title": _("Contract %(reference)s, version %(n)d") % reference,
        "site": settings.SITE_NAME,
        "language": version.contract.language,
        "foot": sheets.foot(),
        "page": sheets.page_words(),
        "warning": _unsigned(version),
        "name": version.contract.title,
        "number": _("Contract %(reference)s, version %(n)d") % reference,
        "lede": "",
        "blocks": text[1:] if text and text[0]["kind"] == "heading" else text,  # its first line is the title above
        "signatures_heading": _("Signatures"),
        "signatures": [_signed(signature) for signature in signatures],
        "nobody": "" if signatures else _("Nobody has signed yet."),
        "hash_words": _("SHA-256 of the text above, from its first letter to its last:"),
        "hash": version.hash,
    }


def _unsigned(version: ContractVersion) -> str:
    """Above what does not hold: nobody should take a draft for a contract."""
    if version.status in {ContractVersion.Status.IN_FORCE, ContractVersion.Status.REPLACED} and version.in_force_at:
        return ""
    if version.is_proposed:
        return _("Not in force: it waits for the signatures of both sides.")
    return _("Not in force: this version never came about.")


def _signed(signature: Signature) -> dict[str, str]:
    side = signature.get_side_display()
    for_whom = f"{side}, {signature.party.name}" if signature.party.is_company else side
    at = timezone.localtime(signature.at)
    return {
        "side": str(for_whom),
        "name": signature.name,
        "at": f"{date_format(at, 'DATETIME_FORMAT')} {at.tzname()}",
        "address": _("from %(address)s") % {"address": signature.address} if signature.address else "",
    }
