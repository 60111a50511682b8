from accounts.models.company import Company, Membership
from accounts.models.party import Party
from accounts.models.profile import Profile, ProfileSkill
from accounts.models.record import Record
from accounts.models.role import Role
from accounts.models.user import User

__all__ = ["Company", "Membership", "Party", "Profile", "ProfileSkill", "Record", "Role", "User"]
