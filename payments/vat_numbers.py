"""VAT numbers as they are written, by country. The form is checked; whether the state knows the number is not.

Shapes: Commission, "VAT identification number structure" (ec.europa.eu/taxation_customs/vies), and those of Great
Britain, Norway and Switzerland. Greece writes EL, Northern Ireland XI.
"""

import re

_SHAPES = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CH": r"E\d{9}(MWST|TVA|IVA)?",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"(\d[A-Z0-9+*]\d{5}[A-Z]|\d{7}[A-W][A-I])",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}",
    "NO": r"\d{9}(MVA)?",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
}
_PREFIX = {"GR": "EL"}  # where it is not the country's own code


def tidy(typed: str) -> str:
    """Without what people put between: "de 123 456.789" is DE123456789."""
    return re.sub(r"[\s./-]", "", typed).upper()


def is_well_formed(number: str, country: str) -> bool:
    """Whether a tidy number looks like one of this country's. Countries whose shape we do not know take any."""
    prefix = _PREFIX.get(country, country)
    prefixes = {prefix, "XI"} if country == "GB" else {prefix}
    if not prefixes & _SHAPES.keys():
        return bool(re.fullmatch(r"[A-Z0-9]{4,20}", number))
    return any(re.fullmatch(re.escape(one) + _SHAPES[one], number) is not None for one in prefixes & _SHAPES.keys())
