"""Files that belong to a brief: `files.add(project, upload, by=ada)`."""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.uploads import Upload
from projects import projects
from projects.models import Project, ProjectFile

MOST = 10


@transaction.atomic
def add(project: Project, upload: Upload, *, by: User) -> ProjectFile:
    """Put a checked file beside the brief. Raises NotAllowed, Refused for a closed job or one file too many."""
    project = projects.editable(project, by)
    if project.files.count() >= MOST:
        raise Refused(_("A brief has at most %(n)d files.") % {"n": MOST})
    kept = File(upload.file, name=upload.name)
    return ProjectFile.objects.create(project=project, file=kept, name=upload.title[:120], size=upload.size)


@transaction.atomic
def remove(file: ProjectFile, *, by: User) -> None:
    """Take a file away from the brief; the stored one goes once that is certain. Raises NotAllowed, Refused."""
    projects.editable(file.project, by)
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
