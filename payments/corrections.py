"""An invoice whose sides stand wrongly on it is taken back whole and issued anew: nothing that was issued is changed.

    corrections.correct(invoice, by=cleo)        # the new one; a credit note takes the old one back

Sums paid and kept do not change; the tax within them may, where a side has said meanwhile that it is registered.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import audit
from marketplace.kit.refusals import NotAllowed, Refused
from payments import paperwork
from payments.documents import Draft
from payments.models import Document
from payments.models.document import Sort

SIDES = ("issuer", "recipient")


def may_correct(document: Document) -> bool:
    """Whether it would say something else if it were issued now, and has not been taken back."""
    return _draft_anew(document) is not None and not document.corrections.exists()


@transaction.atomic
def correct(document: Document, *, by: User) -> Document:
    """Take the invoice back by a credit note and issue it anew with what both sides say of themselves now.

    Raises NotAllowed for anybody but the two sides, Refused where it was taken back already or nothing would change.
    """
    found = Document.objects.select_related("issuer", "recipient")
    document = found.select_for_update(of=("self",)).get(pk=document.pk)
    if not document.is_of(by):
        raise NotAllowed(_("Only the two sides of an invoice can have it corrected."))
    if document.corrections.exists():
        raise Refused(_("This was corrected already."))
    anew = _draft_anew(document)
    if anew is None:
        raise Refused(_("It would say the same. Change your billing details first."))
    made = paperwork.issue(_instead_of(document, anew))
    paperwork.issue(_taking_back(document))
    audit.append("invoice_corrected", by=by.pk, subject=audit.subject_of(document), data={"anew": made.pk})
    return made


def _draft_anew(document: Document) -> Draft | None:
    """The same invoice as it would be issued now; None for other papers, and where it would not differ."""
    kind, cause = document.body.get("cause", (document.source_kind, document.source))
    if document.sort != Sort.INVOICE:
        return None
    draft = paperwork.draft(kind, cause)
    return draft if draft and _differs(draft.body, document.body) else None


def _differs(new: Any, old: Any) -> bool:
    return any(new[side] != old[side] for side in SIDES) or new.get("rate") != old.get("rate")


def _taking_back(document: Document) -> Draft:
    return Draft(
        sort=Sort.CREDIT_NOTE,
        source=("correction", document.pk),
        issuer=document.issuer,
        recipient=document.recipient,
        net=document.net,
        tax=document.tax,
        language=document.language,
        corrects=document,
        body={**document.body, "paid": {}, "kept": False, "taken_back": True},
    )


def _instead_of(document: Document, anew: Draft) -> Draft:
    kind, cause = document.body.get("cause", (document.source_kind, str(document.source)))
    body = {**anew.body, "cause": [kind, str(cause)], "replaces": document.number}
    return Draft(
        sort=anew.sort,
        source=("again", document.pk),
        issuer=anew.issuer,
        recipient=anew.recipient,
        net=anew.net,
        tax=anew.tax,
        language=anew.language,
        body=body,
    )
