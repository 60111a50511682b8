"""Receipts, invoices and credit notes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.kit.desk import DeskAdmin
from payments.admin.shown import sum_of
from payments.models import Document


@admin.register(Document)
class DocumentAdmin(DeskAdmin):
    """As they were issued. A look at one is a line of the audit."""

    list_display = ["number", "sort", "issuer", "recipient", "issued_at", "sum"]
    list_filter = ["sort", "series__year", "currency"]
    list_select_related = ["issuer", "recipient"]
    search_fields = ["number", "issuer__name", "recipient__name"]
    ordering = ["-issued_at", "-pk"]
    show_full_result_count = False
    exclude = ["file"]
    is_sensitive = True

    sum = sum_of("total_minor", _("sum"))
