"""What a person gives to begin an import."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from imports.corrections import Correction, wrong_timing
from imports.synonyms import MEANINGS, MOST_LETTERS
from imports.wording import role_choices

FIRST_YEAR, LAST_YEAR = 2000, 2100


class UploadForm(forms.Form):
    """A plan's file, and its year where the file does not say it."""

    file = forms.FileField(
        label=_("The plan's file"),
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


class CorrectionForm(forms.Form):
    """How one row is to be understood: its timing in other words, left out, or as it was read at first."""

    sheet = forms.CharField(max_length=120, strip=False)
    row = forms.IntegerField(min_value=1)
    timing = forms.CharField(label=_("Timing"), max_length=500, required=False)
    text = forms.CharField(required=False)
    act = forms.ChoiceField(choices=[("timing", "timing"), ("leave_out", "leave_out"), ("restore", "restore")])

    def wrong_timing(self, year: int) -> str:
        """Why the timing cannot be taken, "" where it can or none is given."""
        said: str = self.cleaned_data["timing"]
        return wrong_timing(said, year) if self.cleaned_data["act"] == "timing" else ""

    def correction(self) -> Correction | None:
        """What is to be kept for the row; None takes an earlier correction away."""
        given = self.cleaned_data
        if given["act"] == "restore":
            return None
        left_out = given["act"] == "leave_out"
        timing = "" if left_out else given["timing"]
        return Correction(given["sheet"], given["row"], timing, left_out, given["text"][:200])
