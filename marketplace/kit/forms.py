"""How every form is drawn: label, help, field, error, in that order (see templates/components/forms)."""

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# For the error_messages of a field that has a min_length: Django's own speaks of values and characters.
TOO_SHORT = {"min_length": _("Write at least %(limit_value)d letters; there are %(show_value)d so far.")}


class SiteFormRenderer(TemplatesSetting):
    """Forms through our own templates."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
