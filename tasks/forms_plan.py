"""What people fill in about plans: cadence, timing, decisions on whole tasks, issue, and how a ward works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import Plan
from tasks import rescheduling
from tasks.forms import DayField
from tasks.models import Task
from wards.fields import TextField
from wards.models import Cadence, PeriodRule, Ward


class PreviewedForm(forms.Form):
    """What it changes is shown before it is saved: `seen` carries the values whose effect the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """What a valid form asks for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def was_seen(self) -> bool:
        """Whether the effect of just these values was shown; from now on it was."""
        now = "|".join(str(value) for value in self.values().values())
        seen: bool = self.cleaned_data["seen"] == now
        self.data = {**self.data.dict(), "seen": now}  # type: ignore[attr-defined]
        return seen


class CadenceForm(PreviewedForm):
    """How often a plan's ongoing rows check in, and for the administrator from when on."""

    cadence = forms.ChoiceField(label=_("How often ongoing rows check in"), choices=Cadence.choices)
    check_ins_from = DayField(
        label=_("Check-ins from"), help_text=_("No check-in is asked for a period that closed before this day.")
    )

    def __init__(self, plan: Plan, data: Any = None, *, administers: bool = False) -> None:
        initial = {"version": plan.version, "cadence": plan.cadence, "check_ins_from": plan.check_ins_from}
        super().__init__(data, initial=initial)
        if not administers:
            del self.fields["check_ins_from"]


class WardForm(PreviewedForm):
    """What a ward's administrator settles; each field says what it does."""

    confirmation = forms.BooleanField(
        label=_("The one-door centre confirms results"),
        required=False,
        help_text=_(
            "On: what a unit reports as done waits until the centre confirms or returns it. Off: it is done at once, "
            "and the centre only reads."
        ),
    )
    cadence = forms.ChoiceField(
        label=_("New plans ask their ongoing rows for a check-in"),
        choices=Cadence.choices,
        help_text=_("For plans imported from now on. A plan that is here keeps its own, which its page changes."),
    )
    period_rule = forms.ChoiceField(
        label=_("When a period closes"),
        choices=PeriodRule.choices,
        help_text=_(
            "Another rule moves the dates of check-ins and recurring tasks of this year's plans and later ones, shown "
            "before it is saved. Issued reports stay as they are."
        ),
    )
    sending_days = forms.IntegerField(
        label=_("Working days to send a report after the close"),
        min_value=0,
        max_value=30,
        help_text=_("Gives the day until which the page of reports asks for a report to be sent."),
    )
    signer_title = forms.CharField(
        label=_("Signer's title"), max_length=80, required=False, help_text=_("For example: CHỦ TỊCH")
    )
    signer_name = forms.CharField(
        label=_("Signer's name"),
        max_length=80,
        required=False,
        help_text=_("Stands under reports built and plans exported from now on."),
    )

    def __init__(self, ward: Ward, data: Any = None) -> None:
        names = ("version", "confirmation", "cadence", "period_rule", "sending_days", "signer_title", "signer_name")
        super().__init__(data, initial={name: getattr(ward, name) for name in names})


class RowTimingForm(PreviewedForm):
    """When a row is asked about, and from which day on that holds."""

    asked_from = DayField(
        label=_("Applies from"),
        help_text=_("Months and quarters that closed before this day stay as they were asked for until now."),
    )

    def __init__(self, task: Task, data: Any = None, **initial: Any) -> None:
        super().__init__(
            data, initial={"version": task.version, "asked_from": rescheduling.default_start(task.plan)} | initial
        )


class RowCadenceForm(RowTimingForm):
    """How often one ongoing row checks in."""

    field_order = ("cadence", "asked_from")
    cadence = forms.ChoiceField(label=_("Check-ins of this row"), required=False)

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(task, data, cadence=task.cadence)
        as_plan = _("as the plan: %(cadence)s") % {"cadence": task.plan.get_cadence_display()}
        self.fields["cadence"].choices = [("", as_plan), *Cadence.choices]  # type: ignore[attr-defined]


class TimingForm(RowTimingForm):
    """A row's timing in words."""

    field_order = ("phrase", "asked_from")

    phrase = TextField(
        label=_("Timing"),
        rows=2,
        help_text=_("As a plan would write it, for example: “Quý II”, “Trước ngày 15/6/2026”, “Hằng tháng”."),
    )

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(task, data, phrase=task.timing_text)


class TaskDecisionForm(forms.Form):
    """A leader's decision on a whole task."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=120)
    text = TextField(label=_("Reason"), rows=2, required=False)

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(data, initial={"version": task.version})


class PlanVersionForm(forms.Form):
    """The plan as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data, initial={"version": plan.version})


class IssueForm(forms.Form):
    """The number and date with which a draft becomes an issued plan."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("For example: 74/KH-UBND"))
    issued_on = DayField(label=_("Issued on"))
    despite_gaps = forms.BooleanField(label=_("Issue it although some tasks are not clear yet"), required=False)

    def __init__(self, plan: Plan, data: Any = None, *, gaps: bool = True) -> None:
        super().__init__(data, initial={"version": plan.version, "number": plan.number, "issued_on": plan.issued_on})
        if not gaps:
            del self.fields["despite_gaps"]

    def given(self) -> dict[str, Any]:
        """What a valid form asks for."""
        return {"despite_gaps": False} | self.cleaned_data
