"""What the office says of a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks import working_days
from tasks.forms import DayField
from tasks.forms_plan import PreviewedForm
from wards.models import CalendarDay

OFF, WORKED, USUAL = "off", "worked", "usual"
_WORKING = {OFF: False, WORKED: True, USUAL: None}


class WorkingDayForm(PreviewedForm):
    """A day, and whether it is worked: whatever the public holidays say of it, or as they say."""

    day = DayField(label=_("Day"))
    working = forms.ChoiceField(
        label=_("What it is"),
        choices=[(OFF, _("Day off")), (WORKED, _("Working day")), (USUAL, _("As the public holidays say"))],
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("The reason, or the document's number.")
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, kept: CalendarDay | None = None, **initial: Any) -> None:
        if kept:
            initial |= {"day": kept.date, "working": WORKED if kept.working else OFF, "note": kept.note}
        super().__init__(data, initial={"was": working_days.seen(kept), **initial})
        del self.fields["version"]

    def values(self) -> dict[str, Any]:
        given = super().values()
        return given | {"working": _WORKING[given["working"]]}
