"""Fields that the forms of several rooms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wards import uploads
from wards.refusal import Refused
from wards.text import nfc


class TextField(forms.CharField):
    """Text of several lines, kept in one form of Unicode."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), max_length=5000, **options)

    def clean(self, value: Any) -> str:
        return nfc(super().clean(value))


class FilesInput(forms.ClearableFileInput):
    """Several files at once. There is no `capture` here, which would offer a phone's camera alone: the script puts a
    button beside it that opens the camera, and adds each photo to the files chosen so far."""

    allow_multiple_selected = True


FILES_HINT = _("Photos, PDF, Word, Excel, PowerPoint, LibreOffice; up to 10 files of 20 MB each.")
FILES_REFUSED = _("At most 10 files of 20 MB each. Choose again without:")
CHOOSE_AGAIN = _("Nothing is saved yet, and a browser does not keep files. Choose again: %(names)s")


class FilesField(forms.FileField):
    """Files of evidence, each checked by its content: cleaned to a list of `uploads.Checked`."""

    def __init__(self, **options: Any) -> None:
        # The script says what is too large before it is sent, in these words.
        attrs = {"accept": uploads.ACCEPT, "data-max-bytes": uploads.MAX_BYTES, "data-max-files": uploads.MAX_FILES}
        attrs |= {"data-refused": FILES_REFUSED, "data-camera": _("Take a photo")}
        super().__init__(widget=FilesInput(attrs), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Checked]:
        files = [each for each in (data if isinstance(data, list) else [data]) if each]
        if len(files) > uploads.MAX_FILES:
            raise forms.ValidationError(_("At most %(count)d files at once.") % {"count": uploads.MAX_FILES})
        try:
            return [uploads.check(each) for each in files]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
