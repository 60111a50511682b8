"""Countries, languages, zones and currencies by name, from CLDR, in the reader's language."""

import zoneinfo
from datetime import datetime
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from marketplace.kit import clock
from marketplace.kit.money import current_locale

# Codes of CLDR that are no countries: world, continents, outlying areas, "unknown".
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}

_CONTINENTS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


def country_name(code: str) -> str:
    """The country with this ISO 3166 code: "GB" is United Kingdom. Unknown codes stay as they are."""
    return str(_locale().territories.get(code.upper(), code)) if code else ""


def language_name(code: str) -> str:
    """The language with this code: "de" is German, "pt-BR" is Brazilian Portuguese."""
    try:
        return Locale.parse(code, sep="-").get_language_name(current_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def countries() -> list[tuple[str, str]]:
    """Code and name of every country, by name."""
    return list(_countries(current_locale()))


def language_code(name: str) -> str | None:
    """The code of a language called so in the reader's language or in its own: "German", "Deutsch" are "de"."""
    return _languages(current_locale()).get(name.strip().casefold())


def language_names() -> list[str]:
    """What languages are called in the reader's language, by name."""
    names = {str(name) for code, name in _locale().languages.items() if len(code) <= 3}
    return sorted(names, key=str.casefold)


def currency_name(code: str) -> str:
    """The currency with this ISO 4217 code: "EUR" is Euro."""
    return str(_locale().currencies.get(code, code))


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Time zones by place: "Europe/Berlin", and UTC."""
    places = (zone for zone in zoneinfo.available_timezones() if zone.split("/")[0] in _CONTINENTS)
    return ("UTC", *sorted(places))


def time_in(zone: str) -> datetime | None:
    """What the clock on the wall says there now; None for a zone that is not known."""
    try:
        return clock.now().astimezone(zoneinfo.ZoneInfo(zone)) if zone else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def _locale() -> Locale:
    return _parsed(current_locale())


@lru_cache(maxsize=64)
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale)


@lru_cache(maxsize=16)
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    names = _parsed(locale).territories
    found = ((code, name) for code, name in names.items() if len(code) == 2 and code not in _NOT_COUNTRIES)
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


@lru_cache(maxsize=16)
def _languages(locale: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for code, name in _parsed(locale).languages.items():
        if len(code) > 3:
            continue  # varieties: people say German, and mean it
        known.setdefault(name.casefold(), code)
        if len(code) == 2:
            known.setdefault(_own_name(code).casefold(), code)
    return known


def _own_name(code: str) -> str:
    try:
        return Locale.parse(code).get_language_name() or code
    except (UnknownLocaleError, ValueError):
        return code
