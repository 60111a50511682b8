from accounts.models.audience import Audience, Part
from accounts.models.certification import Certification
from accounts.models.company import Company, Membership
from accounts.models.consent import Consent
from accounts.models.device import Device
from accounts.models.endorsement import Endorsement
from accounts.models.erasure import Erasure
from accounts.models.export import Export
from accounts.models.free_week import FreeWeek
from accounts.models.guest import Guest
from accounts.models.invitation import Invitation
from accounts.models.ownership import OwnershipOffer
from accounts.models.party import Party
from accounts.models.profile import Profile, ProfileSkill
from accounts.models.recommendation import Recommendation
from accounts.models.record import Record
from accounts.models.role import Role
from accounts.models.security_event import SecurityEvent
from accounts.models.user import User

__all__ = [
    "Audience",
    "Certification",
    "Company",
    "Consent",
    "Device",
    "Endorsement",
    "Erasure",
    "Export",
    "FreeWeek",
    "Guest",
    "Invitation",
    "Membership",
    "OwnershipOffer",
    "Part",
    "Party",
    "Profile",
    "ProfileSkill",
    "Recommendation",
    "Record",
    "Role",
    "SecurityEvent",
    "User",
]
