"""What a person gives to begin an import."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100


class UploadForm(forms.Form):
    """A plan's file, and its year where the file does not say it."""

    file = forms.FileField(
        label=_("The plan's workbook"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods"}),
    )
    year = forms.IntegerField(
        label=_("Year of the plan"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
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
