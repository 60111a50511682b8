"""Who is told of a comment: the maker of what it is said to, and whoever is answered."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from social import kinds, notices
from social.families import Family
from social.models import Comment, Notice
from social.ports import Face

SENTENCES: dict[str, dict[str, Any]] = {
    "comment_said": {
        "label": _("Somebody comments on something of yours"),
        "icon": "chat",
        "family": Family.PEOPLE,
        "sentence": _("%(actor)s commented on %(what)s."),
        "together": _("%(actor)s commented on %(what)s."),
        "button": _("Read it"),
        "mail": Notice.Mail.DAY,
    },
    "comment_answered": {
        "label": _("Somebody answers your comment"),
        "icon": "chat",
        "family": Family.PEOPLE,
        "sentence": _("%(actor)s answered your comment on %(what)s."),
        "together": _("%(actor)s answered your comment on %(what)s."),
        "button": _("Read it"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def said(comment: Comment, face: Face) -> None:
    """Tell the maker, and whoever is answered; nobody of what they said themselves."""
    told: dict[str, Any] = {"url": f"{face.url}#comments", "listing": face.listing, "what": face.title}
    answered = comment.answers.author if comment.answers else None
    if answered and answered.pk != comment.author_id:
        notices.tell_party(
            answered, "comment_answered", key=comment.pk, actor=comment.author, but_not=comment.by, **told
        )
    if face.sides[0] not in (comment.author, answered):
        notices.tell_party(
            face.sides[0], "comment_said", key=comment.pk, actor=comment.author, but_not=comment.by, **told
        )
