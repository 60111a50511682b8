from django.apps import AppConfig


class SocialConfig(AppConfig):
    """Notices, bookmarks, follows and reputation."""

    name = "social"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import ports
        from social import kinds, mail, notices  # noqa: F401  (mail: its deliverer registers itself)

        ports.notices.plug(notices.count_unread)
        ports.telling.plug(kinds.declare, notices.tell)
