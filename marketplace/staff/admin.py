"""The audit and the impersonations at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.kit import audit
from marketplace.kit.desk import DeskAdmin, ReasonForm
from marketplace.kit.models import AuditEntry
from marketplace.kit.pagination import page_of
from marketplace.staff import audit_search
from marketplace.staff.models import Impersonation

PER_PAGE = 50


@admin.register(AuditEntry)
class AuditAdmin(DeskAdmin):
    """The audit, newest first; whether each line is as it was sealed; the whole chain on demand."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("export/", self.admin_site.admin_view(self.export), name="kit_auditentry_export"),
            path("verification/", self.admin_site.admin_view(require_POST(self.verify)), name="kit_auditentry_verify"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The search, and the lines that it found."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = audit_search.SearchForm(request.GET or None)
        asked = form.cleaned_data if form.is_valid() else {}
        page = page_of(audit_search.found(asked), order=["-number"], after=request.GET.get("after"), size=PER_PAGE)
        context = {
            **self._frame(request, None),
            "title": _("Audit"),
            "form": form,
            "query": self._query(request),
            "lines": audit_search.with_names(page.items),
            "next_cursor": page.next_cursor,
            "may_export": request.user.has_perm("kit.export_auditentry"),
            "may_verify": request.user.has_perm("kit.verify_auditentry"),
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/desk/audit.html", context, status=status)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What was found as a file; that it was taken out, and why, is a line of the audit itself."""
        if not (self.has_view_permission(request) and request.user.has_perm("kit.export_auditentry")):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        search = audit_search.SearchForm(request.GET)
        if not form.is_valid() or not search.is_valid():
            context = {**self._frame(request, None), "title": _("Take the audit out as a file"), "form": form}
            return TemplateResponse(
                request, "admin/desk/audit_export.html", context, status=422 if form.is_bound else 200
            )
        data = {"reason": form.cleaned_data["reason"], "search": self._query(request)}
        audit.append("audit_exported", by=request.user.pk, subject="kit.auditentry", data=data)
        return StreamingHttpResponse(
            audit_search.as_csv(audit_search.found(search.cleaned_data)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "private, no-store"},
        )

    def verify(self, request: HttpRequest) -> HttpResponse:
        """Walk the whole chain and say what was found."""
        if not (self.has_view_permission(request) and request.user.has_perm("kit.verify_auditentry")):
            raise PermissionDenied
        verdict = audit.verify()
        if verdict.is_whole:
            said = _("All %(n)d lines are as they were written. The last seal is %(seal)s.")
            messages.success(request, said % {"n": verdict.count, "seal": verdict.head})
        else:
            messages.error(request, _("The chain is broken: %(why)s.") % {"why": verdict.why})
        return HttpResponseRedirect(reverse("admin:kit_auditentry_changelist"))

    def _query(self, request: HttpRequest) -> str:
        """What was asked, without the place in the list."""
        asked = request.GET.copy()
        asked.pop("after", None)
        return asked.urlencode()


@admin.register(Impersonation)
class ImpersonationAdmin(DeskAdmin):
    """Who saw the site as whom, when and why."""

    list_display = ["staff", "person", "started_at", "ended_at", "reason"]
    list_select_related = ["staff", "person"]
    search_fields = ["staff__email", "person__email", "reason"]
    ordering = ["-started_at"]
