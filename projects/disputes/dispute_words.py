"""The sentences in which people are told of disputes. Beside actor and title they name facts of the notice."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MONEY = "money"
_OPEN = _("Open the dispute")

SENTENCES: dict[str, dict[str, Any]] = {
    "dispute_opened": {
        "family": MONEY,
        "label": _("A dispute is opened"),
        "icon": "scale",
        "sentence": _("%(actor)s opened a dispute about %(title)s. Answer by %(day)s."),
        "button": _("Read and answer"),
        "more": _("The money is frozen until it is settled. Without an answer it goes as the other side asks."),
    },
    "dispute_answered": {
        "family": MONEY,
        "label": _("A dispute is answered"),
        "icon": "scale",
        "sentence": _("%(actor)s answered the dispute about %(title)s."),
        "button": _OPEN,
        "more": _("You can accept what they offer, offer something else, or call a mediator."),
    },
    "dispute_reminder": {
        "family": MONEY,
        "label": _("Your time in a dispute is nearly over"),
        "icon": "clock",
        "sentence": _("In the dispute about %(title)s your time ends on %(day)s."),
        "button": _OPEN,
        "more": _("What happens by itself then stands on its page."),
    },
    "dispute_stated": {
        "label": _("Something is added to a dispute"),
        "icon": "scale",
        "sentence": _("%(actor)s added something to the dispute about %(title)s."),
        "button": _OPEN,
    },
    "dispute_offered": {
        "family": MONEY,
        "label": _("An offer to settle a dispute"),
        "icon": "scale",
        "sentence": _("%(actor)s offers to settle the dispute about %(title)s with %(sum)s of %(stake)s."),
        "button": _("Look at the offer"),
        "more": _("The sum is what the freelancer gets; the rest goes back. Accepted, it is done at once."),
    },
    "dispute_declined": {
        "label": _("An offer to settle a dispute is declined"),
        "icon": "close",
        "sentence": _("%(actor)s declined your offer to settle the dispute about %(title)s."),
        "button": _OPEN,
    },
    "dispute_mediation": {
        "family": MONEY,
        "label": _("A dispute goes to mediation"),
        "icon": "scale",
        "sentence": _("The dispute about %(title)s goes to mediation. Show everything by %(day)s."),
        "button": _("Add what is missing"),
    },
    "dispute_mediator_wrote": {
        "family": MONEY,
        "label": _("A mediator writes"),
        "icon": "mail",
        "sentence": _("The mediator wrote to both of you in the dispute about %(title)s."),
        "button": _("Read it"),
    },
    "dispute_closed": {
        "label": _("The evidence in a dispute is closed"),
        "icon": "lock",
        "sentence": _("The evidence in the dispute about %(title)s is closed. A split is proposed by %(day)s."),
        "button": _OPEN,
        "is_mailed": False,
    },
    "dispute_proposed": {
        "family": MONEY,
        "label": _("A split is proposed in a dispute"),
        "icon": "scale",
        "sentence": _("The mediator proposes %(sum)s of %(stake)s for the freelancer. Say yes or no by %(day)s."),
        "button": _("Read the proposal"),
        "more": _("If both say yes it is done at once. If not, it is decided for both of you."),
    },
    "dispute_said_yes": {
        "label": _("The other side accepts a proposal"),
        "icon": "check",
        "sentence": _("%(actor)s accepts the mediator’s proposal about %(title)s. It waits for you."),
        "button": _("Read the proposal"),
    },
    "dispute_to_staff": {
        "family": MONEY,
        "label": _("A dispute goes to a decision"),
        "icon": "scale",
        "sentence": _("The dispute about %(title)s goes to our staff, who decide by %(day)s."),
        "button": _OPEN,
    },
    "dispute_arbitration": {
        "family": MONEY,
        "label": _("A dispute goes to arbitration"),
        "icon": "scale",
        "sentence": _("The dispute about %(title)s goes to the arbiter. Pay half of the fee by %(day)s."),
        "button": _("Pay and go on"),
        "more": _("If either half is missing then, the other comes back and our staff decide."),
    },
    "dispute_taken": {
        "family": MONEY,
        "label": _("An arbiter takes a dispute"),
        "icon": "scale",
        "sentence": _("The arbiter decides the dispute about %(title)s by %(day)s."),
        "button": _OPEN,
    },
    "arbiter_asked": {
        "family": MONEY,
        "label": _("A dispute is yours to decide"),
        "icon": "scale",
        "sentence": _("The dispute about %(title)s is yours to decide by %(day)s."),
        "button": _("Read the file"),
        "more": _("Both halves of your fee are in escrow."),
    },
    "dispute_settled": {
        "family": MONEY,
        "label": _("A dispute is settled"),
        "icon": "check-circle",
        "sentence": _("The dispute about %(title)s is settled: %(released)s to the freelancer, %(refunded)s back."),
        "button": _("Read how"),
    },
    "dispute_withdrawn": {
        "family": MONEY,
        "label": _("A dispute is withdrawn"),
        "icon": "turn",
        "sentence": _("%(actor)s withdrew the dispute about %(title)s. Everything goes on as before."),
        "button": _OPEN,
    },
}
