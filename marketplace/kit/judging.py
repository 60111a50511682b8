"""Nobody judges what is their own: the one rule behind every review, decision and approval.

    @transaction.atomic
    @judging.judgement
    def verify(certification: Certification, *, by: User, why: str) -> Certification: ...

The thing that is judged names the people with whom it stands or falls (`interested_users`). What names nobody it can
name is refused to everybody's own code by the type, so that a forgotten list is found before a forgotten check.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.kit.refusals import NotAllowed

Act = TypeVar("Act", bound=Callable[..., Any])


class Judged(Protocol):
    """What somebody submitted and somebody else decides."""

    def interested_users(self) -> Iterable[UUID]:
        """Who may not decide: who submitted it, whom it is about, and who acts for either."""


judgements: dict[str, Callable[..., Any]] = {}  # every act that judges, by its full name; tests walk it


def not_own(by: Any, thing: Judged) -> None:
    """Let nobody judge what is their own. Raises NotAllowed."""
    if by.pk in set(thing.interested_users()):
        raise NotAllowed(_("You have a part in this yourself, so somebody else must decide."))


def judgement(act: Act) -> Act:
    """Mark an act as one that judges its first argument: it refuses whoever has a part in that."""

    @wraps(act)
    def judge(thing: Judged, *args: Any, by: Any, **kwargs: Any) -> Any:
        not_own(by, thing)
        return act(thing, *args, by=by, **kwargs)

    judgements[f"{act.__module__}.{act.__qualname__}"] = judge
    return judge  # type: ignore[return-value]  # wraps keeps the signature
