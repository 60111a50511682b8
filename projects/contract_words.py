"""The sentences in which people are told of their contracts. Beside actor and title they name facts of the notice."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MONEY = "money"

SENTENCES: dict[str, dict[str, Any]] = {
    "contract_signed": {
        "label": _("The other side signs"),
        "icon": "edit",
        "sentence": _("%(actor)s signed the contract for %(title)s. It waits for you."),
        "button": _("Read and sign"),
    },
    "contract_in_force": {
        "label": _("A contract is signed by both"),
        "icon": "check-circle",
        "sentence": _("The contract for %(title)s is signed by both and in force."),
        "button": _("Open the contract"),
        "more": _("Work on a milestone begins when its money is in escrow."),
    },
    "contract_declined": {
        "label": _("A contract is declined"),
        "icon": "close",
        "sentence": _("%(actor)s did not sign the contract for %(title)s."),
        "button": _("Read why"),
        "more": _("Nothing was paid. You can post the job again with one click."),
    },
    "contract_withdrawn": {
        "label": _("A contract is withdrawn"),
        "icon": "turn",
        "sentence": _("%(actor)s took back the contract for %(title)s before both had signed."),
        "button": _("Read why"),
        "more": _("Nothing was paid."),
    },
    "contract_lapsed": {
        "label": _("A contract is not signed in time"),
        "icon": "clock",
        "sentence": _("The contract for %(title)s was not signed by both in time, and is off."),
        "button": _("Look at it"),
        "more": _("Nothing was paid."),
    },
    "amendment_proposed": {
        "label": _("Changes to a contract"),
        "icon": "edit",
        "sentence": _("%(actor)s proposes to change the contract for %(title)s."),
        "button": _("See what would change"),
    },
    "amendment_in_force": {
        "label": _("A changed contract is in force"),
        "icon": "check-circle",
        "sentence": _("The changed contract for %(title)s is signed by both and in force."),
        "button": _("Open the contract"),
    },
    "amendment_declined": {
        "label": _("A change to a contract is declined"),
        "icon": "close",
        "sentence": _("%(actor)s declined the change to the contract for %(title)s. It stays as it was."),
        "button": _("Open the contract"),
    },
    "amendment_withdrawn": {
        "label": _("A change to a contract is taken back"),
        "icon": "turn",
        "sentence": _("%(actor)s took back the change to the contract for %(title)s. It stays as it was."),
        "button": _("Open the contract"),
        "is_mailed": False,
    },
    "amendment_lapsed": {
        "label": _("A change to a contract runs out"),
        "icon": "clock",
        "sentence": _("The change to the contract for %(title)s was not signed in time. It stays as it was."),
        "button": _("Open the contract"),
    },
    "milestone_funded": {
        "family": MONEY,
        "label": _("A milestone is in escrow"),
        "icon": "lock",
        "sentence": _("%(actor)s paid %(sum)s into escrow for %(milestone)s."),
        "button": _("Open the milestone"),
        "more": _("The money is secured. You can start."),
    },
    "milestone_started": {
        "label": _("Work on a milestone begins"),
        "icon": "half",
        "sentence": _("%(actor)s began the work on %(milestone)s."),
        "button": _("Open the milestone"),
        "is_mailed": False,
    },
    "milestone_submitted": {
        "label": _("A milestone is submitted"),
        "icon": "box",
        "sentence": _("%(actor)s submitted %(milestone)s. Without an answer, %(sum)s is released on %(day)s."),
        "button": _("Look at it"),
    },
    "release_reminder": {
        "family": MONEY,
        "label": _("Money is about to be released"),
        "icon": "clock",
        "sentence": _("%(milestone)s waits for your answer. Without one, %(sum)s is released on %(day)s."),
        "button": _("Look at it"),
    },
    "changes_asked": {
        "label": _("Changes are asked for"),
        "icon": "turn",
        "sentence": _("%(actor)s asks for changes to %(milestone)s."),
        "button": _("Read what should change"),
    },
    "milestone_released": {
        "family": MONEY,
        "label": _("A milestone is released"),
        "icon": "check-circle",
        "sentence": _("%(actor)s released %(sum)s for %(milestone)s. You get %(net)s."),
        "button": _("Open the milestone"),
    },
    "milestone_released_in_part": {
        "family": MONEY,
        "label": _("A part of a milestone is released"),
        "icon": "check-circle",
        "sentence": _("%(actor)s released %(sum)s for %(milestone)s. You get %(net)s. The rest stays in escrow."),
        "button": _("Open the contract"),
    },
    "milestone_released_by_itself": {
        "family": MONEY,
        "label": _("A milestone is released by itself"),
        "icon": "clock",
        "sentence": _("%(milestone)s was not answered in time, so %(sum)s was released."),
        "button": _("Open the milestone"),
    },
    "refund_asked": {
        "family": MONEY,
        "label": _("Your client wants money back"),
        "icon": "warn",
        "sentence": _(
            "%(actor)s asks for the %(sum)s of %(milestone)s back. Without an answer it is returned on %(day)s."
        ),
        "button": _("Answer"),
    },
    "refund_refused": {
        "family": MONEY,
        "label": _("A refund is refused"),
        "icon": "close",
        "sentence": _("%(actor)s does not give back the %(sum)s of %(milestone)s. It stays in escrow."),
        "button": _("Read the answer"),
    },
    "refund_withdrawn": {
        "family": MONEY,
        "label": _("A refund is no longer asked for"),
        "icon": "turn",
        "sentence": _("%(actor)s no longer asks for the money of %(milestone)s back."),
        "button": _("Open the milestone"),
    },
    "milestone_refunded": {
        "family": MONEY,
        "label": _("Money of a milestone is returned"),
        "icon": "turn",
        "sentence": _("%(actor)s returned the %(sum)s of %(milestone)s."),
        "button": _("Open the milestone"),
        "more": _("It goes back by the way it came."),
    },
    "milestone_refunded_by_itself": {
        "family": MONEY,
        "label": _("Money of a milestone is returned by itself"),
        "icon": "clock",
        "sentence": _("The %(sum)s of %(milestone)s was returned to the client, because the time for it was over."),
        "button": _("Open the milestone"),
    },
    "milestone_divided": {
        "family": MONEY,
        "label": _("Money of a milestone is divided"),
        "icon": "scale",
        "sentence": _("The money of %(milestone)s was divided between the two sides as decided."),
        "button": _("Open the milestone"),
    },
    "contract_paused": {
        "label": _("A contract is paused"),
        "icon": "clock",
        "sentence": _("%(actor)s paused the contract for %(title)s until %(day)s."),
        "button": _("Open the contract"),
    },
    "contract_resumed": {
        "label": _("A contract goes on"),
        "icon": "half",
        "sentence": _("The contract for %(title)s goes on."),
        "button": _("Open the contract"),
    },
    "contract_quiet": {
        "label": _("Nobody has touched a contract for long"),
        "icon": "clock",
        "sentence": _("Nothing has happened in the contract for %(title)s for long. It becomes dormant on %(day)s."),
        "button": _("Say that it goes on"),
    },
    "contract_dormant": {
        "family": MONEY,
        "label": _("A contract is dormant"),
        "icon": "warn",
        "sentence": _("The contract for %(title)s is dormant. What is in escrow goes back to the client on %(day)s."),
        "button": _("See what you can do"),
        "more": _(
            "First the client is asked, then the freelancer, for seven days each. Any act on the contract wakes it."
        ),
    },
    "contract_closing": {
        "label": _("The other side ends a contract"),
        "icon": "leave",
        "sentence": _("%(actor)s ended the contract for %(title)s. It is over when nothing is in escrow any more."),
        "button": _("See what is open"),
    },
    "contract_ended": {
        "label": _("A contract has ended"),
        "icon": "check-circle",
        "sentence": _("The contract for %(title)s has ended."),
        "button": _("Open the contract"),
    },
    "bonus_paid": {
        "family": MONEY,
        "label": _("You get a bonus"),
        "icon": "gift",
        "sentence": _("%(actor)s gave you a bonus of %(sum)s: %(what)s."),
        "button": _("Open the contract"),
    },
    "expense_claimed": {
        "family": MONEY,
        "label": _("An expense is claimed"),
        "icon": "file",
        "sentence": _("%(actor)s claims an expense of %(sum)s: %(what)s."),
        "button": _("Answer"),
    },
    "expense_paid": {
        "family": MONEY,
        "label": _("Your expense is paid"),
        "icon": "check-circle",
        "sentence": _("%(actor)s paid your expense of %(sum)s: %(what)s."),
        "button": _("Open the contract"),
    },
    "expense_declined": {
        "family": MONEY,
        "label": _("Your expense is declined"),
        "icon": "close",
        "sentence": _("%(actor)s declined your expense of %(sum)s: %(what)s."),
        "button": _("Read why"),
    },
}
