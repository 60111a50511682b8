from django.apps import AppConfig


class SocialConfig(AppConfig):
    """Notices, bookmarks, follows and reputation."""

    name = "social"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for notices below, and let mail, digests, fan-outs and timers register themselves."""
        from accounts import ports
        from marketplace.kit import panels
        from social import (  # noqa: F401
            blocks,
            buttons,
            comment_news,
            digest,
            fan_out,
            header,
            inbox,
            kinds,
            mail,
            news,
            notices,
            privacy,
        )
        from social import ports as social_ports
        from social.calls import calls  # noqa: F401  (its timer registers itself)
        from social.calls import log as call_log
        from social.calls import privacy as call_privacy
        from social.moderation import news as moderation_news
        from social.moderation import panels as quiet_links
        from social.moderation import privacy as moderation_privacy
        from social.moderation import suspensions  # noqa: F401  (its timer registers itself)
        from social.reputation import facts, scores  # noqa: F401  (timers and tasks register themselves)
        from social.reputation import news as reputation_news
        from social.reputation import panels as reputation_panels
        from social.reputation import privacy as reputation_privacy
        from social.talk import places as talk_places
        from social.talk import privacy as talk_privacy
        from social.talk import unread

        news.declare()
        comment_news.declare()
        moderation_news.declare()
        moderation_privacy.register()
        privacy.register()
        talk_privacy.register()
        call_log.declare()
        call_privacy.register()
        unread.declare()
        reputation_news.declare()
        reputation_privacy.register()
        ports.menu.plug(talk_places.places)
        ports.notices.plug(header.count_notices)
        ports.telling.plug(kinds.declare, notices.tell)
        for place in ("person_acts", "company_acts", "support_acts"):
            panels.register(place, buttons.follow, order=20)
        for place in ("person", "company"):
            panels.register(f"{place}_page", reputation_panels.reviews_of, order=30)
            panels.register(f"{place}_aside", reputation_panels.scores_of, order=10)
        panels.register("listing_acts", buttons.watch, order=20)
        panels.register("page_end", quiet_links.quiet_links, order=20)
        ports.may_meet.plug(blocks.may_meet)
        ports.moved.plug(digest.retime)
        social_ports.barred.plug(blocks.barred)
