"""The languages in which the site can be read: those of LANGUAGES whose texts are compiled."""

from babel import Locale
from django.conf import settings
from django.utils.translation import to_locale


def offered() -> list[tuple[str, str]]:
    """Code and own name of each: ("de", "Deutsch"). English is always there."""
    return [(code, own_name(code)) for code, _name in settings.LANGUAGES if code == "en" or _is_compiled(code)]


def is_offered(code: str) -> bool:
    """Whether the site can be read in it."""
    return any(code == known for known, _name in offered())


def own_name(code: str) -> str:
    """What the language calls itself."""
    locale = Locale.parse(to_locale(code))
    return (locale.get_language_name() or code).capitalize()


def _is_compiled(code: str) -> bool:
    places = (place / to_locale(code) / "LC_MESSAGES" / "django.mo" for place in settings.LOCALE_PATHS)
    return any(place.exists() for place in places)
