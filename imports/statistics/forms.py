"""What a person says to bring a statistics table in, and to map it to a target."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.flat.forms import ListForm
from imports.flat.periods import write_period
from imports.statistics.formula import Formula, Sum, doubled, field_names
from plans import closing
from plans.file_counts import LABELS, Count
from plans.grid import goal_of
from plans.kpi import is_rate
from plans.models import Target
from wards.clock import today
from wards.models import Ward
from wards.periods import PeriodKind, Rule, periods_of_year

MOST_FIELDS = 10_000
"""Characters of the fields' names."""


class StatisticsForm(ListForm):
    """The month and its workbook."""

    month = forms.ChoiceField(label=_("Month of the figures"))
    field_order = ("month", "file")

    def __init__(self, *args: Any, ward: Ward, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The statistics workbook")
        rule, day = Rule(ward.period_rule), today()
        months = [month for year in years for month in reversed(periods_of_year(year, PeriodKind.MONTH, rule))]
        begun = [month for month in months if month.start <= day]
        closings = closing.closings_in_force(ward)
        self.closed = {month.name for month in begun if closing.covering(month, closings)}
        labels = {month.name: write_period(month.name) for month in begun}
        for name in self.closed:
            labels[name] = _("%(month)s (closed)") % {"month": labels[name]}
        month = self.fields["month"]
        month.choices = list(labels.items())  # type: ignore[attr-defined]
        # A month's file is drawn once the month is over.
        open_ones = [each for each in begun if each.name not in self.closed]
        over = [each for each in open_ones if each.close < day]
        month.initial = next((each.name for each in over or open_ones), None)

    def clean_month(self) -> str:
        """Refuses a month whose figures are closed."""
        name: str = self.cleaned_data["month"]
        if name in self.closed:
            raise forms.ValidationError(
                _("The figures of this month are closed. Ask a leader to reopen the month, then bring its file in.")
            )
        return name


class FormulaForm(forms.Form):
    """The sums of one target's figure."""

    numerator = forms.MultipleChoiceField(label=_("Numerator"), widget=forms.CheckboxSelectMultiple)
    numerator_fields = forms.CharField(
        label=_("Only these fields"),
        required=False,
        max_length=MOST_FIELDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One field on a line, as the workbook names it; blank for all of them."),
    )
    denominator = forms.MultipleChoiceField(label=_("Denominator"), widget=forms.CheckboxSelectMultiple, required=False)
    denominator_fields = forms.CharField(
        label=_("Only these fields"),
        required=False,
        max_length=MOST_FIELDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One field on a line, as the workbook names it; blank for all of them."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        for name in ("numerator", "denominator"):
            self.fields[name].choices = [(count.value, LABELS[count]) for count in Count]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A percentage has a denominator; no sum counts the same files twice."""
        given = super().clean() or self.cleaned_data
        for name in ("numerator", "denominator"):
            if twice := doubled(Count(each) for each in given.get(name) or ()):
                total, part = (LABELS[count] for count in twice)
                message = _("“%(total)s” holds “%(part)s” already: choose the total or its parts.")
                self.add_error(name, message % {"total": total, "part": part})
        if is_rate(goal_of(self.target)) and not given.get("denominator") and "denominator" not in self.errors:
            self.add_error("denominator", _("A percentage needs a denominator: choose its columns."))
        return given

    @property
    def formula(self) -> Formula:
        """What a valid form says."""
        said = self.cleaned_data
        sums = [
            Sum(tuple(Count(each) for each in said[name]), field_names(said[f"{name}_fields"]))
            for name in ("numerator", "denominator")
            if said[name]
        ]
        return Formula(*sums)


def as_initial(formula: Formula | None, version: int) -> dict[str, Any]:
    """A formula as the form shows it."""
    initial: dict[str, Any] = {"version": version}
    for name, each in zip(("numerator", "denominator"), formula.sums if formula else (), strict=False):
        initial |= {name: [count.value for count in each.counts], f"{name}_fields": "\n".join(each.fields)}
    return initial
