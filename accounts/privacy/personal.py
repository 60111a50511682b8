"""Which tables hold something about people: found in the models themselves, so that none is forgotten."""

import re
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import Party, User

# A column of one of these names says something about somebody, whatever table it stands in.
_LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|name|address|ip|phone|city|street|postcode|born|birth|iban|tax|device|user_agent|letter|answer)($|_)"
)


def tables() -> dict[str, str]:
    """Every table that holds something about people, by label, and what gives it away."""
    found = {model._meta.label_lower: why_personal(model) for model in apps.get_models()}
    return {label: why for label, why in sorted(found.items()) if why}


def why_personal(model: type[models.Model]) -> str:
    """The way to a person, or the columns that look like one; empty where there is neither."""
    if way := way_to_somebody(model):
        return f"leads to somebody by {way}"
    looks = [field.name for field in model._meta.concrete_fields if _LOOKS_PERSONAL.search(field.name)]
    return f"has {', '.join(looks)}" if looks else ""


@cache
def way_to_somebody(model: type[models.Model], most: int = 5) -> str:
    """The foreign keys that lead from a row to a person: "proposal.freelancer"; empty where none do."""
    if model in (User, Party):
        return "itself"
    if model is ContentType or most == 0:
        return ""
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, models.Model) and target is not model:
            if target in (User, Party):
                return field.name
            if way := way_to_somebody(target, most - 1):
                return f"{field.name}.{way}"
    return ""
