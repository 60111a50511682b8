from fundraising.models.filing import Filing, FinancialLine
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.match import Match
from fundraising.models.plan import BudgetLine, Disbursement, Vote
from fundraising.models.pledge import Pledge, PledgeLine
from fundraising.models.question import Question
from fundraising.models.reward import Reward, ShippingRate
from fundraising.models.settlement import Settlement
from fundraising.models.stretch import StretchGoal, Teammate

__all__ = [
    "BudgetLine",
    "Disbursement",
    "Filing",
    "FinancialLine",
    "Fundraiser",
    "Match",
    "Pledge",
    "PledgeLine",
    "Question",
    "Reward",
    "Settlement",
    "ShippingRate",
    "StretchGoal",
    "Teammate",
    "Vote",
]
