"""Whom the acts on a proof of delivery tell."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import Proof, Side
from social import kinds, notices

_KINDS: dict[str, dict[str, Any]] = {
    "proof_asked": {
        "icon": "frame",
        "label": _("A freelancer wants to show work done for you"),
        "sentence": _("%(actor)s asks whether they may show %(milestone)s as delivered for you."),
        "button": _("Look and answer"),
        "more": _("Nothing is shown before you agree. You can withdraw it later."),
    },
    "proof_granted": {
        "icon": "check-circle",
        "label": _("A client lets you show your work"),
        "sentence": _("%(actor)s agrees: %(milestone)s may be shown as delivered for them."),
        "button": _("Show the work"),
    },
    "proof_refused": {
        "icon": "close",
        "label": _("A client does not want work shown"),
        "sentence": _("%(actor)s does not want %(milestone)s shown as delivered for them."),
        "button": _("Read why"),
    },
    "proof_withdrawn": {
        "icon": "turn",
        "label": _("A client withdraws consent"),
        "sentence": _("%(actor)s no longer agrees that %(milestone)s is shown as delivered for them."),
        "button": _("Read why"),
    },
}


def declare() -> None:
    """Let these notices exist."""
    for name, words in _KINDS.items():
        kinds.declare(name, **words)


def asked(proof: Proof, *, by: User) -> None:
    """The client is asked."""
    _tell(proof, Side.CLIENT, "proof_asked", key=str(proof.pk), by=by)


def answered(proof: Proof, *, by: User) -> None:
    """The freelancer hears what the client said."""
    key = f"{proof.pk}:{proof.answered_at:%Y%m%d%H%M%S}"
    _tell(proof, Side.FREELANCER, f"proof_{proof.status}", key=key, by=by)


def _tell(proof: Proof, side: Side, kind: str, *, key: str, by: User) -> None:
    contract = proof.contract
    parties = {Side.CLIENT: contract.client, Side.FREELANCER: proof.maker}
    notices.tell_party(
        parties[side], kind, key=key, url=proof.get_absolute_url(), actor=parties[side.other],
        listing=contract.project.listing, but_not=by, milestone=proof.milestone.name,
    )  # fmt: skip
