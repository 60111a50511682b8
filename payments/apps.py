from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PaymentsConfig(AppConfig):
    """Fees, ledger and escrow."""

    name = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from payments import invariants, privacy, rulesets  # noqa: F401  (invariants are known once they are imported)

        post_migrate.connect(rulesets.install_standard, sender=self)
        privacy.register()
