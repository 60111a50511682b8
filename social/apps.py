from django.apps import AppConfig


class SocialConfig(AppConfig):
    """Notices, bookmarks, follows and reputation."""

    name = "social"
    default_auto_field = "django.db.models.BigAutoField"
