"""A form with every kind of field, and the same as it comes back with mistakes in it."""

from django import forms
from django.core.exceptions import ValidationError


class MoneyBox(forms.TextInput):
    """A text field with its currency inside the frame."""

    unit = "EUR"


class SpecimenForm(forms.Form):
    """Every kind of field."""

    title = forms.CharField(label="Title", help_text="Up to 60 characters. Say what it is, not how good it is.")
    goal = forms.DecimalField(label="Goal", widget=MoneyBox(attrs={"inputmode": "decimal"}))
    deadline = forms.DateField(label="Deadline", help_text="Most reach their goal in 30 days.")
    sub_title = forms.CharField(label="Sub-title", required=False)
    topic = forms.ChoiceField(label="Topic", choices=[("a", "Specimen topic"), ("b", "Another specimen topic")])
    brief = forms.CharField(label="Brief", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="File", required=False, help_text="PDF or pictures, 20 MB at most.")
    currency = forms.CharField(label="Currency", disabled=True, initial="EUR", help_text="Fixed once it is published.")
    settlement = forms.ChoiceField(
        label="Settlement",
        widget=forms.RadioSelect,
        choices=[("all", "All or nothing"), ("keep", "Keep what you raise")],
        initial="all",
    )
    languages = forms.MultipleChoiceField(
        label="Languages",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("en", "English"), ("de", "German"), ("pt", "Portuguese")],
        initial=["en"],
    )
    agree = forms.BooleanField(label="I may use these pictures", help_text="You made them, or you have it in writing.")


def refused() -> forms.Form:
    """The form as it comes back with mistakes in it."""
    form = SpecimenForm({"title": "A specimen", "goal": "50", "deadline": "2027-06-01"}, auto_id="refused_%s")
    form.is_valid()
    form.add_error("goal", ValidationError("The goal must be at least €500"))
    form.add_error(None, ValidationError("A fundraiser cannot be changed while it is in review"))
    return form
