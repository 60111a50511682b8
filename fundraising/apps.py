from django.apps import AppConfig


class FundraisingConfig(AppConfig):
    """Fundraisers, their rewards and their supporters."""

    name = "fundraising"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show fundraisers on the pages of those who raise, and on the portfolios they are for."""
        from accounts import ports
        from fundraising import (  # noqa: F401  (timers register themselves)
            budget_news,
            calling_off,
            collecting,
            deadline,
            deliveries,
            delivery_news,
            disbursement_news,
            disbursements,
            fundraiser_news,
            invariants,
            launching,
            letting_go,
            limit_news,
            making_news,
            news,
            owing,
            paying_out,
            pledge_news,
            pledges,
            privacy,
            reward_refunds,
            sheets,
            silence,
            standing_support,
            support_charging,
            support_invariants,
            support_news,
            support_posts,
            support_privacy,
            survey_news,
            surveys,
            taken_back,
            ties,
            update_news,
            updates,
        )
        from fundraising.home import backed_by, waiting_for
        from fundraising.panels import begin_for, fundraiser_for, fundraisers_of, insight_of
        from fundraising.payables import Pledges
        from fundraising.places import places
        from fundraising.support_panels import support_for, support_of
        from fundraising.support_payables import Recurring
        from fundraising.talks import OfFundraisers, OfInquiries
        from marketplace.catalog import happenings
        from marketplace.kit import panels
        from payments import tidings
        from payments.ports import payables
        from social.ports import discussed
        from social.ports import places as talked_about

        privacy.register()
        support_privacy.register()
        support_news.declare()
        news.declare()
        pledge_news.declare()
        fundraiser_news.declare()
        disbursement_news.declare()
        making_news.declare()
        delivery_news.declare()
        survey_news.declare()
        update_news.declare()
        budget_news.declare()
        limit_news.declare()
        ports.menu.plug(places)
        payables.plug(Pledges())
        payables.plug(Recurring())
        happenings.happened.plug(ties.happened)
        discussed.plug(updates.Updates())
        discussed.plug(OfFundraisers())
        talked_about.plug(OfInquiries())
        discussed.plug(support_posts.Posts())
        tidings.kept.plug(pledges.kept)
        tidings.action_needed.plug(collecting.waits)
        tidings.kept.plug(standing_support.kept)
        tidings.action_needed.plug(support_charging.waits)
        tidings.charged_back.plug(support_charging.taken_by_bank)
        tidings.charged_back.plug(taken_back.taken_by_bank)
        panels.register("home_page", waiting_for, order=12)
        panels.register("home_page", backed_by, order=13)
        panels.register("person_page", fundraisers_of, order=40)
        panels.register("company_page", fundraisers_of, order=40)
        for place in ("person_page", "company_page"):
            panels.register(place, support_of, order=35)
        panels.register("fundraiser_page", insight_of, order=10)
        for place in ("portfolio_page", "project_page"):
            panels.register(place, fundraiser_for, order=20)
            panels.register(place, support_for, order=22)
            panels.register(place, begin_for, order=90)
