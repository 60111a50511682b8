"""For whom a form is sent: the field that every form which binds somebody has.

    form.fields["party"] = ActingField(acting.of(request, request.user))

It shows for whom the person acts, lets them change it in place, and carries the choice with the form: a form that was
opened for one party is never sent for another because something was switched in a second window.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting, refusal
from accounts.models import Party
from accounts.rights import Right


class ActingField(forms.ChoiceField):
    """The slug of a party for which the person has the right, cleaned to the party.

    With nobody but themselves, it is hidden, and left out means themselves.
    """

    def __init__(self, acting: Acting, *, right: Right = Right.BIND, **kwargs: Any) -> None:
        self.acting = acting
        self.parties = {party.slug: party for party in acting.parties(right)}
        is_alone = len(self.parties) == 1
        kwargs.setdefault("label", _("You act for"))
        kwargs.setdefault("initial", acting.party.slug)
        if is_alone:
            kwargs["widget"] = forms.HiddenInput()
        super().__init__(choices=self._names(), required=not is_alone, **kwargs)
        self.error_messages["required"] = _t("Choose for whom this is.")
        self.error_messages["invalid_choice"] = refusal()

    def clean(self, value: Any) -> Party:
        try:
            slug = super().clean(value)
        except forms.ValidationError:
            self._ask_again()
            raise
        return self.parties[slug] if slug else self.acting.own

    def _ask_again(self) -> None:
        """Nobody is chosen beforehand any more: the next press of the button must not send it for somebody else."""
        self.widget = forms.Select()
        self.choices = [("", _t("Choose")), *self._names()]
        self.required = True

    def _names(self) -> list[tuple[str, str]]:
        own = self.acting.own
        names = ((slug, party.name) for slug, party in self.parties.items() if party != own)
        return [(own.slug, _t("%(name)s (yourself)") % {"name": own.name}), *names]


class ActingForm(forms.Form):
    """Nothing but the choice for whom."""

    def __init__(self, *args: Any, acting: Acting, right: Right = Right.BIND, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = ActingField(acting, right=right)
