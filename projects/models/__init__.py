from projects.models.arbiter import Arbiter, ArbitrationFee
from projects.models.board import Board, BoardChange, BoardField, Column, Label
from projects.models.card import Card, CardComment, CardFile, CardRelation, CheckItem
from projects.models.contract import Contract, Side
from projects.models.contract_version import ContractVersion, Signature
from projects.models.counter_offer import CounterOffer
from projects.models.dispute import Dispute, Role, Stage
from projects.models.dispute_event import DisputeEvent, DisputeFile
from projects.models.dispute_item import DisputeItem
from projects.models.dispute_offer import DisputeOffer
from projects.models.extra import Extra
from projects.models.file import ProjectFile
from projects.models.filing import Filing, ProposalFile
from projects.models.invitation import JobInvitation
from projects.models.milestone import Milestone, MilestonePart, RefundRequest, Submission, SubmissionFile
from projects.models.project import Project
from projects.models.proof import Proof
from projects.models.proposal import Proposal
from projects.models.shared_file import FileVersion, SharedFile
from projects.models.step import PlannedMilestone, ProposedMilestone
from projects.models.team import ContractMember, MilestoneShare, TeamPlace
from projects.models.time_entry import EntryChange, HoursQuestion, TimeEntry
from projects.models.work_week import Deposit, WeeklyCharge, WeekPart, WorkWeek

__all__ = [
    "Arbiter",
    "ArbitrationFee",
    "Board",
    "BoardChange",
    "BoardField",
    "Card",
    "CardComment",
    "CardFile",
    "CardRelation",
    "CheckItem",
    "Column",
    "Contract",
    "ContractMember",
    "ContractVersion",
    "CounterOffer",
    "Deposit",
    "Dispute",
    "DisputeEvent",
    "DisputeFile",
    "DisputeItem",
    "DisputeOffer",
    "EntryChange",
    "Extra",
    "FileVersion",
    "Filing",
    "HoursQuestion",
    "JobInvitation",
    "Label",
    "Milestone",
    "MilestonePart",
    "MilestoneShare",
    "PlannedMilestone",
    "Project",
    "ProjectFile",
    "Proof",
    "Proposal",
    "ProposalFile",
    "ProposedMilestone",
    "RefundRequest",
    "Role",
    "SharedFile",
    "Side",
    "Signature",
    "Stage",
    "Submission",
    "SubmissionFile",
    "TeamPlace",
    "TimeEntry",
    "WeekPart",
    "WeeklyCharge",
    "WorkWeek",
]
