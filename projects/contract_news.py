"""Whom the acts on a contract tell, in the act's own transaction. The sentences are contract_words."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Party, User
from marketplace.kit.money import Money, to_minor
from payments.models import HoldPart
from projects import members
from projects.contract_words import SENTENCES
from projects.models import Contract, ContractVersion, Extra, Milestone, RefundRequest, Side, Submission
from social import kinds, notices

BOTH = tuple(Side)


def declare() -> None:
    """Let the notices about contracts exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def signed(version: ContractVersion, side: Side, *, to: Sequence[Party], by: User) -> None:
    """Tell those who have not signed yet. side: on which somebody has."""
    only, key = {party.pk for party in to}, f"{version.pk}:{side}:{by.pk}"
    tell(version.contract, BOTH, "contract_signed", key=key, by=by, only=only)


def in_force(version: ContractVersion, *, is_first: bool, by: User) -> None:
    """Tell both, also the one who signed last: it is what they agreed."""
    kind = "contract_in_force" if is_first else "amendment_in_force"
    tell(version.contract, BOTH, kind, key=version.pk)


def came_to_nothing(contract: Contract, *, by: User | None) -> None:
    """Tell the other side, or both where time did it."""
    if by is None:
        tell(contract, BOTH, "contract_lapsed", key=contract.pk)
    elif contract.status == Contract.Status.DECLINED:
        tell(contract, members.besides(contract, Side.FREELANCER), "contract_declined", key=contract.pk, by=by)
    else:
        tell(contract, [Side.FREELANCER], "contract_withdrawn", key=contract.pk, by=by)


def amendment(version: ContractVersion, what: str, *, to: list[Side], by: User | None) -> None:
    """Tell what became of a change. what: proposed, declined, withdrawn or lapsed."""
    tell(version.contract, to, f"amendment_{what}", key=version.pk, by=by)


def funded(milestone: Milestone) -> None:
    _about(milestone, [Side.FREELANCER], "milestone_funded", key=f"{milestone.hold_id}")


def started(milestone: Milestone, *, by: User) -> None:
    _about(milestone, [Side.CLIENT], "milestone_started", key=milestone.pk, by=by)


def submitted(submission: Submission, *, by: User) -> None:
    milestone = submission.milestone
    _about(milestone, [Side.CLIENT], "milestone_submitted", key=submission.pk, by=by, day=_day(milestone.answer_by))


def about_to_be_released(milestone: Milestone, *, days: int) -> None:
    """Remind the client. days: how many are left."""
    key = f"{milestone.pk}:{milestone.answer_by:%Y%m%d}:{days}"
    _about(milestone, [Side.CLIENT], "release_reminder", key=key, day=_day(milestone.answer_by))


def changes_asked(submission: Submission, *, by: User) -> None:
    _about(submission.milestone, [Side.FREELANCER], "changes_asked", key=submission.pk, by=by)


def released(milestone: Milestone, parts: Sequence[HoldPart], *, by: User | None, is_rest_left: bool = False) -> None:
    """Tell everybody who works what they get; the client, too, where time did it."""
    kind = "milestone_released_in_part" if is_rest_left else "milestone_released"
    kind = kind if by else "milestone_released_by_itself"
    for part in parts:
        facts: dict[str, Any] = {"sum": _sum(part.gross), "net": _sum(part.net), "only": {part.to_id}}
        _about(milestone, [Side.FREELANCER], kind, key=part.pk, by=by, **facts)
    if by is None and parts:
        _about(milestone, [Side.CLIENT], kind, key=parts[0].pk, sum=_sum(_whole(parts)))


def refund(request: RefundRequest, what: str, *, to: Side, by: User) -> None:
    """Tell what became of a wish for money back. what: asked, refused or withdrawn."""
    _about(request.milestone, [to], f"refund_{what}", key=request.pk, by=by, day=_day(request.answer_by))


