"""Who may do what for a company: one table. Acts, queries and pages ask it; docs/rights.md is printed from it.

    rights.permit(by, Right.INVITE, company)                      # in an act: raises NotAllowed
    Party.objects.where_may(user, Right.BIND)                     # in a query
    rights.of(user, company)                                      # in a page: what this person may, as a set

Every question is asked of the database as it is now. Nothing is remembered between two requests, so a rank that changed
counts from the next click on.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed

if TYPE_CHECKING:
    from accounts.models import Company, User

OWNER, MANAGER, MEMBER = "owner", "manager", "member"


class Right(TextChoices):
    """Something that people may do for a company."""

    SEE = "see", _("See its drafts, its people and the proposals it was sent")
    WRITE = "write", _("Write drafts in its name")
    BIND = "bind", _("Act for it: post jobs, propose, hire, back and invest")
    SHOW = "show", _("Change its page, show it and hide it")
    INVITE = "invite", _("Invite members")
    RANK = "rank", _("Invite managers, change ranks and remove people")
    TRANSFER = "transfer", _("Offer ownership to somebody else")
    DISSOLVE = "dissolve", _("Dissolve it")


TABLE: Mapping[Right, frozenset[str]] = {
    Right.SEE: frozenset({OWNER, MANAGER, MEMBER}),
    Right.WRITE: frozenset({OWNER, MANAGER, MEMBER}),
    Right.BIND: frozenset({OWNER, MANAGER}),
    Right.SHOW: frozenset({OWNER, MANAGER}),
    Right.INVITE: frozenset({OWNER, MANAGER}),
    Right.RANK: frozenset({OWNER}),
    Right.TRANSFER: frozenset({OWNER}),
    Right.DISSOLVE: frozenset({OWNER}),
}


def ranks_with(right: Right) -> list[str]:
    """The ranks that have this right."""
    return sorted(TABLE[right])


def held_by(rank: str) -> set[str]:
    """The rights of a rank. Empty for no rank at all."""
    return {right.value for right in Right if rank in TABLE[right]}


def of(user: Any, company: "Company") -> set[str]:
    """What this person may do for the company at this moment. Empty for strangers, and once it is dissolved."""
    return held_by(rank_of(user, company))


def rank_of(user: Any, company: "Company") -> str:
    """This person's rank, or nothing."""
    if not user.is_authenticated or not user.is_active or company.dissolved_at:
        return ""
    return company.memberships.filter(user=user).values_list("rank", flat=True).first() or ""


def to_invite(rank: str) -> Right:
    """The right that it takes to invite somebody in this rank."""
    return Right.INVITE if rank == MEMBER else Right.RANK


def permit(user: "User", right: Right, company: "Company") -> None:
    """Let only those go on who have the right. Raises NotAllowed with the reason."""
    if right.value not in of(user, company):
        raise NotAllowed(_REFUSALS[right]())


# Functions, because the sentence is for whoever asks now, in their language.
_REFUSALS = {
    Right.SEE: lambda: _t("You do not belong to this company."),
    Right.WRITE: lambda: _t("You do not belong to this company."),
    Right.BIND: lambda: _t("Only an owner or a manager of the company can do this."),
    Right.SHOW: lambda: _t("Only an owner or a manager of the company can do this."),
    Right.INVITE: lambda: _t("Only an owner or a manager of the company can do this."),
    Right.RANK: lambda: _t("Only an owner of the company can do this."),
    Right.TRANSFER: lambda: _t("Only an owner of the company can do this."),
    Right.DISSOLVE: lambda: _t("Only an owner of the company can do this."),
}


def as_table() -> list[tuple[str, list[bool]]]:
    """Every right in words, and whether owner, manager and member have it."""
    return [(str(right.label), [rank in TABLE[right] for rank in (OWNER, MANAGER, MEMBER)]) for right in Right]


def as_document() -> str:
    """docs/rights.md: the table as one reads it."""
    head = "| right | owner | manager | member |\n| --- | --- | --- | --- |"
    rows = [f"| {words} | {' | '.join('yes' if one else '' for one in has)} |" for words, has in as_table()]
    return "\n".join([_INTRODUCTION, head, *rows]) + "\n"


_INTRODUCTION = """# Rights

<!-- Written by `manage.py describe`; edit `accounts/rights.py` instead. -->

What people may do for a company, by their rank in it. Acts, queries and pages ask the same table
(`accounts.rights.TABLE`), each time anew: a rank that changed counts from the next click on. Everybody may leave, and
says whether they are shown on the company's page. The last owner can neither leave nor be given another rank: they hand
the company over or dissolve it.
"""
