from payments.models.account import Account, AccountBalance, Entry, Posting
from payments.models.cart import CartLine
from payments.models.chargeback import BillChargeback, Chargeback, ChargebackFreeze, Recovery
from payments.models.checkout import Checkout, CheckoutLine, GatewayCustomer, RateQuote, SavedMethod
from payments.models.custody import CustodyInstruction
from payments.models.document import BillingProfile, Document, NumberSeries
from payments.models.exchange_rate import ExchangeRate
from payments.models.gateway import GatewayEvent, GatewayObject, GatewayRequest
from payments.models.hold import Business, Clearing, Hold, HoldPart
from payments.models.method_setup import MethodSetup
from payments.models.paid_plan import PaidPlan, PlanBill
from payments.models.payment import Payment, Refund
from payments.models.payout import Payout, PayoutAccount, Transfer, TransferReversal
from payments.models.promotion import Promotion
from payments.models.reconciliation import Adjustment, Difference, Reconciliation, StaffRefund
from payments.models.renewal import HoldRenewal
from payments.models.repayment import Repayment
from payments.models.ruleset import RuleSet
from payments.models.seal import Seal, SealedEntry

__all__ = [
    "Account",
    "AccountBalance",
    "Adjustment",
    "BillChargeback",
    "BillingProfile",
    "Business",
    "CartLine",
    "Chargeback",
    "ChargebackFreeze",
    "Checkout",
    "CheckoutLine",
    "Clearing",
    "CustodyInstruction",
    "Difference",
    "Document",
    "Entry",
    "ExchangeRate",
    "GatewayCustomer",
    "GatewayEvent",
    "GatewayObject",
    "GatewayRequest",
    "Hold",
    "HoldPart",
    "HoldRenewal",
    "MethodSetup",
    "NumberSeries",
    "PaidPlan",
    "Payment",
    "Payout",
    "PayoutAccount",
    "PlanBill",
    "Posting",
    "Promotion",
    "RateQuote",
    "Reconciliation",
    "Recovery",
    "Refund",
    "Repayment",
    "RuleSet",
    "SavedMethod",
    "Seal",
    "SealedEntry",
    "StaffRefund",
    "Transfer",
    "TransferReversal",
]
