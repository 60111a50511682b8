from fundraising.models.filing import Filing, FinancialLine
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.plan import BudgetLine, Disbursement
from fundraising.models.question import Question
from fundraising.models.reward import Reward

__all__ = ["BudgetLine", "Disbursement", "Filing", "FinancialLine", "Fundraiser", "Question", "Reward"]
