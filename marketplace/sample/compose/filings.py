"""Issuers and offers from filings with the US Securities and Exchange Commission: public record, nothing made up."""

import re
from dataclasses import dataclass
from typing import Any

from marketplace.sample.compose import amounts
from marketplace.sample.compose.grammar import capital
from marketplace.sample.compose.naming import Keys
from marketplace.sample.compose.sources import Row, Sources

NOTE = (
    "Public record: a filing with the US Securities and Exchange Commission. "
    "The offer is closed; nobody can invest in it here."
)
_TYPES = {
    "isEquityType": "equity",
    "isDebtType": "debt",
    "isOptionToAcquireType": "options",
    "isOtherType": "other securities",
    "isPooledInvestmentFundType": "fund interests",
    "isMineralPropertyType": "mineral property",
}
_RULES = {
    "06": "Rule 506", "06b": "Rule 506(b)", "06c": "Rule 506(c)", "3C": "Section 3(c)", "3C.1": "Section 3(c)(1)",
    "3C.7": "Section 3(c)(7)", "4a5": "Section 4(a)(5)",
}  # fmt: skip
_LINES = (
    "revenue",
    "cost_of_goods_sold",
    "taxes_paid",
    "net_income",
    "total_assets",
    "cash",
    "accounts_receivable",
    "short_term_debt",
    "long_term_debt",
)
_TOPICS = ((r"film|media", ["film-and-video", "business"]), (r"", ["business"]))


@dataclass
class Issuer:
    """A row of issuers.csv."""

    key: str
    name: str
    legal_form: str
    jurisdiction: str
    country: str
    state: str
    city: str
    website: str
    industry: str
    incorporated: str
    summary: str
    fields: list[str]
    note: str = NOTE


class Register:
    """Reads both forms. An issuer with several filings stands once."""

    def __init__(self) -> None:
        self._keys, self._offer_keys = Keys(), Keys()
        self._by_cik: dict[str, Issuer] = {}
        self.offers: list[dict[str, Any]] = []

    @property
    def issuers(self) -> list[Issuer]:
        """Everyone who filed."""
        return list(self._by_cik.values())

    def read(self, sources: Sources) -> None:
        """All filings of both forms."""
        for row in sources.rows("sec_form_c"):
            self._form_c(row)
        for row in sources.rows("sec_form_d"):
            self._form_d(row)

    def _issuer(self, row: Row, **known: str) -> Issuer:
        cik = row["issuer_cik"].lstrip("0")
        if cik not in self._by_cik:
            name, city = _cased(row["issuer_name"]), _cased(row["city"])
            country = "MU" if row["jurisdiction"] == "MAURITIUS" else "US"
            known = {"website": "", "industry": "", **known}
            self._by_cik[cik] = Issuer(
                key=self._keys.key(name), name=name, jurisdiction=_cased(row["jurisdiction"]), country=country,
                state=row["state"] if country == "US" else "", city=city, **known,
                summary=f"{name}, {known['legal_form'].lower()} in {city}, as it stands in its filings.",
                fields=_topics(name, known["industry"]),
            )  # fmt: skip
        return self._by_cik[cik]

    def _form_c(self, row: Row) -> None:
        issuer = self._issuer(
            row, legal_form=row["legal_form"], website=row["website"], incorporated=row["incorporated_on"]
        )
        instrument = capital(_lower(row["security_other"] or row["security_type"]))
        self._offer(
            issuer, row, form="C", title=f"{issuer.name}: {_lower(instrument)}", instrument=instrument,
            summary=f"{instrument} under Regulation Crowdfunding, offered through {row['intermediary']}.",
            target=_cents(row["target_amount"]), maximum=_cents(row["maximum_amount"]), sold=None, investors=None,
            minimum=None, price_per_security=row["price_per_security"] or None, opened_on=row["signed_on"],
            deadline_on=row["deadline"], intermediary=row["intermediary"], exemptions="Regulation Crowdfunding",
            financials={line: [_cents(row[f"{line}_recent_fy"]), _cents(row[f"{line}_prior_fy"])] for line in _LINES},
        )  # fmt: skip

    def _form_d(self, row: Row) -> None:
        issuer = self._issuer(
            row, legal_form=row["entity_type"], industry=row["industry"], incorporated=row["year_incorporated"]
        )
        instrument = " and ".join(_TYPES[kind] for kind in row["security_types"].split("|"))
        self._offer(
            issuer,
            row,
            form=row["form"],
            title=f"{issuer.name}: private placement of {instrument}",
            instrument=capital(instrument),
            summary=f"A private placement of {instrument} under Regulation D, {row['industry'].lower()}.",
            target=_cents(row["total_offering_amount"]),
            maximum=None,
            sold=_cents(row["total_amount_sold"]),
            investors=int(row["investors_already"] or 0),
            minimum=_cents(row["minimum_investment"]) or None,
            price_per_security=None,
            opened_on=row["date_of_first_sale"] or None,
            deadline_on=None,
            intermediary="",
            exemptions=", ".join(_RULES.get(part, part) for part in row["exemptions"].split("|")),
            financials={},
        )

    def _offer(self, issuer: Issuer, row: Row, *, title: str, **known: Any) -> None:
        filed = f"{row['accession'][:10]}-{row['accession'][11:13]}"
        self.offers.append({
            "key": self._offer_keys.key(f"{title} {filed}"), "issuer": issuer.key, "title": title, "kind": "equity",
            "state": "completed", "currency": "USD", "topics": issuer.fields, "accession": row["accession"], **known,
            "story": _story(issuer, row, known), "note": NOTE,
        })  # fmt: skip


def _topics(name: str, industry: str) -> list[str]:
    words = f"{name} {industry}".lower()
    return next(topics for says, topics in _TOPICS if re.search(says, words))


def _story(issuer: Issuer, row: Row, known: dict[str, Any]) -> str:
    """What the filing says, in plain sentences."""
    since = f", {issuer.legal_form.lower()} of {issuer.incorporated[:4]}" if issuer.incorporated else ""
    lines = [
        f"{issuer.name} is at home in {issuer.city}{since}.",
        f"This page shows what it filed on Form {known['form']}.",
    ]
    if known["intermediary"]:
        lines.append(
            f"The offer was made through {known['intermediary']}, which took {row['intermediary_compensation']}."
        )
    if row.get("employees"):
        lines.append(f"It had {row['employees']} employees when it filed.")
    if row.get("revenue_range", "").startswith("$"):
        lines.append(f"It gave its yearly revenue as {row['revenue_range']}.")
    return " ".join(lines) + "\n"


def _cents(text: str) -> int | None:
    return amounts.minor(text, "USD") if text[:1].isdigit() or text[:1] == "-" else None


def _cased(text: str) -> str:
    """Names in capitals as people write them; short capitals (LLC, LP) and mixed names stay."""
    if text != text.upper() or not text:
        return text
    return " ".join(word if word in {"LLC", "LP", "L.P.", "DE", "NV"} else word.capitalize() for word in text.split())


def _lower(text: str) -> str:
    """A security's name inside a sentence."""
    return text.lower().replace("(safe)", "(SAFE)")
