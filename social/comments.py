"""What people say in public to something that others make: `comments.say("update", update.pk, "Well done", …)`.

    comments.say("update", pk, "When does it ship?", by=ben, key=form_key)
    comments.say("update", pk, "In March.", by=ada, key=…, answers=comment)      # one step deep

Who may read the thing reads what is said to it; who may comment is asked of its floor (social.ports.Discussed). The
maker is told of each comment, and whoever is answered of the answer.
"""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from social import blocks, comment_news
from social.models import Comment
from social.ports import Face, discussed

CHANGEABLE = timedelta(minutes=15)  # after that somebody has read it
A_MINUTE, MOST_A_MINUTE = timedelta(minutes=1), 6
MOST_LETTERS = 2_000


@transaction.atomic
def say(kind: str, pk: UUID, body: str, *, by: User, key: str, answers: Comment | None = None) -> Comment:
    """Comment on it. The same key again gives the first one. answers: an answer to an answer goes to its comment.

    Raises NotAllowed for who may not read it, Refused where they may not comment, for an empty, long or hasty one.
    """
    with connection.cursor() as cursor:  # a second press waits until the first has its comment
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"comment:{by.pk}"])
    if found := Comment.objects.filter(by=by, key=key[:64]).first():
        return found
    face, listing = _permitted(kind, pk, by)
    _check(body, by)
    if answers is not None:
        answers = _first_of(answers, kind, pk)
    speaker = _speaker(face, by)
    if not blocks.may_meet(by.party, (answers.author if answers else face.sides[0])):
        raise Refused(_("One of you has blocked the other, so nothing is said here."))
    comment = Comment.objects.create(
        kind=kind,
        about=pk,
        listing=listing,
        answers=answers,
        author=speaker,
        by=by,
        body=body.strip(),
        key=key[:64],
    )
    comment_news.said(comment, face)
    return comment


@transaction.atomic
def edit(comment: Comment, body: str, *, by: User) -> Comment:
    """Change one's own words, for a quarter of an hour. Raises NotAllowed, Refused."""
    comment = _mine(comment, by)
    _check_body(body)
    if comment.is_gone or comment.at + CHANGEABLE < clock.now():
        raise Refused(_("A comment can be changed for a quarter of an hour."))
    if body.strip() != comment.body:
        comment.body, comment.edited_at = body.strip(), clock.now()
        comment.save(update_fields=["body", "edited_at"])
    return comment


@transaction.atomic
def remove(comment: Comment, *, by: User) -> Comment:
    """Take one's own comment back, at any time. Twice is once. Raises NotAllowed."""
    comment = _mine(comment, by)
    if comment.removed_at is None:
        comment.removed_at = clock.now()
        comment.save(update_fields=["removed_at"])
    return comment


def hold(comment: Comment) -> None:
    """Our staff take it out of sight: it breaks the rules. Twice is once."""
    Comment.objects.filter(pk=comment.pk, held_at__isnull=True).update(held_at=clock.now())


def let_go(comment: Comment) -> None:
    """Our staff let it be read again. Twice is once."""
    Comment.objects.filter(pk=comment.pk).update(held_at=None)


def why_not(kind: str, pk: UUID, user: User) -> str:
    """Why this person may not comment on it; empty if they may."""
    thing = discussed.of(kind)
    return thing.why_not(pk, user) if thing else _("Nothing can be said here.")


def _permitted(kind: str, pk: UUID, by: User) -> tuple[Face, Listing]:
    thing = discussed.of(kind)
    if thing is None or not thing.seen_by(by).filter(pk=pk).exists():
        raise NotAllowed(_("This is not for you to read."))
    face = thing.face(pk)
    if face is None or face.listing is None:
        raise NotAllowed(_("This is not there any more."))
    if reason := thing.why_not(pk, by):
        raise Refused(reason)
    return face, face.listing


def _check(body: str, by: User) -> None:
    _check_body(body)
    lately = Comment.objects.filter(by=by, at__gt=clock.now() - A_MINUTE)
    if lately.count() >= MOST_A_MINUTE:
        raise Refused(_("You write faster than anybody reads. Wait a minute."))


def _check_body(body: str) -> None:
    if not body.strip():
        raise Refused(_("Write something."))
    if len(body) > MOST_LETTERS:
        raise Refused(_("A comment has at most %(n)d letters.") % {"n": MOST_LETTERS})


def _first_of(answers: Comment, kind: str, pk: UUID) -> Comment:
    """The comment at the top that is answered. Raises Refused for one that is gone or of something else."""
    top = answers.answers or answers
    if (top.kind, top.about) != (kind, pk) or answers.is_gone:
        raise Refused(_("This comment is not there any more."))
    return top


def _speaker(face: Face, by: User) -> Party:
    """The maker speaks in the name of the page; everybody else in their own."""
    maker = face.sides[0]
    return maker if Party.objects.acted_for_by(by).filter(pk=maker.pk).exists() else by.party


def _mine(comment: Comment, by: User) -> Comment:
    found: Comment = Comment.objects.locked().get(pk=comment.pk)
    if found.by_id != by.pk:
        raise NotAllowed(_("Somebody else said this."))
    return found