def refunded(milestone: Milestone, parts: Sequence[HoldPart], *, by: User | None) -> None:
    """Tell the client, and the others of a team; both sides, where time did it."""
    key, back = parts[0].pk, _sum(_whole(parts))
    if by is None:
        _about(milestone, BOTH, "milestone_refunded_by_itself", key=key, sum=back)
    else:
        sides = members.besides(milestone.contract, Side.FREELANCER)
        _about(milestone, sides, "milestone_refunded", key=key, by=by, sum=back)


def divided(milestone: Milestone) -> None:
    _about(milestone, BOTH, "milestone_divided", key=milestone.pk)


def paused(contract: Contract, side: Side, *, by: User) -> None:
    key = f"{contract.pk}:{contract.paused_until:%Y%m%d%H%M}"
    tell(contract, [side.other], "contract_paused", key=key, by=by, day=_day(contract.paused_until))


def resumed(contract: Contract, *, to: tuple[Side, ...] | list[Side], by: User | None) -> None:
    tell(contract, to, "contract_resumed", key=f"{contract.pk}:{contract.stirred_at:%Y%m%d%H%M%S}", by=by)


def quiet(contract: Contract, *, step: int, dormant_at: datetime) -> None:
    """Nothing has happened for long: a word to both, before it is dormant."""
    key = f"{contract.pk}:{contract.stirred_at:%Y%m%d%H%M}:{step}"
    tell(contract, BOTH, "contract_quiet", key=key, day=_day(dormant_at))


def dormant(contract: Contract, *, step: int, ends_at: datetime) -> None:
    """It is dormant: whose turn it is stands on its page."""
    key = f"{contract.pk}:{contract.dormant_since:%Y%m%d%H%M}:{step}"
    tell(contract, BOTH, "contract_dormant", key=key, day=_day(ends_at))


def closing(contract: Contract, side: Side, *, by: User) -> None:
    tell(contract, [side.other], "contract_closing", key=contract.pk, by=by)


def ended(contract: Contract) -> None:
    tell(contract, BOTH, "contract_ended", key=contract.pk)


def about_extra(one: Extra, what: str, *, to: Side, by: User | None) -> None:
    """Tell of a bonus or an expense. what: claimed, paid or declined."""
    only = {one.payee.pk} if to == Side.FREELANCER else None
    tell(one.contract, [to], f"{one.kind}_{what}", key=one.pk, by=by, only=only, what=one.what, sum=_sum(one.amount))


def _about(
    milestone: Milestone, sides: list[Side] | tuple[Side, ...], kind: str, *, key: Any, by: User | None = None,
    **facts: Any,
) -> None:  # fmt: skip
    known = {"milestone": milestone.name, "sum": _sum(milestone.price), **facts}
    tell(milestone.contract, sides, kind, key=key, by=by, url=milestone.get_absolute_url(), **known)


def tell(
    contract: Contract, sides: list[Side] | tuple[Side, ...], kind: str, *, key: Any, by: User | None = None,
    url: str = "", only: Collection[Any] | None = None, **facts: Any,
) -> None:  # fmt: skip
    """Tell who acts for these sides, of a team everybody, but not who did it. facts: what the sentence of the kind
    names. only: these parties of them."""
    doer = _doer(contract, by) if by else None
    for side in sides:
        actor = doer or contract.party(side.other)
        person = {"person": by.party.name} if by and actor.is_company else {}
        for party in members.on_side(contract, side):
            if only is not None and party.pk not in only:
                continue
            notices.tell_party(
                party,
                kind,
                key=key,
                url=url or contract.get_absolute_url(),
                actor=actor,
                listing=contract.project.listing,
                but_not=by,
                **person,
                **facts,
            )


def _doer(contract: Contract, by: User) -> Party | None:
    """Who of a team, or its client, has done it; None where one freelancer works alone: it was the other side."""
    if not contract.members.exists():
        return None
    return members.party_to_sign(contract, by, members.signers(contract))


def _whole(parts: Sequence[HoldPart]) -> Money:
    total: Money = sum((part.gross for part in parts[1:]), parts[0].gross)
    return total


def _sum(amount: Money) -> dict[str, Any]:
    return {"minor": to_minor(amount), "currency": amount.currency.code}


def _day(moment: datetime | None) -> dict[str, str] | str:
    return {"at": moment.isoformat()} if moment else ""
