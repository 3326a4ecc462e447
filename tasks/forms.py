"""What people fill in on the work pages. Rules stand in `tasks.work`; here only what an input must look like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from plans.models import Plan
from tasks import evidence, rescheduling, work
from tasks.models import Part, Status, StatusUpdate, Task, UpdateKind
from tasks.officers import officers_for
from tasks.schedule import SlotKind
from tasks.status import PartStatus
from wards import clock
from wards.models import Cadence, PeriodRule, User, Ward
from wards.text import nfc

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

ORDER = list(PartStatus)

gettext_noop("Null characters are not allowed.")
"""Django's own words, which come without a Vietnamese translation."""


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as an ISO day whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as a browser's calendar gives it, or typed the way offices write it."""

    widget = DayInput
    input_formats = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")


class TextField(forms.CharField):
    """Text of several lines, kept in one form of Unicode."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), max_length=5000, **options)

    def clean(self, value: Any) -> str:
        return nfc(super().clean(value))


class FilesInput(forms.ClearableFileInput):
    """Several files at once. A phone offers its camera beside its files: `accept` names pictures and documents, and
    there is no `capture`, which would offer the camera alone."""

    allow_multiple_selected = True


FILES_HINT = _("Photos, PDF, Word, Excel, PowerPoint, LibreOffice; up to 10 files of 20 MB each.")
FILES_REFUSED = _("At most 10 files of 20 MB each. Choose again without:")
CHOOSE_AGAIN = _("Nothing is saved yet, and a browser does not keep files. Choose again: %(names)s")


LATE_HINT = _("Only where it holds from a day after the due day; otherwise leave it empty.")


class FilesField(forms.FileField):
    """Files of evidence, each checked by its content: cleaned to a list of `evidence.Checked`."""

    def __init__(self, **options: Any) -> None:
        # The script says what is too large before it is sent, in these words.
        attrs = {"accept": evidence.ACCEPT, "data-max-bytes": evidence.MAX_BYTES, "data-max-files": evidence.MAX_FILES}
        super().__init__(widget=FilesInput(attrs | {"data-refused": FILES_REFUSED}), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[evidence.Checked]:
        files = [each for each in (data if isinstance(data, list) else [data]) if each]
        if len(files) > evidence.MAX_FILES:
            raise forms.ValidationError(_("At most %(count)d files at once.") % {"count": evidence.MAX_FILES})
        try:
            return [evidence.check(each) for each in files]
        except work.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class Versioned(forms.Form):
    """A form over a part, carrying the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: Part, data: Any = None, files: Any = None, **options: Any) -> None:
        options["initial"] = {"version": part.version} | options.get("initial", {})
        super().__init__(data, files, **options)
        self.part = part


class ReportForm(Versioned):
    """How a dated, recurring, awaited or event part stands."""

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)
    progress = forms.IntegerField(
        label=_("Progress, percent"),
        min_value=0,
        max_value=100,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Give a whole number from 0 to 100.")),
        widget=forms.NumberInput({"inputmode": "numeric", "step": 5}),
    )
    text = TextField(label=_("Result"), required=False, help_text=_("What was done, in a sentence or two."))
    document_number = forms.CharField(
        label=_("Document number"), required=False, max_length=120, help_text=_("For example: 12/BC-UBND")
    )
    effective_on = DayField(
        label=_("As of"), help_text=_("The day on which this was so; today unless you say otherwise.")
    )
    proofs = FilesField(label=_("Evidence: files or photos"), help_text=FILES_HINT)
    link = forms.URLField(label=_("Evidence: link"), required=False, assume_scheme="https")
    explanation = TextField(label=_("Why is it late?"), rows=2, required=False)

    def __init__(self, part: Part, user: User, data: Any = None, files: Any = None, *, late: bool = False) -> None:
        allowed = work.statuses(part, user)
        choices = [(status.value, _label(status, allowed)) for status in ORDER if status in allowed]
        initial = {
            "status": _suggested(part, allowed),
            "progress": _open_progress(part.progress),
            "effective_on": work.default_day(part, user),
        }
        super().__init__(part, data, files, initial=initial)
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        _limit_to_today(self)
        if not late:
            del self.fields["explanation"]

    def clean(self) -> dict[str, Any]:
        """100 % is not in progress any more."""
        cleaned = super().clean() or {}
        if cleaned.get("status") == PartStatus.IN_PROGRESS and cleaned.get("progress") == 100:
            self.add_error("progress", _("100 percent means done: choose that status, or give less."))
        return cleaned


class CheckInForm(Versioned):
    """How an ongoing row went in a period: without a difficulty by one button, or the difficulty in words."""

    text = TextField(label=_("Difficulty, or what was achieved"), rows=3, required=False)
    proofs = FilesField(label=_("Evidence: files or photos"), help_text=FILES_HINT)
    effective_on = DayField(label=_("As of"), help_text=_("The close of the period unless you say otherwise."))
    explanation = TextField(label=_("Why is the report late?"), rows=2, required=False, help_text=LATE_HINT)

    def __init__(self, part: Part, user: User, data: Any = None, files: Any = None, *, late: bool = False) -> None:
        super().__init__(part, data, files, initial={"effective_on": work.default_day(part, user)})
        _limit_to_today(self)
        if not late:
            del self.fields["explanation"]

    def clean(self) -> dict[str, Any]:
        """The smooth button says it in the plan's own words."""
        cleaned = super().clean() or {}
        if "smooth" in self.data:
            cleaned["text"] = work.SMOOTH
        return cleaned | {"status": PartStatus.REPORTED, "progress": None, "document_number": ""}


