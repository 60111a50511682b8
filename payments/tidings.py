"""What happened to money, for the rest of this floor: receipts, invoices, notices.

    tidings.paid.plug(receipts.write)                # in AppConfig.ready
    tidings.paid.tell(payment)                       # by the act, in its own transaction

Each is told once, because each act settles once; what a hearer raises undoes the act. What leaves the house goes
through the outbox.
"""

from typing import TYPE_CHECKING

from marketplace.kit.tidings import Tiding

if TYPE_CHECKING:
    from payments.disputed import AnyChargeback
    from payments.models import CustodyInstruction, HoldPart, MethodSetup, Payment, PlanBill, Refund

paid: "Tiding[Payment]" = Tiding()  # the payer's money is here, and in the books
declined: "Tiding[Payment]" = Tiding()  # it came to nothing; the payer may try again
action_needed: "Tiding[Payment]" = Tiding()  # off the page: the payer must come and prove who they are
refunded: "Tiding[Refund]" = Tiding()  # the gateway has sent it back
kept: "Tiding[MethodSetup]" = Tiding()  # a card is there for later
custody: "Tiding[CustodyInstruction]" = Tiding()  # its `status` says where the money is
refund_waits: "Tiding[Refund]" = Tiding()  # it can't go back by itself: the payer must say where to
refund_failed: "Tiding[Refund]" = Tiding()  # it could not be sent, or came back
parted: "Tiding[HoldPart]" = Tiding()  # money left a hold: released to a payee, or on its way back
billed: "Tiding[PlanBill]" = Tiding()  # a period of a paid plan, or the difference to a higher one, is paid
charged_back: "Tiding[AnyChargeback]" = Tiding()  # a bank has the money and has decided; told more than once
