"""What people fill in on the work pages. Rules stand in `tasks.work`; here only what an input must look like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tasks import work
from tasks.models import Part, Status, StatusUpdate, Task, UpdateKind
from tasks.officers import officers_for
from tasks.schedule import SlotKind
from tasks.status import PartStatus
from wards import clock
from wards.fields import FILES_HINT, FilesField, TextField
from wards.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

ORDER = list(PartStatus)

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""A day out of these is a slip, and too far off to reckon with."""

gettext_noop("Null characters are not allowed.")
gettext_noop("Enter a whole number.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
"""Django's own words, which come without a Vietnamese translation, or with a poor one."""


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as an ISO day whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as a browser's calendar gives it, or typed the way offices write it."""

    widget = DayInput
    input_formats = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")

    def clean(self, value: Any) -> date | None:
        """The day, None for none."""
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise forms.ValidationError(_("Give a day of the years %(first)d to %(last)d.") % years)
        return day


LATE_HINT = _("Only where it holds from a day after the due day; otherwise leave it empty.")


class Versioned(forms.Form):
    """A form over a part, carrying the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: Part, data: Any = None, files: Any = None, **options: Any) -> None:
        options["initial"] = {"version": part.version} | options.get("initial", {})
        super().__init__(data, files, **options)
        self.part = part


class ProvedForm(forms.Form):
    """Brings evidence: files, a link, the number of a document."""

    proofs = FilesField(label=_("Evidence: files or photos"), help_text=FILES_HINT)
    document_number = forms.CharField(
        label=_("Document number"), required=False, max_length=120, help_text=_("For example: 12/BC-UBND")
    )
    link = forms.URLField(label=_("Evidence: link"), required=False, assume_scheme="https")


class ReportForm(ProvedForm, Versioned):
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
    effective_on = DayField(
        label=_("As of"), help_text=_("The day on which this was so; today unless you say otherwise.")
    )
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


class CheckInForm(ProvedForm, Versioned):
    """How an ongoing row went in a period: without a difficulty by one button, or the difficulty in words."""

    text = TextField(label=_("Difficulty, or what was achieved"), rows=3, required=False)
    effective_on = DayField(label=_("As of"), help_text=_("The close of the period unless you say otherwise."))
    explanation = TextField(label=_("Why is the report late?"), rows=2, required=False, help_text=LATE_HINT)

    def __init__(self, part: Part, user: User, data: Any = None, files: Any = None, *, late: bool = False) -> None:
        super().__init__(part, data, files, initial={"effective_on": work.default_day(part, user)})
        _limit_to_today(self)
        if not late:
            del self.fields["explanation"]

    def clean(self) -> dict[str, Any]:
        """The smooth button says it in the plan's own words, where none were written that it would throw away."""
        cleaned = super().clean() or {}
        if "smooth" in self.data:
            if cleaned.get("text"):
                self.add_error("text", _("You wrote something here: report with these words, or clear them first."))
            cleaned["text"] = work.SMOOTH
        return cleaned | {"status": PartStatus.REPORTED, "progress": None}


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


class NoteForm(ProvedForm):
    """A remark or an explanation, with evidence; ids of its own, since it stands beside the form that reports."""

    text = TextField(label=_("Add a comment"), rows=2, required=False)

    def __init__(self, kind: UpdateKind, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{kind.value}_%s")
        self.kind = kind
        if kind is UpdateKind.EXPLAIN:
            self.fields["text"].label = _("Why is it late?")

    def clean(self) -> dict[str, Any]:
        """Evidence needs no words beside it; the history says that it came."""
        cleaned = super().clean() or {}
        proved = any(cleaned.get(name) for name in ProvedForm.base_fields)
        if self.kind is UpdateKind.COMMENT and not cleaned.get("text") and proved:
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
    """The date that somebody else set for what awaited one; `seen` is what was said of it when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
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
