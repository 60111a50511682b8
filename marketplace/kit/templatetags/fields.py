"""`{% load fields %}`: the control of a form field, with the class and the ids that our style and screen readers need.

Django itself says which help and error belong to a control (`aria-describedby`), so the template uses the same ids.
"""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
SHORT = 30  # letters: more do not fit beside another option


@register.filter
def control_kind(field: BoundField) -> str:
    """How the field is laid out: "choices" (a group with a legend), "tick" (one box and its words) or "line"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


@register.filter
def are_long(field: BoundField) -> bool:
    """Whether the words of a group's options need a line each: side by side they would be cramped."""
    return any(len(str(option.choice_label)) > SHORT for option in field.subwidgets)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's input. A widget with a `unit` ("EUR", "days") gets it printed inside the frame."""
    if control_kind(field) == "tick":
        return field.as_widget()
    unit = getattr(field.field.widget, "unit", "")
    if unit:
        return format_html('<span class="field__money"><span>{}</span>{}</span>', unit, field.as_widget())
    return field.as_widget(attrs={"class": _classes(field)})


def _classes(field: BoundField) -> str:
    return " ".join(filter(None, ("field__control", field.field.widget.attrs.get("class"))))


@register.simple_tag
def controls(field: BoundField) -> SafeString:
    """Every option of a group of boxes or buttons."""
    options = ((option.tag(), option.choice_label) for option in field.subwidgets)
    return format_html_join("", '<label class="choice">{}<span>{}</span></label>', options)


@register.filter
def told_of(error: str, field: BoundField) -> str:
    """A field's error as the summary above the form lists it: where it says only that something is missing, what."""
    if str(error) != str(forms.Field.default_error_messages["required"]):
        return error
    label = str(field.label)
    return f"{label} {error}" if label.endswith("?") else f"{label}: {error}"
