"""Changing the plan of a contract: the milestones that nobody has paid for, and how long the client has to answer, and
how many hours a week may have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit.ids import uuid7
from marketplace.kit.money import format_money
from projects.forms.fields import DayField, LineField, not_past
from projects.forms.first_values import amount
from projects.forms.milestones import PREFIX, MilestoneSet, RowForm, milestone_set
from projects.forms.team import ShareField
from projects.models import Arbiter, ContractMember
from projects.models.contract import LEAST_REVIEW_DAYS, MOST_CAP_HOURS, MOST_REVIEW_DAYS
from projects.plans import Item, Plan, Share


class PlanRowForm(RowForm):
    """A milestone as it would be. pk: of the one that it changes, empty for a new one."""

    pk = forms.UUIDField(required=False, widget=forms.HiddenInput)
    about = LineField(label=_("What is delivered"), max_length=500, required=False)
    due_on = DayField(label=_("Due"), required=False)

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    @property
    def due(self) -> date | None:
        return self.cleaned_data.get("due_on")

    def has_changed(self) -> bool:
        """Whether anything stands in it that a person typed: a row left empty is no milestone."""
        return any(name != "pk" for name in self.changed_data)

    def item(self, known: Mapping[UUID, Item]) -> Item:
        """The milestone. One whose id this contract does not have is a new one."""
        said, before = self.cleaned_data, known.get(self.cleaned_data.get("pk") or uuid7())
        return Item(
            pk=before.pk if before else uuid7(),
            name=said["name"],
            price=said["amount"],
            about=said["about"],
            due_on=said["due_on"],
            days=before.days if before and not said["due_on"] else None,
        )


class PlanForm(forms.Form):
    """The plan as a whole. `rows` are the milestones that may still change; those that are paid stay in front."""

    review_days = forms.IntegerField(
        label=_("Days to answer a submission"), min_value=LEAST_REVIEW_DAYS, max_value=MOST_REVIEW_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("From 3 to 30. What is not answered by then is released by itself."),
    )  # fmt: skip
    cap_hours = forms.IntegerField(
        label=_("At most how many hours a week"), min_value=1, max_value=MOST_CAP_HOURS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("The client pays so many ahead, and more is not paid. It holds from the next week on."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Why the change?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The other side reads it beside the new version."),
    )  # fmt: skip

    lead = forms.ChoiceField(
        label=_("Who leads?"), required=False,
        help_text=_("Submits the work, speaks for the team and ends the contract. Whoever leads can hand it over and "
                    "then leave, in one change."),
    )  # fmt: skip
    arbiter = forms.ChoiceField(
        label=_("Who decides a dispute that mediation does not settle?"), required=False,
        help_text=_("An arbiter takes the fee named here; each side pays half of it, and only then."),
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        plan: Plan,
        open_items: list[Item],
        arbiters: Sequence[Arbiter] = (),
        team: Sequence[ContractMember] = (),
    ) -> None:
        super().__init__(data, initial=_shown(plan))
        if plan.rate is None:
            del self.fields["cap_hours"]
        self.arbiters = {str(one.pk): one for one in arbiters}
        choice: Any = self.fields["arbiter"]
        choice.choices = [("", _t("Our staff, free of charge"))] + [
            (pk, f"{one.party.name}, {format_money(one.fee, whole=True)}") for pk, one in self.arbiters.items()
        ]
        if not self.arbiters:
            del self.fields["arbiter"]
        self.plan, self.open_items, self.team = plan, open_items, team
        for place, member in enumerate(team):
            self.fields[f"share_{place}"] = ShareField(
                label=_t("Share of %(name)s, %%") % {"name": member.party.name},
                initial=member.permyriad,
                required=False,
            )
        lead: Any = self.fields["lead"]
        lead.choices = [(str(place), member.party.name) for place, member in enumerate(team)]
        if not team:
            del self.fields["lead"]
        shown = [_row(item) for item in open_items] if data is None else []  # so that an emptied row counts as empty
        self.rows: MilestoneSet = milestone_set(PlanRowForm, currency=plan.currency, data=data, initial=shown)

    def is_valid(self) -> bool:
        """The form and its rows, each judged whatever the other is like."""
        is_right, are_rows_right = super().is_valid(), self.rows.is_valid()
        return is_right and are_rows_right

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.team and not self.errors and not cleaned.get(f"share_{self._leading()}"):
            name = {"name": self.team[self._leading()].party.name}
            self.add_error("lead", _t("%(name)s would lead without a share. Choose who leads instead.") % name)
        return cleaned

    @property
    def shares(self) -> list[forms.BoundField]:
        """The share of each of a team."""
        return [self[name] for name in self.fields if name.startswith("share_")]

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        for row in self.rows.forms if self.rows.is_bound else []:
            found |= {row.add_prefix(name): [str(error) for error in errors] for name, errors in row.errors.items()}
        return found | ({f"{PREFIX}-0-name": [self.rows.complaint]} if self.rows.complaint else {})

    def changed(self) -> Plan:
        """The plan that was typed: what is paid, then the rows in their order."""
        known = {item.pk: item for item in self.open_items}
        kept = [item for item in self.plan.items if item.pk not in known]
        rows = [row.item(known) for row in self.rows.filled if isinstance(row, PlanRowForm)]
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) for name in ("review_days", "cap_hours")}
        return replace(self.plan, items=(*kept, *rows), team=self._team(), **typed, **self._arbiter())

    def _team(self) -> tuple[Share, ...]:
        """Everybody with a share, who leads first; who has none leaves."""
        said = [(member, self.cleaned_data.get(f"share_{place}") or 0) for place, member in enumerate(self.team)]
        first = self._leading()
        said = [*said[first : first + 1], *said[:first], *said[first + 1 :]]
        return tuple(Share(party=one.party_id, permyriad=share, task=one.task) for one, share in said if share)

    def _leading(self) -> int:
        """The place of who is to lead; as it is where nothing was chosen."""
        return int(self.cleaned_data.get("lead") or 0)

    def _arbiter(self) -> dict[str, Any]:
        """Who was chosen, at the fee of today; the one that stands keeps the fee that was agreed."""
        if "arbiter" not in self.fields:
            return {}
        chosen = self.arbiters.get(self.cleaned_data["arbiter"])
        if chosen is None:
            return {"arbiter": None, "arbiter_fee": None}
        is_kept = chosen.pk == self.plan.arbiter
        return {"arbiter": chosen.pk, "arbiter_fee": self.plan.arbiter_fee if is_kept else chosen.fee}


def _shown(plan: Plan) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    return {"review_days": plan.review_days, "cap_hours": plan.cap_hours, "arbiter": str(plan.arbiter or "")}


def _row(item: Item) -> dict[str, Any]:
    return {
        "pk": item.pk,
        "name": item.name,
        "about": item.about,
        "due_on": item.due_on,
        "amount": amount(item.price),
    }
