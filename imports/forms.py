"""What a person gives to begin an import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from imports.corrections import Correction, wrong_timing
from imports.grid import PlanReading, TargetReading, TaskReading
from imports.synonyms import MEANINGS, MOST_LETTERS
from imports.wording import role_choices
from plans.kpi import Comparator
from plans.numbers import read_number, write_number

FIRST_YEAR, LAST_YEAR = 2000, 2100


class UploadForm(forms.Form):
    """A plan's file, and its year where the file does not say it."""

    file = forms.FileField(
        label=_("The plan's file"),
        allow_empty_file=True,  # its reader says better what to do
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.docx,.docm"}),
    )
    year = forms.IntegerField(
        label=_("Year of the plan"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Give a year of four digits, such as 2026.")
        ),
        help_text=_("Only where the file does not say it."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuses what is too large before anything reads it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        size = file.size or 0
        if size > settings.IMPORT_MAX_BYTES:
            sizes = {"size": filesizeformat(size), "most": filesizeformat(settings.IMPORT_MAX_BYTES)}
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(most)s can be imported. Remove pictures and other sheets.") % sizes
            )
        return file


class SynonymForm(forms.Form):
    """A heading as offices print it, and what its column holds."""

    text = forms.CharField(label=_("The heading as it is printed"), max_length=MOST_LETTERS)
    role = forms.ChoiceField(label=_("What the column holds"), choices=lambda: role_choices(MEANINGS))

    def clean_text(self) -> str:
        """Refuses what has no letter or digit."""
        text: str = self.cleaned_data["text"]
        if not any(char.isalnum() for char in text):
            raise forms.ValidationError(_("Give the words of the heading."))
        return text


class RowForm(forms.Form):
    """Which row of the file a form is about."""

    sheet = forms.CharField(max_length=120, strip=False)
    row = forms.IntegerField(min_value=1)


class PairForm(RowForm):
    """Which stored row a row of the file is."""

    UNDECIDED = "?"

    key = forms.CharField(max_length=64, required=False)

    def key_of(self) -> str | None:
        """The stored row's key, "" for a new row, None where the portal is to find out."""
        key: str = self.cleaned_data["key"]
        return None if key == self.UNDECIDED else key


class DropForm(forms.Form):
    """The rows that the amending document drops, and which document that is."""

    number = forms.CharField(max_length=120, required=False)
    issued_on = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Give the date of the document as day/month/year.")},
    )
    reason = forms.CharField(max_length=2000, required=False)

    def keys(self) -> list[str]:
        """The keys of the rows chosen."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return [key for key in data.getlist("key") if len(key) <= 64]

    def clean(self) -> dict[str, Any]:
        """Rows are dropped by a document and for a reason; without rows nothing is asked."""
        given = super().clean() or {}
        if self.keys():
            if not given.get("number"):
                self.add_error("number", _("Give the number of the document that drops the rows."))
            if not given.get("reason"):
                self.add_error("reason", _("Say why the rows are dropped."))
        return given


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of a correction. `targets` are (place in the reading or "", measure, comparator, value,
    unit), `heading` the index of the heading."""

    content: str
    timing: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    deliverables: str
    targets: tuple[tuple[str, ...], ...]
    heading: str

    @classmethod
    def understood(cls, task: TaskReading, timing: str) -> Typed:
        """The row as it is understood now; `timing` is what its timing was read from."""
        return cls(
            task.content,
            timing,
            tuple(unit.text for unit in task.leads),
            tuple(unit.text for unit in task.partners),
            "\n".join(map(_one_line, task.deliverables)),
            tuple(
                (str(at), each.measure, each.comparator.value, write_number(each.value), each.unit)
                for at, each in enumerate(task.targets)
            ),
            "" if task.heading is None else str(task.heading),
        )

    @classmethod
    def sent(cls, data: QueryDict) -> Typed:
        """The row as a person has typed it."""
        return cls(
            data.get("content", ""),
            data.get("timing", ""),
            tuple(filter(str.strip, data.getlist("lead"))),
            tuple(filter(str.strip, data.getlist("partner"))),
            data.get("deliverables", ""),
            tuple(each for each in _targets_sent(data) if any(map(str.strip, (each[0], each[1], each[3])))),
            data.get("heading", ""),
        )


