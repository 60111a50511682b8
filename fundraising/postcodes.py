"""How postcodes look, by country: what a slip of the finger would break. A country that is not here takes any.

Ours, by how the posts of these countries write them: meant to catch a slip, not to prove that a place exists. N is a
figure, A a letter, "?" makes what stands before it optional.
"""

import re
from functools import lru_cache

SHAPES = {
    "AT": "NNNN", "AU": "NNNN", "BE": "NNNN", "BG": "NNNN", "BR": "NNNNN-?NNN", "CA": "ANA ?NAN", "CH": "NNNN",
    "CN": "NNNNNN", "CY": "NNNN", "CZ": "NNN ?NN", "DE": "NNNNN", "DK": "NNNN", "EE": "NNNNN", "ES": "NNNNN",
    "FI": "NNNNN", "FR": "NNNNN", "GR": "NNN ?NN", "HR": "NNNNN", "HU": "NNNN", "IL": "NNNNNNN", "IN": "NNN ?NNN",
    "IS": "NNN", "IT": "NNNNN", "JP": "NNN-?NNNN", "KR": "NNNNN", "LI": "NNNN", "LT": "L?T?-?NNNNN", "LU": "NNNN",
    "LV": "L?V?-?NNNN", "MC": "NNNNN", "MX": "NNNNN", "MY": "NNNNN", "NL": "NNNN ?AA", "NO": "NNNN", "NZ": "NNNN",
    "PH": "NNNN", "PL": "NN-?NNN", "PT": "NNNN-?NNN", "RO": "NNNNNN", "RS": "NNNNN", "SE": "NNN ?NN", "SG": "NNNNNN",
    "SI": "NNNN", "SK": "NNN ?NN", "TH": "NNNNN", "TR": "NNNNN", "TW": "NNNN?N?N?", "UA": "NNNNN",
    "US": "NNNNN(-NNNN)?", "ZA": "NNNN",
}  # fmt: skip
BRITISH = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")
IRISH = re.compile(r"[A-Z][0-9][0-9W] ?[A-Z0-9]{4}")
EXAMPLES = {"GB": "SW1A 1AA", "IE": "D02 X285", "CA": "K1A 0B1", "NL": "1012 AB", "US": "20500", "PL": "00-950"}


def tidy(postcode: str) -> str:
    """In capitals, with single spaces."""
    return " ".join(postcode.upper().split())


def is_well_formed(postcode: str, country: str) -> bool:
    """Whether a postcode of that country looks so. postcode: as `tidy` gives it."""
    shape = _shape(country)
    return shape is None or shape.fullmatch(postcode) is not None


def example(country: str) -> str:
    """What one of that country looks like; empty where any is taken."""
    if country in EXAMPLES:
        return EXAMPLES[country]
    shape = SHAPES.get(country, "")
    return re.sub(r".\?", "", shape).replace("N", "0")


@lru_cache(maxsize=64)
def _shape(country: str) -> re.Pattern[str] | None:
    if country == "GB":
        return BRITISH
    if country == "IE":
        return IRISH
    shape = SHAPES.get(country)
    return re.compile(shape.replace("N", "[0-9]").replace("A", "[A-Z]")) if shape else None
