"""Certifications in the staff admin: the document is looked at, then verified or rejected with a reason."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import certifications
from accounts.models import Certification
from marketplace.kit.desk import Act, DeskAdmin, Queue

Status = Certification.Status


def _is_open(certification: Certification) -> bool:
    return certification.status == Status.WAITING


def _may_be_rejected(certification: Certification) -> bool:
    return certification.status in {Status.WAITING, Status.VERIFIED}


@admin.register(Certification)
class CertificationAdmin(DeskAdmin):
    """What people say they are certified in. Nobody judges their own; a look at a document is in the audit."""

    list_display = ["name", "issuer", "profile", "status", "issued_on", "expires_on", "updated_at"]
    list_filter = ["status"]
    list_select_related = ["profile__party"]
    search_fields = ["name", "issuer", "profile__party__name"]
    ordering = ["-updated_at"]
    fields = [
        "profile", "name", "issuer", "issued_on", "expires_on", "status", "proof", "why_not", "reviewed_at",
    ]  # fmt: skip
    readonly_fields = fields
    acts = [
        Act(
            "verify", _("Verify"), certifications.verify, when=_is_open, on_many=False,
            consequence=_("The page shows the badge. The owner is told."),
        ),
        Act(
            "reject", _("Reject"), certifications.reject, when=_may_be_rejected, on_many=False,
            consequence=_("There is no badge. The owner is told, and reads your reason."),
        ),
    ]  # fmt: skip
    queue = Queue(_("Certifications to look at"), Certification.objects.waiting, "status__exact=waiting")

    @admin.display(description=_("document"))
    def proof(self, certification: Certification) -> SafeString | str:
        """A link to the document, which asks again who is looking."""
        if not certification.document:
            return ""
        address = reverse("accounts:certification_document", args=[certification.pk])
        return format_html('<a href="{}">{}</a>', address, certification.document_name)
