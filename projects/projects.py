"""What a client does with a job: write it, post it, change it, pause it, call it off. And what the clock does: end it.

Imported as `from projects import projects`; reads as `projects.publish(project, by=ada)`.
Locks: the job's row first, then its proposals (docs/locking.md).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Party, Role, User
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock, timers
from marketplace.kit.money import to_minor
from projects import attention, endings, faces, news, showing
from projects.models import PlannedMilestone, Project
from projects.terms import COLUMNS, Step, Terms, said_again

DRAFTS_AT_ONCE = 50
RESERVED = {"new"}  # /jobs/new/


@transaction.atomic
def start(title: str, *, by: User, client: Party | None = None) -> Project:
    """Begin a draft that only its client sees. client: whom the person acts for, themselves if not given.

    A member of a company may begin a draft for it; who posts it is another question.
    Raises NotAllowed for a party that is not theirs, Refused for more drafts than anybody writes.
    """
    client = client or by.party
    _permit(client, by, Right.WRITE)
    if Project.objects.of(by).filter(status=Project.Status.DRAFT).count() >= DRAFTS_AT_ONCE:
        raise Refused(_("You have %(n)d drafts. Post or discard one of them first.") % {"n": DRAFTS_AT_ONCE})
    listing = listings.register(Listing.Kind.PROJECT, owner=client, title=title, slug=_slug(title))
    roles.take(Role.Kind.CLIENT, by=by)
    return Project.objects.create(listing=listing, posted_by=by, currency=by.currency, typed={"title": [title]})


@transaction.atomic
def copy(project: Project, *, by: User) -> Project:
    """A new draft that says the same, for a job that is to be posted again. Its closing day is chosen anew.

    Raises NotAllowed, and Refused for more drafts than anybody writes.
    """
    _permit(project.client, by, Right.WRITE)
    again = start(project.title, by=by, client=project.client)
    return keep(again, {}, said_again(project), by=by)


@transaction.atomic
def keep(
    project: Project, typed: Mapping[str, list[str]], terms: Terms, *, by: User, seen: str | None = None
) -> Project:
    """Save what stands in the form, valid or not. A draft takes on what is valid; a posted job stays as it is public.

    seen: the revision that the form was opened with, or was given when it was last saved. Raises NotAllowed, and
    Refused for a job that cannot be edited any more, or whose form was saved elsewhere since.
    """
    project = editable(project, by)
    _not_overtaken(project, seen)
    if project.is_draft:
        _write(project, terms)
    project.typed = dict(typed)
    project.updated_at = clock.now()
    project.save()
    return project


@transaction.atomic
def forget(project: Project, *, by: User) -> Project:
    """Drop changes to a posted job that were typed and never saved."""
    project = editable(project, by)
    project.typed = {}
    project.save(update_fields=["typed"])
    return project


@transaction.atomic
def change(project: Project, terms: Terms, *, by: User, seen: str | None = None) -> Project:
    """Change a posted job; everybody sees it so at once, and those who have proposed are told.

    seen: as for keep. Raises NotAllowed, and Refused where the basis or currency would change under proposals already
    made, or where the form was saved elsewhere since.
    """
    project = editable(project, by)
    _not_overtaken(project, seen)
    _keep_agreed_units(project, terms)
    _write(project, terms)
    project.typed = {}
    project.updated_at = clock.now()
    project.save()
    showing.show(project, terms)
    timers.set(endings.EXPIRY, project.pk, terms.closes_at or clock.now(), by=by)
    attention.stir(project)
    news.job_changed(project, by=by)
    return project


@transaction.atomic
def publish(project: Project, terms: Terms, *, by: User, client: Party | None = None) -> Project:
    """Post the job: from now on it is found, and takes proposals until it closes.

    client: for whom the page that was looked at would post it. Nobody posts for somebody else than they have read.
    Raises NotAllowed, Refused for a job that is posted already or whose client is another by now.
    """
    project = _locked(project, by)
    if not project.is_draft:
        raise Refused(_("This job is posted already."))
    if client and client != project.client:
        raise Refused(_("This draft is for %(name)s now. Look at it again, then post it.") % {"name": project.client})
    _write(project, terms)
    project.typed = {}
    project.updated_at = clock.now()
    project.save()
    project.move_to(Project.Status.OPEN, by=by, party=project.client)
    showing.show(project, terms)
    timers.set(endings.EXPIRY, project.pk, terms.closes_at or clock.now(), by=by)
    if not project.is_invited_only:
        news.job_posted(project, by=by)
    return project


@transaction.atomic
def hand_to(project: Project, client: Party, *, by: User) -> Project:
    """Let a draft be for another client: oneself, or a company that one belongs to.

    Raises NotAllowed for a party that is not theirs, Refused once the job is posted.
    """
    project = _locked(project, by, Right.WRITE)
    _permit(client, by, Right.WRITE)
    if not project.is_draft:
        raise Refused(_("This job is posted, so its client stays."))
    project.listing.owner = client
    project.listing.save(update_fields=["owner"])
    return project


@transaction.atomic
def pause(project: Project, *, by: User) -> Project:
    """Take no more proposals for now. Those that were sent stay."""
    project = _locked(project, by)
    project.move_to(Project.Status.PAUSED, by=by, party=project.client)
    listings.withdraw(project.listing, state=project.status)
    return project


@transaction.atomic
def reopen(project: Project, *, by: User) -> Project:
    """Take proposals again, until the same closing day. Raises Refused where that day has passed."""
    project = _locked(project, by)
    if project.closes_at is None or project.closes_at <= clock.now():
        raise Refused(_("Its closing day has passed. Choose a later one first."))
    project.move_to(Project.Status.OPEN, by=by, party=project.client)
    showing.show_again(project)
    return project


@transaction.atomic
def cancel(project: Project, *, by: User, why: str = "") -> Project:
    """Call the job off for good: a draft disappears, a posted job closes and everybody who proposed is told.

    Raises IllegalMove once somebody was accepted: what was agreed is not called off by one side.
    """
    project = _locked(project, by)
    if project.status == Project.Status.IN_PROGRESS:
        raise Refused(_("You have accepted a proposal, so the job can no longer be called off here."))
    endings.close(project, Project.Status.CANCELLED, by=by, party=project.client, why=why)
    return project


@transaction.atomic
def expire(project: Project) -> Project:
    """Close a job whose closing day has come. Running early, late or twice does no harm."""
    project = Project.objects.locked().get(pk=project.pk)
    is_due = project.closes_at is not None and project.closes_at <= clock.now()
    if not is_due or not project.may_move_to(Project.Status.EXPIRED):
        return project
    if project.proposals.accepted().exists():
        return endings.fill(project, by=None)
    project.warned_at = None
    project.save(update_fields=["warned_at"])
    endings.close(project, Project.Status.EXPIRED, by=None, why="closing day")
    news.job_expired(project)
    return project


def editable(project: Project, by: User) -> Project:
    """The job, locked, for somebody who may change it: a draft takes less than what is public.

    Raises NotAllowed, and Refused once it is closed.
    """
    project = Project.objects.locked().get(pk=project.pk)
    _permit(project.client, by, Right.WRITE if project.is_draft else Right.BIND)
    if not project.is_editable:
        raise Refused(_("This job is closed, so it can no longer be changed."))
    return project


def _slug(title: str) -> str:
    """Another slug for a title whose own would be the address of a page of ours; else empty: the title's own."""
    return listings.free_slug(Listing.Kind.PROJECT, f"{title} job") if slugify(title) in RESERVED else ""


