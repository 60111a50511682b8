from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class UserManager(BaseUserManager["User"]):
    """Makes sign-ins. The address is the name by which one signs in."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A sign-in for this address; without a password nobody can sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A sign-in that may do everything in the staff admin."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str | None) -> "User":
        """Addresses differ only by case are one address."""
        return self.get(email__iexact=email)


class Scheme(models.TextChoices):
    """The colours of the pages; without a choice they follow the system."""

    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much stands on a screen."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class User(UUIDModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they are to others (name, face, deals) is their Party."""

    email = models.EmailField(_("e-mail"), max_length=254)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_guest = models.BooleanField(default=False, db_default=False, editable=False)  # accounts.models.Guest
    suspended_until = models.DateTimeField(null=True, blank=True)  # kept off the site by staff; for good: the year 3000
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    language = models.CharField(max_length=10, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    acting_role = models.CharField(max_length=12, blank=True)
    scheme = models.CharField(max_length=5, blank=True, choices=Scheme)
    density = models.CharField(max_length=11, choices=Density, default=Density.COMFORTABLE)
    has_shortcuts = models.BooleanField(default=True)
    # Versions of the papers, by privacy.consents.
    agreed = models.CharField(max_length=40, blank=True, editable=False, default="", db_default="")
    leaves_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # asked to be forgotten; by privacy.erasures
    # A new round ends every session that was begun before it.
    sign_in_round = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to count: it changes with the password and with the round of sign-ins."""
        carried = f"{self.password}:{self.sign_in_round}"
        return salted_hmac("accounts.User.session", carried, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_suspended(self) -> bool:
        """Whether staff keep this person off the site now; they still sign in, to read why and to object."""
        return self.suspended_until is not None and self.suspended_until > clock.now()

    @property
    def mail_address(self) -> str:
        """Where their mail goes."""
        return str(self.guest.email) if self.is_guest else self.email

    def plays(self: Self, role: str) -> bool:
        """Whether this person holds the role (freelancer, client, investor)."""
        return any(held.kind == role for held in self.roles.all())
