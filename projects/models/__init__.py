from projects.models.file import ProjectFile
from projects.models.milestone import PlannedMilestone, ProposedMilestone
from projects.models.project import Project
from projects.models.proposal import Proposal

__all__ = ["PlannedMilestone", "Project", "ProjectFile", "Proposal", "ProposedMilestone"]
