"""What a gateway must still be told about a payee, in words that they know. It is told there, never here."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def in_words(names: Iterable[str]) -> list[str]:
    """The gateway's names of what is due, as words, each once: "individual.dob.day" is "Your date of birth"."""
    return list(dict.fromkeys(_words(name) for name in names))


def _words(name: str) -> str:
    known = {
        "external_account": _("Your bank account"),
        "tos_acceptance": _("Your yes to the terms of the payment service"),
        "business_profile": _("What you do, and where it can be seen"),
        "business_type": _("Whether you are a person or a company"),
        "verification": _("A picture of your passport or identity card"),
        "dob": _("Your date of birth"),
        "address": _("Your address"),
        "id_number": _("Your tax or identity number"),
        "first_name": _("Your name"),
        "last_name": _("Your name"),
        "email": _("Your e-mail address"),
        "phone": _("Your phone number"),
        "owners_provided": _("Who owns the company"),
        "directors_provided": _("Who runs the company"),
        "executives_provided": _("Who runs the company"),
        "tax_id": _("The company’s register or tax number"),
        "name": _("The company’s name"),
    }
    return next((known[part] for part in reversed(name.split(".")) if part in known), _("Something more about you"))