def _locked(project: Project, by: User, right: Right = Right.BIND) -> Project:
    project = Project.objects.locked().get(pk=project.pk)
    _permit(project.client, by, right)
    return project


def _not_overtaken(project: Project, seen: str | None) -> None:
    """Two tabs, or two people of a company, with the same form: the later one must not put out what the other wrote."""
    if seen and seen != project.revision:
        raise Refused(_("This form was saved elsewhere since you opened it. Send yours to put it over that."))


def _permit(client: Party, by: User, right: Right = Right.BIND) -> None:
    if Party.objects.where_may(by, right).filter(pk=client.pk).exists():
        return
    if client.is_company:
        raise NotAllowed(_("You cannot do this for %(company)s.") % {"company": client.name})
    raise NotAllowed(_("Only the client can do this."))


def _keep_agreed_units(project: Project, terms: Terms) -> None:
    is_same = (project.basis, project.currency) == (terms.basis, terms.currency)
    if not is_same and project.proposals.waiting().exists():
        raise Refused(_("Proposals were made in these terms: currency and basis stay as they are."))


def _write(project: Project, terms: Terms) -> None:
    for column in COLUMNS:
        setattr(project, column, getattr(terms, column))
    face = faces.face_of(project, title=terms.title or project.title, topics=terms.topics, language=terms.language)
    if project.is_draft:
        listings.describe(project.listing, face)
    project.milestones.all().delete()
    PlannedMilestone.objects.bulk_create(_rows(project, terms.milestones))


def _rows(project: Project, steps: Iterable[Step]) -> list[PlannedMilestone]:
    return [
        PlannedMilestone(
            project=project,
            position=position,
            name=step.name,
            due_on=step.due if isinstance(step.due, date) else None,
            currency=project.currency,
            amount_minor=to_minor(step.amount),
        )
        for position, step in enumerate(steps)
    ]