class CorrectionForm(RowForm):
    """How one row is to be understood: its parts in other words, left out, or as it was read at first."""

    timing = forms.CharField(label=_("Timing"), max_length=500, required=False)
    content = forms.CharField(max_length=20_000, required=False)
    deliverables = forms.CharField(max_length=20_000, required=False)
    heading = forms.CharField(max_length=160, required=False)
    text = forms.CharField(required=False)
    act = forms.ChoiceField(choices=[("save", "save"), ("leave_out", "leave_out"), ("restore", "restore")])

    def wrong_timing(self, task: TaskReading, year: int) -> str:
        """Why the timing cannot be taken, "" where it can, or is the row's own."""
        said: str = self.cleaned_data["timing"]
        return wrong_timing(said, year) if self.cleaned_data["act"] == "save" and said != task.timing else ""

    def correction(
        self, task: TaskReading, reading: PlanReading, shown: tuple[TargetReading, ...]
    ) -> Correction | None:
        """What is to be kept of the row, where it was read otherwise; None takes an earlier correction away.

        `task` is the row as the file says it, `shown` the targets that the form showed.

        ValueError with what to say where a target is no number.
        """
        given = self.cleaned_data
        said = Correction(given["sheet"], given["row"], text=_called(task)[:150])
        match given["act"]:
            case "restore":
                return None
            case "leave_out":
                return replace(said, left_out=True)
        leads, partners = self._names("lead"), self._names("partner")
        deliverables = _lines(given["deliverables"])
        targets = self._targets(shown)
        content = given["content"].replace("\r\n", "\n").strip()
        said = replace(
            said,
            timing=given["timing"] if given["timing"] != task.timing else "",
            content=content if content != task.content else "",
            leads=leads if leads != tuple(unit.text for unit in task.leads) else None,
            partners=partners if partners != tuple(unit.text for unit in task.partners) else None,
            deliverables=deliverables if deliverables != tuple(map(_one_line, task.deliverables)) else None,
            targets=targets if targets != task.targets else None,
            heading=self._heading(task, reading),
        )
        return said if said.parts else None

    def _names(self, field: str) -> tuple[str, ...]:
        data: QueryDict = self.data  # type: ignore[assignment]
        return tuple(" ".join(name.split())[:MOST_OF_A_NAME] for name in data.getlist(field) if name.strip())

    def _targets(self, shown: tuple[TargetReading, ...]) -> tuple[TargetReading, ...]:
        data: QueryDict = self.data  # type: ignore[assignment]
        kept: dict[int, TargetReading] = {}
        new: list[TargetReading] = []
        for at, measure, comparator, value, unit in _targets_sent(data):
            if not measure.strip():
                continue
            read = _target(measure, comparator, value, unit)
            if at.isdecimal() and int(at) < len(shown):
                old = shown[int(at)]
                same = _shown_target(old) == _shown_target(read)
                kept[int(at)] = old if same else _tied_as(old, read)
            else:
                new.append(read)
        # What hung on a target that is taken away hangs on none.
        places = {old: at for at, old in enumerate(kept)}
        tied = (
            replace(
                each,
                part_of=places.get(-1 if each.part_of is None else each.part_of),
                relation=each.relation if each.part_of in places else None,
            )
            for each in kept.values()
        )
        return (*tied, *new)

    def _heading(self, task: TaskReading, reading: PlanReading) -> tuple[str, int] | None:
        at: str = self.cleaned_data["heading"]
        if not at.isdecimal() or int(at) >= len(reading.sections) or int(at) == task.heading:
            return None
        heading = reading.sections[int(at)]
        return heading.sheet, heading.row


TARGET_FIELDS = ("at", "measure", "comparator", "value", "unit")
MOST_OF_A_NAME = 250
MOST_OF_A_UNIT = 40  # of measure, as its record takes it


def _called(task: TaskReading) -> str:
    """How the row begins; one without content by what its other cells say."""
    return task.content or "; ".join(_one_line(cell.text) for cell in task.cells if cell.text)


def _targets_sent(data: QueryDict) -> Iterable[tuple[str, ...]]:
    return zip(*(data.getlist(f"target-{name}") for name in TARGET_FIELDS), strict=False)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (_one_line(each) for each in text.splitlines()) if line)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _target(measure: str, comparator: str, value: str, unit: str) -> TargetReading:
    number = read_number(value)
    if number < 0:
        raise ValueError(f"“{value}” là số âm. Vui lòng ghi số từ 0 trở lên.")
    return TargetReading(_one_line(measure), Comparator(comparator), number, _one_line(unit)[:MOST_OF_A_UNIT] or "%")


def _tied_as(old: TargetReading, read: TargetReading) -> TargetReading:
    return replace(read, text=old.text, part_of=old.part_of, relation=old.relation, baseline_year=old.baseline_year)


def _shown_target(target: TargetReading) -> tuple[object, ...]:
    return _one_line(target.measure), target.comparator, target.value, target.unit
