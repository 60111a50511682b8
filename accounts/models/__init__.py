from accounts.models.company import Company, Membership
from accounts.models.consent import Consent
from accounts.models.erasure import Erasure
from accounts.models.export import Export
from accounts.models.invitation import Invitation
from accounts.models.ownership import OwnershipOffer
from accounts.models.party import Party
from accounts.models.profile import Profile, ProfileSkill
from accounts.models.record import Record
from accounts.models.role import Role
from accounts.models.user import User

__all__ = [
    "Company",
    "Consent",
    "Erasure",
    "Export",
    "Invitation",
    "Membership",
    "OwnershipOffer",
    "Party",
    "Profile",
    "ProfileSkill",
    "Record",
    "Role",
    "User",
]
