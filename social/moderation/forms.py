"""What is typed about things that break the rules: by who reports, by who appeals, and by staff."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget

from marketplace.kit.desk import ReasonField, ReasonForm
from social.models import Category

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LONGEST = 2000
MOST_DAYS = 365


class ReportForm(forms.Form):
    """What is wrong with a thing."""

    category = forms.ChoiceField(label=_("What is wrong?"), choices=Category, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Tell us more"),
        help_text=_("Where on the page is it, and how do you know? Its owner never learns who reported it."),
        min_length=10,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        help_text=_("You can appeal once. Somebody who had no part in the decision reads this."),
        min_length=10,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ClaimForm(ReasonForm):
    """Claiming and putting back explain themselves; who wants to says more."""

    reason = ReasonField(initial=_("I look into this report."))


class StatementField(forms.CharField):
    """What the person concerned reads."""

    def __init__(self, label: "StrOrPromise", help_text: "StrOrPromise") -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 5})
        super().__init__(label=label, help_text=help_text, min_length=20, max_length=LONGEST, widget=widget)


class StatementForm(ReasonForm):
    """A decision that its owner is told of."""

    statement = StatementField(
        _("Statement for the owner"),
        _("What was found, which rule it breaks and what follows. They read this, and never who reported."),
    )


class SuspendForm(StatementForm):
    """A suspension, for some days or for good."""

    days = forms.IntegerField(
        label=_("Days"), help_text=_("Leave it empty for good."), min_value=1, max_value=MOST_DAYS, required=False,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip


class AnswerForm(ReasonForm):
    """The answer to an appeal."""

    answer = StatementField(_("Answer"), _("What you looked at and why it comes out so. Who appealed reads this."))
