from fundraising.models.budget_work import BudgetWork
from fundraising.models.delivery import Delivery, DeliverySheet, RewardFile, RewardRefund
from fundraising.models.filing import Filing, FinancialLine
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.inquiry import Inquiry
from fundraising.models.match import Match
from fundraising.models.plan import BudgetLine, Disbursement, Vote
from fundraising.models.pledge import Pledge, PledgeLine
from fundraising.models.question import Question
from fundraising.models.reward import Reward, ShippingRate
from fundraising.models.settlement import Settlement
from fundraising.models.stretch import StretchGoal, Teammate
from fundraising.models.support import Support, SupportCharge
from fundraising.models.support_page import SupportFile, SupportPage, SupportPost, SupportTier
from fundraising.models.survey import PostalAddress, Survey, SurveyQuestion, SurveyReply
from fundraising.models.update import Update, UpdatePicture

__all__ = [
    "BudgetLine",
    "BudgetWork",
    "Delivery",
    "DeliverySheet",
    "Disbursement",
    "Filing",
    "FinancialLine",
    "Fundraiser",
    "Inquiry",
    "Match",
    "Pledge",
    "PledgeLine",
    "PostalAddress",
    "Question",
    "Reward",
    "RewardFile",
    "RewardRefund",
    "Settlement",
    "ShippingRate",
    "StretchGoal",
    "Support",
    "SupportCharge",
    "SupportFile",
    "SupportPage",
    "SupportPost",
    "SupportTier",
    "Survey",
    "SurveyQuestion",
    "SurveyReply",
    "Teammate",
    "Update",
    "UpdatePicture",
    "Vote",
]
