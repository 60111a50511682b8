"""A job in schema.org's words, as job searches read it (schema.org/JobPosting)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.kit import markdown
from marketplace.kit.linked_data import Crumb, Node, address
from marketplace.kit.money import Money
from projects.models import Project

Named = dict[str, Any]


def job(project: Project) -> Node:
    """A JobPosting. Empty for a job that takes no proposals: a search must not offer it."""
    listing = project.listing
    if not project.is_open or listing.published_at is None or project.closes_at is None:
        return {}
    return {
        "@type": "JobPosting",
        "title": listing.title,
        "description": str(markdown.render(project.brief)),
        "datePosted": listing.published_at.date().isoformat(),
        "validThrough": project.closes_at.isoformat(),
        "employmentType": "CONTRACTOR",
        "hiringOrganization": _client(project),
        "baseSalary": _salary(project),
        "url": address(listing.url),
        "inLanguage": listing.language,
        "identifier": {"@type": "PropertyValue", "name": "job", "value": str(listing.pk)},
        "skills": ", ".join(listing.facts.get("skills", [])),
        **_place(project),
    }


def crumbs(project: Project) -> list[Crumb]:
    """The way to the page: all jobs, then those of the field."""
    jobs = f"{reverse('discovery:discover')}?kind=project"
    topic = project.listing.topic
    field: list[Crumb] = [(topic.name, topic.get_absolute_url())] if topic else []
    return [(_("Jobs"), jobs), *field, (project.title, "")]


def _client(project: Project) -> Named:
    kind = "Organization" if project.client.is_company else "Person"
    return {"@type": kind, "name": project.client.name}


def _salary(project: Project) -> Named:
    unit = {"unitText": "HOUR"} if project.is_hourly else {}
    low, high = _number(project.budget_from), _number(project.budget_to)
    value = {"minValue": low, "maxValue": high} if project.has_range else {"value": low}
    return {
        "@type": "MonetaryAmount",
        "currency": project.currency,
        "value": {"@type": "QuantitativeValue", **value, **unit},
    }


def _number(sum_: Money | None) -> float | None:
    return None if sum_ is None else float(sum_.amount)  # JSON has no decimals; printed, never computed with


def _place(project: Project) -> Named:
    country = project.country or project.listing.country
    if project.where == Project.Where.ONSITE:
        return {"jobLocation": {"@type": "Place", "address": _address(project.city, country)}}
    where = {"@type": "Country", "name": country} if project.where == Project.Where.COUNTRY else _anywhere()
    return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": where}


def _anywhere() -> Named:
    return {"@type": "AdministrativeArea", "name": "Worldwide"}


def _address(city: str, country: str) -> Named:
    return {"@type": "PostalAddress", "addressLocality": city, "addressCountry": country}
