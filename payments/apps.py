from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PaymentsConfig(AppConfig):
    """Fees, ledger and escrow."""

    name = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import ports
        from marketplace.kit import audit, panels

        # Those that nobody calls by name here register what they know once they are imported.
        from payments import (  # noqa: F401
            bank_papers,
            clearing,
            expiry,
            hearing,
            hearing_plans,
            invariants,
            paperwork,
            payer_news,
            paying_out,
            plan_news,
            privacy,
            promotion_news,
            rates,
            rulesets,
            sealing,
            tidings,
        )
        from payments.cart import forget_paid
        from payments.panels import promote_it
        from payments.papers_panel import of_payment
        from payments.places import places
        from payments.ports import payables
        from payments.promotion_payables import Promotions

        post_migrate.connect(rulesets.install_standard, sender=self)
        post_migrate.connect(rates.install_first, sender=self)
        ports.menu.plug(places)
        tidings.paid.plug(forget_paid)
        bank_papers.listen()
        paperwork.listen()  # before the receipt is mailed, which carries the paper
        payer_news.declare()
        panels.register("receipt_papers", of_payment)
        panels.register("listing_acts", promote_it, order=90)
        plan_news.declare()
        paying_out.start()
        promotion_news.declare()
        payables.plug(Promotions())
        privacy.register()
        audit.chain("books", title="The books", parts="seals", verify=sealing.verify)
