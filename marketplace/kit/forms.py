"""How every form is drawn: label, help, field, error, in that order (see templates/components/forms)."""

from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """Forms through our own templates."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
