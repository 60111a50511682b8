"""The files of a contract: all of them in one list, the folder that both sides fill, each file with its versions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from marketplace.kit.htmx import after_act, render_form, render_page
from projects import room_pages, shelf, shelf_rows
from projects.forms.shelf import AddForm, RenameForm, RenewForm
from projects.models import Contract, FileVersion, SharedFile
from projects.views import answers

SHOWN_LETTERS = 6_000  # of a text, on the page of its file


@require_safe
@signed_in
def files(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every file of the contract, or those of one place, or what was put away."""
    contract = _contract(request, pk)
    return render_page(request, "projects/contracts/files.html", _list(request, contract, AddForm()))


@require_POST
@signed_in
def add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put files into the folder: all of them, or none and the reason."""
    contract = _contract(request, pk)
    form = AddForm(request.POST, request.FILES)
    if _is_done(form, lambda typed: _add_all(contract, typed["brought"], request)):
        count = len(form.cleaned_data["brought"])
        said = ngettext("Added %(n)d file.", "Added %(n)d files.", count) % {"n": count}
        return after_act(request, reverse("projects:files", args=[contract.pk]), said=said)
    return render_form(request, "projects/contracts/files.html", **_list(request, contract, form))


@require_safe
@signed_in
def shared_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One file with everything that it ever was."""
    shared = _shared(request, pk)
    return render_page(request, "projects/contracts/file.html", _file(shared, RenewForm(), RenameForm()))


@require_POST
@signed_in
def renew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Bring a new version."""
    shared = _shared(request, pk)
    form = RenewForm(request.POST, request.FILES)

    def act(typed: dict[str, Any]) -> FileVersion:
        return shelf.renew(shared, typed["file"], note=typed["note"], by=request.user)

    if _is_done(form, act):
        return after_act(request, shared, said=_("The new version is there."))
    return render_form(request, "projects/contracts/file.html", **_file(shared, form, RenameForm()), form=form)


@require_POST
@signed_in
def rename(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Call it something else."""
    shared = _shared(request, pk)
    form = RenameForm(request.POST)
    if _is_done(form, lambda typed: shelf.rename(shared, typed["name"], by=request.user)):
        return after_act(request, shared, said=_("Renamed."))
    return render_form(request, "projects/contracts/file.html", **_file(shared, RenewForm(), form), form=form)


@require_POST
@signed_in
def restore(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make an earlier version the newest again."""
    version = _version(request, pk)
    said = _("Version %(n)d is the newest again.") % {"n": version.number}
    return answers.after(request, lambda: shelf.restore(version, by=request.user), to=version.shared, said=said)


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a file away; it stays where both can bring it back."""
    shared = _shared(request, pk)
    back = reverse("projects:files", args=[shared.contract_id])
    said = _("Put away. Either of you can bring it back.")
    return answers.after(request, lambda: shelf.remove(shared, by=request.user), to=back, said=said)


@require_POST
@signed_in
def bring_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it out of what was put away."""
    shared = _shared(request, pk)
    return answers.after(request, lambda: shelf.bring_back(shared, by=request.user), to=shared, said=_("It is back."))


@require_safe
@signed_in
def download(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """One version as it was brought."""
    version = _version(request, pk)
    return private_files.answer(version.file, named=version.shared.name)


@require_safe
@signed_in
def preview(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The small picture of one that is a picture; a PDF in the browser's own viewer."""
    version = _version(request, pk)
    if version.type == "application/pdf":
        return private_files.show_pdf(version.file)
    if not version.preview:
        return private_files.answer(version.file, named=version.shared.name)
    return private_files.show(version.preview, kind="image/webp")


def _is_done(form: Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether what was sent is right and the act did not refuse it; else the form says why."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@transaction.atomic
def _add_all(contract: Contract, brought: list[Any], request: SignedInRequest) -> None:
    for upload in brought:
        shelf.add(contract, upload, by=request.user)


def _list(request: SignedInRequest, contract: Contract, form: AddForm) -> dict[str, Any]:
    counts = shelf_rows.counts(contract)
    removed = SharedFile.objects.filter(contract=contract, removed_at__isnull=False).select_related("removed_by__party")
    asked = request.GET.get("from", "")
    origin = asked if asked in counts else ""
    return {
        **room_pages.around(contract, at="files"),
        "form": form,
        "page": shelf_rows.of(contract, origin=origin, after=request.GET.get("after")),
        "places": _places(counts, origin),
        "removed": list(removed[:50]),
        "is_open": contract.status not in {Contract.Status.DECLINED, Contract.Status.WITHDRAWN},
    }


def _places(counts: dict[str, int], origin: str) -> list[room_pages.Tab]:
    """Where the files come from, as links; only those places that have any."""
    titles = {one.name: str(one.title) for one in shelf_rows.sources()}
    found = [room_pages.Tab(titles[name], f"?from={name}", name == origin, n) for name, n in counts.items() if n]
    every = room_pages.Tab(_("All"), "?", not origin, sum(counts.values()))
    return [every, *found] if len(found) > 1 else []


def _file(shared: SharedFile, renewing: RenewForm, renaming: RenameForm) -> dict[str, Any]:
    versions = list(shared.versions.select_related("author", "again"))
    if not renaming.is_bound:
        renaming.initial["name"] = shared.name
    return {
        **room_pages.around(shared.contract, at="files"),
        "shared": shared,
        "versions": versions,
        "newest": versions[0],
        "words": _words_of(versions[0]),
        "renewing": renewing,
        "renaming": renaming,
    }


def _words_of(version: FileVersion) -> str:
    """The beginning of a text, to be read on the page."""
    if version.type != "text/plain":
        return ""
    with version.file.open("rb") as file:
        return str(file.read(SHOWN_LETTERS).decode(errors="ignore"))


def _contract(request: SignedInRequest, pk: UUID) -> Contract:
    return get_object_or_404(Contract.objects.visible_to(request.user).with_sides(), pk=pk)


def _shared(request: SignedInRequest, pk: UUID) -> SharedFile:
    mine = SharedFile.objects.visible_to(request.user)
    rows = mine.select_related("contract__project__listing", "contract__client", "contract__freelancer")
    return get_object_or_404(rows.defer("contract__project__listing__search"), pk=pk)


def _version(request: SignedInRequest, pk: UUID) -> FileVersion:
    mine = FileVersion.objects.filter(shared__in=SharedFile.objects.visible_to(request.user))
    return get_object_or_404(mine.select_related("shared__contract"), pk=pk)
