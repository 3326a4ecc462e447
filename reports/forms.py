"""What people give when they build and issue a report."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.building import KINDS, Refused
from reports.letterhead import code, number_in_full
from reports.models import Letterhead
from reports.signed import Signed, check
from wards.clock import today
from wards.models import PeriodRule
from wards.periods import Period, Rule, on_demand, parse

_FIRST_YEAR = 2020
_NUMBER = re.compile(r"0*([1-9][0-9]{0,4})(?:/([0-9A-Za-zĐđƯư.&-]{1,40}))?")


class ChoiceForm(forms.Form):
    """Which year's periods are shown, by which rule and under which letterhead; all stand in the address."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=_FIRST_YEAR,
        max_value=2099,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Give a year of four digits, such as 2026.")
        ),
    )
    rule = forms.ChoiceField(label=_("Rule of periods"), choices=PeriodRule.choices)
    letterhead = forms.ChoiceField(label=_("Letterhead"), choices=Letterhead.choices)


class BuildForm(forms.Form):
    """Which report to build."""

    period = forms.CharField(max_length=24)
    rule = forms.ChoiceField(choices=PeriodRule.choices)
    letterhead = forms.ChoiceField(choices=Letterhead.choices)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                data["period"] = parse(data["period"], Rule(data["rule"]))
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
            if data["period"].kind not in KINDS:
                raise forms.ValidationError(_("A week has no report."))
        return data

    @property
    def period_chosen(self) -> Period:
        """The period of a valid form."""
        period: Period = self.cleaned_data["period"]
        return period


class OnDemandForm(forms.Form):
    """From and to which day a report is asked for at once; the page's own rule and letterhead go with them."""

    start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    close = forms.DateField(label=_("To the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    rule = forms.ChoiceField(choices=PeriodRule.choices, widget=forms.HiddenInput)
    letterhead = forms.ChoiceField(choices=Letterhead.choices, widget=forms.HiddenInput)

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if start.year < _FIRST_YEAR:
            raise forms.ValidationError(_("The portal knows nothing of days before %(year)d.") % {"year": _FIRST_YEAR})
        return start

    def clean_close(self) -> date:
        close: date = self.cleaned_data["close"]
        if close > today():
            raise forms.ValidationError(_("Days on demand end today at the latest."))
        start = self.cleaned_data.get("start")
        if start and close < start:
            raise forms.ValidationError(_("This day lies before the first one."))
        return close

    @property
    def period_chosen(self) -> Period:
        """The days of a valid form."""
        data = self.cleaned_data
        return on_demand(data["start"], data["close"], Rule(data["rule"]))


class SignedForm(forms.Form):
    """The signed PDF from the document system; clean, it is what `signed.check` makes of it, None without a file."""

    signed = forms.FileField(
        label=_("Signed PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=_("As the document system gave it back, with its digital signature."),
    )

    def clean_signed(self) -> Signed | None:
        file = self.cleaned_data["signed"]
        try:
            return check(file) if file else None
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class IssueForm(SignedForm):
    """Number and date that the office has given the report, and the signed PDF where it is there already."""

    field_order = ("number", "issued_on", "signed")

    number = forms.CharField(label=_("Number"), max_length=50, help_text=_("For example 05; the code is added."))
    issued_on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, letterhead: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letterhead = letterhead
        self.fields["signed"].required = False
        self.fields["signed"].help_text = _("If there is one already; it can also be given after the issue.")

    def clean_number(self) -> str:
        own = code(self.letterhead)
        written = _NUMBER.fullmatch(self.cleaned_data["number"].strip())
        if not written:
            facts = {"example": number_in_full(5, self.letterhead)}
            raise forms.ValidationError(_("Write the number alone, or with its code: 05 or %(example)s.") % facts)
        number, given = written.groups()
        if given in {code(kind) for kind in Letterhead.values} - {own}:
            facts = {"given": given, "own": own}
            raise forms.ValidationError(
                _("%(given)s is the code of the other office; this report's is %(own)s.") % facts
            )
        return f"{int(number):02}/{given or own}"
