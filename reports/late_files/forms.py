"""What a person says of a unit's late files, and of the list that is published."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.numbers import NumberError, read_count, shown
from reports.late_files.models import LateFiles
from reports.late_files.recording import Said, UnitMonth, said
from reports.letterhead import notice_code
from reports.models import Letterhead
from wards.clock import today
from wards.text import nfc

MOST_FILES = 1_000_000


class CountField(forms.CharField):
    """A whole number from 0, with or without separators of thousands; blank where nothing is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=20, widget=forms.TextInput({"inputmode": "numeric"}), **options)

    def clean(self, value: Any) -> int | None:
        text = nfc(super().clean(value))
        if not text:
            return None
        try:
            number = read_count(text)
        except NumberError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if number > MOST_FILES:
            most = shown(Decimal(MOST_FILES))
            raise forms.ValidationError(_("Write a number from 0 to %(most)s.") % {"most": most})
        return number


class UnitForm(forms.Form):
    """One unit's row of a month."""

    count = CountField(label=_("late files"))
    explanation = forms.CharField(
        label=_("explanation"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )
    letters = CountField(label=_("files apologised for"))
    document_number = forms.CharField(label=_("document of apology"), required=False, max_length=120)
    apologised_on = forms.DateField(
        label=_("day of apology"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    conflict: LateFiles | None = None
    """What somebody else wrote since the row was shown."""

    def clean(self) -> dict[str, Any]:
        """What stands beside the count needs one, and agrees with it."""
        given = super().clean() or self.cleaned_data
        count, letters = given.get("count"), given.get("letters")
        words = nfc(given.get("explanation") or ""), nfc(given.get("document_number") or "")
        given["explanation"], given["document_number"] = words
        if "count" in self.errors:
            return given
        if count is None and (any(words) or letters is not None or given.get("apologised_on") or given.get("seen")):
            self.add_error("count", _("Write how many files were late, 0 where none was."))
        if count is not None and letters is not None and letters > count:
            self.add_error("letters", _("More files apologised for than were late."))
        if count is not None and not letters and (words[1] or given.get("apologised_on")):
            self.add_error("letters", _("Write for how many files people were apologised to."))
        if given.get("apologised_on") and given["apologised_on"] > today():
            self.add_error("apologised_on", _("This day is still to come."))
        return given

    @property
    def said(self) -> Said | None:
        """What a valid row says; None where it is blank."""
        given = self.cleaned_data
        if given["count"] is None:
            return None
        return Said(
            given["count"],
            given["explanation"],
            given["letters"] or 0,
            given["document_number"],
            given["apologised_on"],
        )


def unit_form(month: UnitMonth, data: Any = None) -> UnitForm:
    """The row of a unit, as it stands or as it was sent."""
    present = month.present
    initial: dict[str, Any] = {"seen": present.number if present else 0}
    if present:
        initial |= asdict(said(present))
        initial["letters"] = present.letters or (0 if present.count else "")
    return UnitForm(data, prefix=str(month.unit.public_id), initial=initial)


class PublishForm(forms.Form):
    """The document's head: without a number it is a draft."""

    letterhead = forms.ChoiceField(label=_("Issued by"), choices=Letterhead.choices)
    number = forms.IntegerField(
        label=_("Number"), required=False, min_value=1, max_value=9999, help_text=_("Blank for a draft.")
    )
    issued_on = forms.DateField(
        label=_("Date of issue"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, may_issue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_issue:
            del self.fields["number"], self.fields["issued_on"]

    def clean(self) -> dict[str, Any]:
        """A number and its day come together."""
        given = super().clean() or self.cleaned_data
        number, day = given.get("number"), given.get("issued_on")
        if number and not day and "issued_on" not in self.errors:
            self.add_error("issued_on", _("A published list has a date."))
        if day and not number and "number" not in self.errors:
            self.add_error("number", _("A published list has a number."))
        if day and day > today():
            self.add_error("issued_on", _("This day is still to come."))
        return given

    @property
    def in_full(self) -> str:
        """The number with the code of a notice: "05/TB-UBND"; "" for a draft."""
        number = self.cleaned_data.get("number")
        return f"{number:02}/{notice_code(self.cleaned_data['letterhead'])}" if number else ""
