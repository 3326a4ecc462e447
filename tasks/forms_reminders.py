"""The milestones that a ward's administrator settles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks import schemes
from tasks.forms_plan import PreviewedForm
from tasks.milestones import read_days
from wards.models import Ward

MOST_NUMBERS, MOST_DAYS = 8, 365


class DaysField(forms.CharField):
    """Numbers of days: "7, 3, 1, 0". Cleaned to the same numbers, each once, in the order in which they come."""

    def __init__(self, *, least: int, falling: bool, **options: Any) -> None:
        super().__init__(max_length=60, **options)
        self.least, self.falling = least, falling

    def clean(self, value: Any) -> str:
        try:
            days = read_days(super().clean(value))
        except ValueError:
            raise forms.ValidationError(_("Enter numbers of days with commas between them: 7, 3, 1, 0")) from None
        if len(days) > MOST_NUMBERS:
            raise forms.ValidationError(_("At most %(most)d numbers.") % {"most": MOST_NUMBERS})
        if any(not self.least <= each <= MOST_DAYS for each in days):
            limits = {"least": self.least, "most": MOST_DAYS}
            raise forms.ValidationError(_("Each number must lie between %(least)d and %(most)d.") % limits)
        return ", ".join(str(each) for each in sorted(days, reverse=self.falling))


class RemindersForm(PreviewedForm):
    """On which days the ward reminds; each field says of what."""

    remind_before = DaysField(
        label=_("Tasks with a date: days before"),
        least=0,
        falling=True,
        help_text=_("Counted from the due day; 0 is the day itself."),
    )
    remind_long = DaysField(
        label=_("Tasks with more than 60 days of time: further days before"),
        least=1,
        falling=True,
        required=False,
        help_text=_("They are also asked how they stand before each quarter closes. Empty: no further day."),
    )
    remind_late = DaysField(label=_("Left undone: days late"), least=1, falling=False)
    remind_late_every = forms.IntegerField(
        label=_("After the last of these, again every … days"), min_value=7, max_value=MOST_DAYS
    )
    remind_check_in = DaysField(
        label=_("Check-ins and recurring tasks: days before"),
        least=0,
        falling=True,
        help_text=_("The quarter's progress and missing dates are asked for on the first of these days."),
    )
    remind_check_in_late = DaysField(
        label=_("Check-ins not reported: days late"),
        least=1,
        falling=False,
        required=False,
        help_text=_("Recurring tasks left undone are reminded of like those with a date. Empty: not again."),
    )

    def __init__(self, ward: Ward, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(ward, name) for name in ("version", *schemes.DAYS)})
        standard = schemes.standard()
        for name in schemes.DAYS:
            usual = _("Usual: %(days)s.") % {"days": standard[name]}
            field = self.fields[name]
            field.help_text = f"{field.help_text} {usual}".strip()
            if isinstance(field, DaysField):
                field.widget.attrs["inputmode"] = "text"
