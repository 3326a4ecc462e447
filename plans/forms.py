"""What people fill in about targets. Rules stand in `plans.editing`; here only what an input must look like."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans import words
from plans.entry import Cell, Fault, Problem
from plans.index_groups import suggested
from plans.models import Comparator, IndexGroup, Relation, Target
from plans.numbers import NumberError, read_number, write_number
from wards.fields import TextField
from wards.models import Unit
from wards.text import nfc


class NumberField(forms.CharField):
    """A number as people type it: "1.234,5", "1,234.5" or plain; what can be read in two ways is refused."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=40, **options)

    def prepare_value(self, value: Any) -> Any:
        return write_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        text = nfc(super().clean(value) or "")
        if not text:
            return None
        try:
            number = read_number(text)
        except NumberError as error:
            problem = Problem(Cell.VALUE, Fault(error.problem.value), text, error.readings or ())
            raise forms.ValidationError(words.fault(problem)) from error
        if number < 0:
            raise forms.ValidationError(words.fault(Problem(Cell.VALUE, Fault.NEGATIVE, text)))
        return number


class TargetForm(forms.Form):
    """A target of a plan, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    measure = TextField(
        label=_("What is measured"), rows=2, help_text=_("For example: files returned on time or before.")
    )
    comparator = forms.ChoiceField(label=_("Comparator"), choices=Comparator.choices)
    value = NumberField(label=_("Value"))
    unit = forms.CharField(label=_("Unit of measure"), max_length=40, help_text=_("%, classes, models, minutes …"))
    baseline_year = forms.IntegerField(
        label=_("Baseline year"), required=False, min_value=2000, max_value=2100, help_text=_("Only for a reduction.")
    )
    baseline_value = NumberField(
        label=_("Baseline value"), required=False, help_text=_("Without it a reduction has no figures.")
    )
    part_of = forms.ModelChoiceField(label=_("Tied to"), queryset=Target.objects.none(), required=False)
    relation = forms.ChoiceField(
        label=_("How it is tied"),
        choices=[("", _("not tied")), *Relation.choices],
        required=False,
        help_text=_("Of a share the denominator is the other's numerator."),
    )
    numerator_label = forms.CharField(
        label=_("What the numerator counts"),
        max_length=200,
        required=False,
        help_text=_("For example: files returned on time."),
    )
    denominator_label = forms.CharField(
        label=_("What the denominator counts"),
        max_length=200,
        required=False,
        help_text=_("For example: files resolved."),
    )
    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none(), required=False)
    index_group = forms.ChoiceField(
        label=_("Group of the index 766"), choices=[("", _("none")), *IndexGroup.choices], required=False
    )
    tasks: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Rows of the plan that it came from"),
        queryset=None,
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Several may be chosen; hold Ctrl, or ⌘ on a Mac."),
    )

    def __init__(self, target: Target, data: Any = None) -> None:
        is_new = target._state.adding
        initial = {name: getattr(target, name) for name in self.base_fields if name not in ("tasks", "version")}
        initial |= {
            "version": target.version,
            "tasks": [] if is_new else list(target.tasks.all()),
            "index_group": target.index_group or (suggested(target.measure) if target.confirmed_at is None else ""),
        }
        if is_new:
            initial["value"] = None
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        others = Target.objects.filter(plan=target.plan).exclude(pk=target.pk).order_by("position")
        fields["part_of"].queryset = others
        fields["part_of"].label_from_instance = lambda other: f"{other.measure[:90]} ({words.goal(other)})"
        units = Unit.objects.filter(ward=target.plan.ward_id, active=True)
        fields["lead"].queryset = units | Unit.objects.filter(pk__in=[target.lead_id] if target.lead_id else [])
        fields["tasks"].queryset = target.plan.tasks.order_by("position")
        fields["tasks"].label_from_instance = lambda task: " ".join(filter(None, (task.stt, task.content)))[:110]

    def clean_unit(self) -> str:
        """The unit; a percent sign is one however it is written."""
        unit = nfc(self.cleaned_data["unit"])
        return "%" if unit.casefold() in {"%", "phần trăm", "percent"} else unit

    def given(self) -> dict[str, Any]:
        """What a valid form says of the target's own fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("tasks", "version")}


class ReopenForm(forms.Form):
    """Why a closed period is reopened."""

    reason = TextField(label=_("Reason"), rows=3, help_text=_("It stands in the history of the period."))
