from projects.models.contract import Contract, ContractVersion, Side, Signature
from projects.models.extra import Extra
from projects.models.file import ProjectFile
from projects.models.milestone import Milestone, MilestonePart, RefundRequest, Submission, SubmissionFile
from projects.models.project import Project
from projects.models.proposal import Proposal
from projects.models.step import PlannedMilestone, ProposedMilestone

__all__ = [
    "Contract",
    "ContractVersion",
    "Extra",
    "Milestone",
    "MilestonePart",
    "PlannedMilestone",
    "Project",
    "ProjectFile",
    "Proposal",
    "ProposedMilestone",
    "RefundRequest",
    "Side",
    "Signature",
    "Submission",
    "SubmissionFile",
]
