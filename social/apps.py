from django.apps import AppConfig


class SocialConfig(AppConfig):
    """Notices, bookmarks, follows and reputation."""

    name = "social"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for notices below, and let mail, digests, fan-outs and timers register themselves."""
        from accounts import ports
        from marketplace.kit import panels
        from social import buttons, digest, fan_out, inbox, kinds, mail, news, notices, privacy  # noqa: F401

        news.declare()
        privacy.register()
        ports.notices.plug(notices.count_unread)
        ports.telling.plug(kinds.declare, notices.tell)
        for place in ("person_acts", "company_acts"):
            panels.register(place, buttons.follow, order=20)
        panels.register("listing_acts", buttons.watch, order=20)
