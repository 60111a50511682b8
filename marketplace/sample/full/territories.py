"""Country names as sources write them, as ISO 3166-1 codes."""

from functools import cache

from babel import Locale

_ALSO = {
    "Viet Nam": "VN",
    "Russian Federation": "RU",
    "Hong Kong": "HK",
    "Turkey": "TR",
    "Macao": "MO",
    "Palestine": "PS",
}


@cache
def _codes() -> dict[str, str]:
    names = Locale("en").territories
    return {name: code for code, name in names.items() if len(code) == 2 and code.isalpha()} | _ALSO


def code(name: str) -> str:
    """The two letters of a country; empty where the name is not known."""
    return _codes().get(name, "")
