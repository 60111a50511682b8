"""The sample sign-ins of a one-machine run, one per role: who they are, and a password drawn for this copy.

They exist only where the site runs on embedded services. The password is kept beside the data, readable by its owner
only, so that the second start can say it again.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts import people
from accounts.models import Company, Membership, Party, Profile, Role, User
from marketplace.catalog.models import Topic
from marketplace.kit import clock

SKILLS = ("adobe-indesign", "adobe-illustrator", "adobe-photoshop", "use-typesetting-software")


@dataclass(frozen=True)
class SignIn:
    """One sample sign-in."""

    part: str
    email: str
    name: str
    role: str | None


SIGN_INS = (
    SignIn("Freelancer", "cleo@daybook.example", "Cleo Marsh", Role.Kind.FREELANCER),
    SignIn("Client", "ada@daybook.example", "Ada Holm", Role.Kind.CLIENT),
    SignIn("Backer", "ben@daybook.example", "Ben Castellan", Role.Kind.INVESTOR),
    SignIn("Staff", "dev@daybook.example", "Dev Anand", None),
)


def of(role: str) -> SignIn:
    """The sample sign-in of this role."""
    return next(one for one in SIGN_INS if one.role == role)


class NotHere(RuntimeError):
    """Sample sign-ins are for a one-machine run only."""


def make_all() -> str:
    """See that all of them can sign in; returns their password. Raises NotHere on a real deployment."""
    if not settings.EMBEDDED:
        raise NotHere("Sample sign-ins are made on embedded services only.")
    password = _password()
    for sign_in in SIGN_INS:
        _make(sign_in, password)
    return password


@transaction.atomic
def _make(sign_in: SignIn, password: str) -> None:
    user = User.objects.filter(email=sign_in.email).first()
    if user is None:
        user = User.objects.create_user(sign_in.email, password)
        people.join(user, name=sign_in.name, kinds=[sign_in.role] if sign_in.role else [])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        _settle(user, sign_in)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])


def _settle(user: User, sign_in: SignIn) -> None:
    """What makes the first look worthwhile: a page for the freelancer, a company for the client, rights for staff."""
    if sign_in.role == Role.Kind.FREELANCER:
        _show_freelancer(user)
    elif sign_in.role == Role.Kind.CLIENT:
        _join_company(user)
    elif sign_in.role is None:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])


def _show_freelancer(user: User) -> None:
    """Cleo's page, with the skills of a book designer, so that jobs fit her; none without the topics."""
    skills = list(Topic.objects.filter(slug__in=SKILLS))
    if not skills:
        return
    people.change(
        user.party.profile, by=user, headline="Book designer: grids, paper and patience", city="Leeds", country="GB",
        currency="GBP", rate_minor=4500, level=Profile.Level.EXPERT, free_from=clock.today(), languages=["en"],
    )  # fmt: skip
    people.choose_skills(user.party.profile, skills, by=user)
    people.publish_profile(user.party.profile, by=user)


def _join_company(user: User) -> None:
    company = (
        Company.objects.filter(party__kind=Party.Kind.COMPANY, party__record__kind="sample").order_by("pk").first()
    )
    if company:
        Membership.objects.create(company=company, user=user, rank=Membership.Rank.OWNER)


def _password() -> str:
    """Twelve letters and digits that cannot be mistaken for each other: 59 bits, drawn once for this copy."""
    path = Path(settings.VAR_DIR) / "run" / "sample-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        drawn = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))
        path.write_text(f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}")
    return path.read_text()
