"""The shared files of a contract: `shelf.add(contract, upload, by=cleo)`, `shelf.renew(file, upload, by=cleo)`.

Imported as `from projects import shelf`. Every version stays; removing puts away, and either side brings back.
Locks: the contract's row, then the file's (docs/locking.md). Whoever reads the contract may bring files to it: that
binds nobody.
"""

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, images, uploads
from marketplace.kit.uploads import Upload
from projects.models import Contract, FileVersion, SharedFile

MOST_FILES, MOST_VERSIONS = 500, 100
PREVIEW = 960  # pixels of the longer side


@transaction.atomic
def add(contract: Contract, upload: Upload, *, by: User, note: str = "") -> FileVersion:
    """Put a checked file into the folder. Where one of that name lies there already, this is its next version.

    Raises NotAllowed, Refused for a contract that did not come about, one file too many or a version too many.
    """
    contract = _locked(contract, by)
    name = _name(upload.title or upload.name)
    shared = SharedFile.objects.standing().locked().filter(contract=contract, name=name).first()
    if shared is None:
        if SharedFile.objects.standing().filter(contract=contract).count() >= MOST_FILES:
            raise Refused(_("The folder holds at most %(n)d files.") % {"n": MOST_FILES})
        shared = SharedFile.objects.create(contract=contract, name=name)
    return _write(shared, upload, by=by, note=note)


@transaction.atomic
def renew(shared: SharedFile, upload: Upload, *, by: User, note: str = "") -> FileVersion:
    """Bring a new version, whatever its own name is. The same content again is the version that is there.

    Raises NotAllowed, Refused for a file that was removed.
    """
    return _write(_standing(shared, by), upload, by=by, note=note)


@transaction.atomic
def restore(version: FileVersion, *, by: User) -> FileVersion:
    """Make an earlier version the newest again. The newest one itself stays as it is."""
    shared = _standing(version.shared, by)
    newest = shared.versions.first()
    if newest is None or newest.pk == version.pk or newest.hash == version.hash:
        return newest or version
    number = _next(newest)
    made = FileVersion(
        shared=shared, number=number, file=version.file.name, preview=version.preview.name, width=version.width,
        height=version.height, type=version.type, size=version.size, hash=version.hash, author=by.party, by=by,
        at=clock.now(), again=version,
    )  # fmt: skip
    made.save(force_insert=True)
    _touch(shared)
    return made


@transaction.atomic
def rename(shared: SharedFile, name: str, *, by: User) -> SharedFile:
    """Call it something else; its versions stay. Raises Refused where another has that name."""
    shared = _standing(shared, by)
    name = _name(name)
    _free(shared, name)
    shared.name, shared.changed_at = name, clock.now()
    shared.save(update_fields=["name", "changed_at"])
    return shared


@transaction.atomic
def remove(shared: SharedFile, *, by: User) -> SharedFile:
    """Put it away. It stays where both can look and bring it back: evidence is not lost. Twice is once."""
    shared = _file(shared, by)
    if not shared.is_removed:
        shared.removed_at, shared.removed_by, shared.changed_at = clock.now(), by, clock.now()
        shared.save(update_fields=["removed_at", "removed_by", "changed_at"])
    return shared


@transaction.atomic
def bring_back(shared: SharedFile, *, by: User) -> SharedFile:
    """Take it out of what was put away. Raises Refused where another has its name now."""
    shared = _file(shared, by)
    if shared.is_removed:
        _free(shared, shared.name)
        shared.removed_at, shared.removed_by, shared.changed_at = None, None, clock.now()
        shared.save(update_fields=["removed_at", "removed_by", "changed_at"])
    return shared


def _locked(contract: Contract, by: User) -> Contract:
    contract = Contract.objects.locked().get(pk=contract.pk)
    if not Contract.objects.visible_to(by).filter(pk=contract.pk).exists():
        raise NotAllowed(_("Only the two sides of a contract can do this."))
    if contract.status in {Contract.Status.DECLINED, Contract.Status.WITHDRAWN}:
        raise Refused(_("This contract did not come about, so its folder is closed."))
    return contract


def _file(shared: SharedFile, by: User) -> SharedFile:
    contract = _locked(shared.contract, by)
    shared = SharedFile.objects.locked().get(pk=shared.pk)
    shared.contract = contract
    return shared


def _standing(shared: SharedFile, by: User) -> SharedFile:
    shared = _file(shared, by)
    if shared.is_removed:
        raise Refused(_("This file was removed. Bring it back first."))
    return shared


def _name(name: str) -> str:
    """One line without what a path could be made of."""
    plain = " ".join(name.replace("/", " ").replace("\\", " ").split()).strip(". ")[:120]
    if not plain:
        raise Refused(_("Give the file a name."))
    return plain


def _free(shared: SharedFile, name: str) -> None:
    others = SharedFile.objects.standing().filter(contract=shared.contract, name=name)
    if others.exclude(pk=shared.pk).exists():
        raise Refused(_("Another file in the folder is called “%(name)s”.") % {"name": name})


def _write(shared: SharedFile, upload: Upload, *, by: User, note: str) -> FileVersion:
    digest = uploads.digest(upload)
    newest = shared.versions.first()
    if newest and newest.hash == digest:
        return newest
    made = FileVersion(
        shared=shared, number=_next(newest), file=File(upload.file, name=upload.name), type=upload.type,
        size=upload.size, hash=digest, note=note[:200], author=by.party, by=by, at=clock.now(),
    )  # fmt: skip
    if small := images.preview(upload, PREVIEW):
        made.preview = ContentFile(small.webp, name=f"{upload.name}.webp")
        made.width, made.height = small.width, small.height
    upload.file.seek(0)
    made.save(force_insert=True)
    _touch(shared)
    return made


def _next(newest: FileVersion | None) -> int:
    number = newest.number + 1 if newest else 1
    if number > MOST_VERSIONS:
        raise Refused(_("A file has at most %(n)d versions. Add it under another name.") % {"n": MOST_VERSIONS})
    return number


def _touch(shared: SharedFile) -> None:
    shared.changed_at = clock.now()
    shared.save(update_fields=["changed_at"])
