from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Jobs, the proposals that answer them, and the contracts that follow."""

    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import ports
        from marketplace.kit import panels
        from payments.ports import payables
        from projects import (  # noqa: F401  (timers register themselves)
            alarms,
            attention,
            contract_news,
            counter_news,
            counter_offers,
            expiry,
            invitation_news,
            neglect_news,
            news,
            privacy,
            progress_reports,
            proof_news,
            proof_panels,
            team_news,
            team_privacy,
            together,
        )
        from projects.boards import board_news, reminders  # noqa: F401  (the same)
        from projects.disputes import alarms as dispute_alarms  # noqa: F401  (timers register themselves)
        from projects.disputes import dispute_news
        from projects.fee_payables import ArbitrationFees
        from projects.hours import alarms as hours_alarms  # noqa: F401  (timers register themselves)
        from projects.hours import hours_news
        from projects.hours import privacy as hours_privacy
        from projects.hours.payable import Hours
        from projects.models import Extra
        from projects.panels import invite_button, jobs_of, record_of, waiting_for
        from projects.payables import Extras, Milestones
        from projects.places import places
        from projects.sight import may_read
        from projects.talks import OfContracts, OfProposals
        from projects.team_payables import MilestoneShares
        from social.ports import places as talked_about
        from social.ports import sight

        news.declare()
        contract_news.declare()
        dispute_news.declare()
        proof_news.declare()
        progress_reports.declare()
        hours_news.declare()
        board_news.declare()
        counter_news.declare()
        invitation_news.declare()
        neglect_news.declare()
        team_news.declare()
        payables.plug(Milestones())
        payables.plug(MilestoneShares())
        payables.plug(Hours())
        payables.plug(ArbitrationFees())
        for kind in Extra.Kind:
            payables.plug(Extras(kind))
        sight.plug("project", may_read)
        talked_about.plug(OfContracts())
        talked_about.plug(OfProposals())
        privacy.register()
        hours_privacy.register()
        team_privacy.register()
        panels.register("person_page", jobs_of, order=40)
        panels.register("company_page", jobs_of, order=20)
        panels.register("company_aside", record_of, order=20)
        panels.register("work_page", proof_panels.mark_of, order=10)
        ports.strip.plug(proof_panels.on_the_strip)
        for place in ("person_acts", "company_acts"):
            panels.register(place, invite_button, order=10)
        panels.register("home_page", waiting_for, order=10)
        ports.menu.plug(places)
        ports.worked_together.plug(together.have_worked)
        ports.worked_with.plug(together.worked_with)
        ports.first_steps.plug(together.first_steps)
