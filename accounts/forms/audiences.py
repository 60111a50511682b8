"""Who sees which part of one's page."""

from typing import Any

from django import forms

from accounts.models import Audience, Part, Profile


class AudiencesForm(forms.Form):
    """One choice for each part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = forms.ChoiceField(label=part.label, choices=Audience)

    @classmethod
    def of(cls, profile: Profile, data: Any = None) -> "AudiencesForm":
        """The form filled with who sees what now."""
        return cls(data, initial={part: profile.audience_of(part) for part in Part.values})