class CorrectionForm(ReportForm):
    """An entry as it should have been, filled with what it says. Evidence stays with the entry it came with; more
    comes with the correction."""

    def __init__(self, update: StatusUpdate, part: Part, user: User, data: Any = None, files: Any = None) -> None:
        super().__init__(part, user, data, files)
        self.update = update
        for name in ("text", "document_number", "effective_on"):
            self.initial[name] = getattr(update, name)
        self.initial["progress"] = _open_progress(update.progress)
        choices = self.fields["status"].choices  # type: ignore[attr-defined]
        if update.status in [value for value, _label in choices]:
            self.initial["status"] = update.status
        self.fields["effective_on"].help_text = ""
        if part.occurrence.kind == SlotKind.CHECK_IN:
            del self.fields["progress"]


class CheckInsForm(forms.Form):
    """What all rows of a period's screen share."""

    effective_on = DayField(label=_("As of"), help_text=_("The close of the period unless you say otherwise."))
    explanation = TextField(label=_("Why is the report late?"), rows=2, required=False, help_text=LATE_HINT)

    def __init__(self, data: Any = None, *, late: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        _limit_to_today(self)
        if not late:
            del self.fields["explanation"]


class AnswerForm(Versioned):
    """The centre's answer to a reported result."""

    text = TextField(label=_("Remark, or why it is returned"), rows=2, required=False)


class DecisionForm(Versioned):
    """A leader's decision on a part."""

    text = TextField(label=_("Reason"), rows=2, required=False)
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=120)


class NoteForm(forms.Form):
    """A remark or an explanation, with evidence; ids of its own, since it stands beside the form that reports."""

    text = TextField(label=_("Add a comment"), rows=2, required=False)
    proofs = FilesField(label=_("Evidence: files or photos"), help_text=FILES_HINT)

    def __init__(self, kind: UpdateKind, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{kind.value}_%s")
        self.kind = kind
        if kind is UpdateKind.EXPLAIN:
            self.fields["text"].label = _("Why is it late?")

    def clean(self) -> dict[str, Any]:
        """Evidence needs no words beside it; the history says that it came."""
        cleaned = super().clean() or {}
        if self.kind is UpdateKind.COMMENT and not cleaned.get("text") and cleaned.get("proofs"):
            cleaned["text"] = work.EVIDENCE_ONLY
        return cleaned


def report_form(
    part: Part, user: User, data: Any = None, files: Any = None, *, late: bool = False
) -> ReportForm | CheckInForm:
    """The form by which this part is reported."""
    form = CheckInForm if part.occurrence.kind == SlotKind.CHECK_IN else ReportForm
    return form(part, user, data, files, late=late)


def _label(status: PartStatus, allowed: frozenset[PartStatus]) -> StrPromise:
    """A unit whose results are confirmed says "done" and means "awaiting confirmation"."""
    if status is PartStatus.AWAITING_CONFIRMATION and PartStatus.DONE not in allowed:
        return _("Done, to be confirmed")
    return Status(status).label


def _suggested(part: Part, allowed: frozenset[PartStatus]) -> str:
    """The present status; where nothing was said yet, that it has begun. Never that it is finished: people say that."""
    current = PartStatus(part.status)
    if current in allowed and current is not PartStatus.NOT_STARTED:
        return current.value
    return PartStatus.IN_PROGRESS.value


def _open_progress(progress: int) -> int | None:
    """The percent to begin with: the 100 of a finished part says nothing of one that is taken up again."""
    return progress if progress < 100 else None


def _limit_to_today(form: forms.Form) -> None:
    today: date = clock.today()
    form.fields["effective_on"].widget.attrs["max"] = today.isoformat()


class DateForm(forms.Form):
    """The date that somebody else set for what awaited one."""

    due = DayField(label=_("Due date"), required=False)
    document_number = forms.CharField(label=_("By document"), required=False, max_length=120)


class ExtensionForm(forms.Form):
    """A later day, asked for; `replaces` names the open request that it takes the place of."""

    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    to_due = DayField(label=_("New due date"))
    reason = TextField(label=_("Reason"), rows=2, required=False)


class ExtensionDecisionForm(forms.Form):
    """A leader's answer to it."""

    document_number = forms.CharField(label=_("Document number"), required=False, max_length=120)
    note = TextField(label=_("Note, or why it is declined"), rows=2, required=False)


class EventForm(forms.Form):
    """What arose, and by when it is owed."""

    text = TextField(label=_("What arose"), rows=2, required=False)
    due = DayField(
        label=_("Due date"), help_text=_("A day that is past already is taken down as well; it then counts as late.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4()})


class OfficerForm(forms.Form):
    """The responsible officer, from those who hold a post in a lead unit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    officer = forms.ModelChoiceField(
        label=_("Responsible officer"), queryset=User.objects.none(), required=False, empty_label=_("not named yet")
    )

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(data, initial={"version": task.version, "officer": task.officer_id})
        field = self.fields["officer"]
        field.queryset = officers_for(task)  # type: ignore[attr-defined]


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
