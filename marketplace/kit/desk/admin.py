"""Tables of the staff admin: read, acted upon with a reason, never typed over."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from marketplace.kit import audit
from marketplace.kit.desk import acts as deeds
from marketplace.kit.desk import history
from marketplace.kit.desk.acts import Act, Queue, ReasonField, ReasonForm
from marketplace.kit.models import IllegalMove
from marketplace.kit.refusals import Refused

AT_ONCE = 100  # rows that one confirmation may cover


class RecordedAdmin(ModelAdmin):
    """A table whose rows show everything that was done to them."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to the row: its moves, the audit, and what was typed into its form, newest first."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {**self._frame(request, row), "title": _("History"), "events": history.of(row)}
        return TemplateResponse(request, "admin/desk/history.html", context)

    def _frame(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "original": row}
        return {**frame, "is_popup": IS_POPUP_VAR in request.GET}


class DeskAdmin(RecordedAdmin):
    """A table that staff read; what may be done to its rows are acts, each behind a right of its own and a reason."""

    acts: ClassVar[Sequence[Act]] = ()
    queue: ClassVar[Queue | None] = None
    is_sensitive: ClassVar[bool] = False  # a look at a row is a line of the audit

    change_form_outer_before_template = "admin/desk/acts.html"
    formfield_overrides = {**ModelAdmin.formfield_overrides, URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def may(self, request: HttpRequest, act: Act) -> bool:
        """Whether this member of staff has the right to the act."""
        return bool(request.user.has_perm(act.right(self.model)))

    def get_urls(self) -> list[URLPattern]:
        place = path("<path:object_id>/acts/<slug:name>/", self.admin_site.admin_view(self.act_view), name=self._name)
        return [place, *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """The page of one act on one row: what will happen, the reason, and the button."""
        act, row = deeds.find(deeds.of(self), name), self.get_object(request, unquote(object_id))
        if act is None or row is None or act.page:
            raise Http404
        if not (self.has_view_permission(request, row) and self.may(request, act)):
            raise PermissionDenied
        return self._ask(request, act, [row], back=self._page_of(row))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The acts that may be done to many rows, as choices below the list."""
        mine = [act for act in deeds.of(self) if act.on_many and not act.page and self.may(request, act)]
        return {**super().get_actions(request), **{act.name: (_asks(act), act.name, str(act.label)) for act in mine}}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.is_sensitive and request.method == "GET" and self.has_view_permission(request, row):
            audit.looked(row, by=request.user)
        context = {"staff_acts": self._offered(request, row) if row else [], **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _ask(self, request: HttpRequest, act: Act, rows: Sequence[Model], *, back: str) -> HttpResponse:
        form = act.form(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self._asking(request, act, rows, form, back)
        self._do(request, act, rows, form)
        return HttpResponseRedirect(back)

    def _asking(
        self, request: HttpRequest, act: Act, rows: Sequence[Model], form: ReasonForm, back: str
    ) -> HttpResponse:
        one = rows[0] if len(rows) == 1 else None
        context = {
            **self._frame(request, one), "title": act.label, "act": act, "form": form, "rows": rows, "back": back,
            "is_from_list": back == self._list_page(),
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/act.html", context, status=422 if form.is_bound else 200)

    def _do(self, request: HttpRequest, act: Act, rows: Iterable[Model], form: ReasonForm) -> None:
        """Do it to each row; say how many it was done to, and why not to others."""
        done = 0
        for row in rows:
            try:
                deeds.carry_out(act, row, by=request.user, **form.cleaned_data)
                done += 1
            except (Refused, IllegalMove) as refusal:
                messages.error(request, f"{row}: {refusal}")
        if done:
            messages.success(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done})

    def _ask_for_many(self, request: HttpRequest, act: Act, chosen: "QuerySet[Any]") -> HttpResponse | None:
        rows = list(chosen[: AT_ONCE + 1])
        if len(rows) > AT_ONCE:
            messages.error(request, _("Choose at most %(n)d rows at once.") % {"n": AT_ONCE})
            return None
        return self._ask(request, act, rows, back=self._list_page())

    def _offered(self, request: HttpRequest, row: Model) -> list[dict[str, Any]]:
        mine = [act for act in deeds.of(self) if self.may(request, act) and act.when(row)]
        return [{"act": act, "url": self._page_of_act(act, row)} for act in mine]

    def _page_of_act(self, act: Act, row: Model) -> str:
        if act.page:
            return reverse(act.page, args=[row.pk])
        return self._address(f"admin:{self._name}", quote(row.pk), act.name)

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_act"

    def _page_of(self, row: Model) -> str:
        return self._address(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", quote(row.pk))

    def _list_page(self) -> str:
        return self._address(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _address(self, name: str, *args: Any) -> str:
        return reverse(name, args=args, current_app=self.admin_site.name)


def _asks(act: Act) -> Callable[..., Any]:
    """The act as a choice below the list, as Django calls those."""

    def ask(admin: DeskAdmin, request: HttpRequest, chosen: "QuerySet[Any]") -> HttpResponse | None:
        return admin._ask_for_many(request, act, chosen)

    return ask


class ReasonedForm(forms.ModelForm):
    """A row that staff do write themselves, and why."""

    reason = ReasonField()


class ReasonedAdmin(RecordedAdmin):
    """A table that staff write: each change comes with a reason and is a line of the audit. Nothing is deleted."""

    form: ClassVar[Any] = ReasonedForm

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        data = {
            "reason": form.cleaned_data["reason"],
            "fields": [name for name in form.changed_data if name != "reason"],
        }
        subject = audit.subject_of(form.instance)
        audit.append("changed" if change else "added", by=request.user.pk, subject=subject, data=data)
