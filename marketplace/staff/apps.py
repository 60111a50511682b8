from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """The desk of staff: groups and their rights, what waits, the audit, and seeing the site as somebody else."""

    name = "marketplace.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.models import User
        from marketplace.kit import desk
        from marketplace.staff import impersonations, privacy

        post_migrate.connect(_install, sender=self)
        impersonations.declare()
        desk.offer(User, impersonations.ACT)
        privacy.register()


def _install(**_rest: Any) -> None:
    """After every migration, so that a release that brings a right gives it to its group too."""
    from marketplace.staff import groups

    groups.install()
