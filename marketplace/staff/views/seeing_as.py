"""Beginning and ending to see the site as somebody else."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.desk import ReasonForm
from marketplace.staff import impersonations
from marketplace.staff.middleware import KEY
from marketplace.staff.models import Impersonation


@require_http_methods(["GET", "POST"])
@signed_in
def begin(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What will happen, the reason, and the button."""
    if not (request.user.is_staff and request.user.has_perm(impersonations.RIGHT)):
        raise PermissionDenied
    person = get_object_or_404(User.objects.select_related("party"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, person, form)
    try:
        seeing = impersonations.start(person, by=request.user, why=form.cleaned_data["reason"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("admin:accounts_user_change", person.pk)
    request.session[KEY] = str(seeing.pk)
    return redirect("discovery:home")


@require_POST
@signed_in
def end(request: SignedInRequest) -> HttpResponse:
    """Be oneself again. Nothing happens where one is already."""
    key: str = request.session.pop(KEY, "")
    mine = Impersonation.objects.select_related("person", "staff__party").filter(staff=request.user)
    seeing = mine.filter(pk=key) if key else mine.none()
    for one in seeing:
        impersonations.end(one)
        return redirect("admin:accounts_user_change", one.person_id)
    return redirect("discovery:home")


def _page(request: SignedInRequest, person: User, form: ReasonForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("See the site as somebody else"),
        "person": person,
        "form": form,
        "minutes": int(impersonations.LASTS.total_seconds() // 60),
    }
    return TemplateResponse(request, "staff/seeing_as/begin.html", context, status=422 if form.is_bound else 200)
