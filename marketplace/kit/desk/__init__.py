"""What staff do, and how it is asked for: read-only tables whose rows have acts, each with a reason.

    @admin.register(Certification)
    class CertificationAdmin(DeskAdmin):
        acts = [
            Act("verify", _("Verify"), certifications.verify, consequence=_("The badge shows on the person's page.")),
            Act("reject", _("Reject"), certifications.reject, is_grave=True),
        ]
        queue = Queue(_("Certifications to check"), Certification.objects.waiting, "status__exact=waiting")
        is_sensitive = True                        # each look at a row is a line of the audit

An act is a button on the row's page and, where `on_many`, a choice below the list. Both open a small page that says
what will happen and asks for the reason; the domain act is called with `by=` and `why=`, and one line of the audit is
written in the same transaction. The right to it is its own: `accounts.verify_certification` for the first above.
"""

from marketplace.kit.desk.acts import Act, Queue, ReasonField, ReasonForm, carry_out, offer
from marketplace.kit.desk.admin import DeskAdmin, ReasonedAdmin, ReasonedForm

__all__ = [
    "Act",
    "DeskAdmin",
    "Queue",
    "ReasonField",
    "ReasonForm",
    "ReasonedAdmin",
    "ReasonedForm",
    "carry_out",
    "offer",
]
