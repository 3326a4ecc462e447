"""What a person gives to bring a list in."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from imports.flat.files import FILE_BYTES


class ListForm(forms.Form):
    """The list's file."""

    file = forms.FileField(
        label=_("The list's file"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"})
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuses what is too large before anything reads it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > FILE_BYTES:
            sizes = {"size": filesizeformat(file.size or 0), "most": filesizeformat(FILE_BYTES)}
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(most)s can be imported. Divide the list into several files.")
                % sizes
            )
        return file


class TaskListForm(ListForm):
    """A list of tasks, which may not say its year."""

    year = forms.IntegerField(
        label=_("Year of the plan"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("Only where the file does not say it."),
    )
