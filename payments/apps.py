from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Fees, ledger and escrow."""

    name = "payments"
    default_auto_field = "django.db.models.BigAutoField"
