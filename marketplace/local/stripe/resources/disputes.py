"""Disputes: answered with evidence, or given up."""

from __future__ import annotations

from marketplace.local.stripe import disputing, kinds
from marketplace.local.stripe.errors import unexpected_state
from marketplace.local.stripe.params import flag, group, metadata, text
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj

OPEN = ("needs_response", "warning_needs_response")
EVIDENCE = group(**{name: text for name in kinds.of("dispute").shape()["evidence"] if name != "enhanced_evidence"})


@endpoint("POST", "/v1/disputes/{id}", evidence=EVIDENCE, metadata=metadata, submit=flag)
def update(call: Call) -> Obj:
    """Evidence is sent at once unless `submit` says that it is a draft."""
    dispute = _open(call)
    is_sent = call.sent.pop("submit", "evidence" in call.sent)
    before = edit(dispute, call.sent)
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())
    call.world.save(dispute)
    if is_sent:
        return disputing.answered(call.world, dispute)
    if before:
        call.world.tell("charge.dispute.updated", dispute, previous=before)
    return dispute


@endpoint("POST", "/v1/disputes/{id}/close")
def close(call: Call) -> Obj:
    """We give in: it is lost, for good."""
    return disputing.decide(call.world, _open(call), won=False)


def _open(call: Call) -> Obj:
    dispute = call.get("dispute")
    if dispute["status"] not in OPEN:
        raise unexpected_state("dispute", dispute["status"], " or ".join(OPEN))
    return dispute
