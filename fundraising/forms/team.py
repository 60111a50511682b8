"""Asking somebody into the team."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from projects.forms.fields import LineField

PAGE = re.compile(r"/(?:people|companies)/([-\w]+)/?")


class PartyField(LineField):
    """Somebody who has a page here, by its address or by their name. Cleaned to the party."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        page = PAGE.search(text)
        slug = page[1] if page else text.strip("/@ ")
        found = Party.objects.filter(slug=slug).first()
        return found or self._by_name(text)

    def _by_name(self, name: str) -> Party:
        found = list(Party.objects.filter(name__iexact=name, listings__is_live=True).distinct()[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_t("Several people are called so. Give the address of the page you mean."))
        raise ValidationError(
            _t("Nobody here is called “%(name)s”. Give the address of their page.") % {"name": name[:80]}
        )


class TeammateForm(forms.Form):
    """Who, and what they do."""

    party = PartyField(
        label=_("Their name, or the address of their page"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    role = LineField(label=_("What do they do in it?"), max_length=80, help_text=_("For example: prints the book."))
