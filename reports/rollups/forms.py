"""Which report of the overseen wards is looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.building import REGULAR
from reports.models import Letterhead
from reports.overview import headings, label
from wards.models import PeriodRule
from wards.periods import Period, Rule, parse, periods_of_year


class PeriodForm(forms.Form):
    """A period that has begun, of this year or the last, with its rule and letterhead: all stand in the address."""

    period = forms.ChoiceField(label=_("Period"))
    rule = forms.ChoiceField(label=_("Rule of periods"), choices=PeriodRule.choices)
    letterhead = forms.ChoiceField(label=_("Letterhead"), choices=Letterhead.choices)

    def __init__(self, given: Any, *, today: date) -> None:
        rule = given.get("rule") if given.get("rule") in PeriodRule.values else Rule.CUTOFF.value
        begun = _begun(Rule(rule), today)
        defaults = {"period": _last_closed(begun, today).name, "rule": rule, "letterhead": Letterhead.COMMITTEE.value}
        super().__init__({**defaults, **{name: given[name] for name in defaults if given.get(name)}})
        self.defaults = defaults
        titles = headings()
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)  # noqa: S101 as declared above
        period.choices = [
            (str(titles[kind]), [(each.name, label(each)) for each in begun if each.kind is kind]) for kind in REGULAR
        ]

    @property
    def chosen(self) -> tuple[Period, str]:
        """The period and letterhead; where one was not to be had, the last month that closed."""
        data = self.cleaned_data if self.is_valid() else self.defaults
        return parse(data["period"], Rule(data["rule"])), data["letterhead"]


def _begun(rule: Rule, today: date) -> list[Period]:
    """The newest first."""
    every = [
        period for kind in REGULAR for year in range(today.year - 1, today.year + 2)
        for period in periods_of_year(year, kind, rule)
    ]  # fmt: skip
    return sorted((period for period in every if period.start <= today), key=lambda each: each.close, reverse=True)


def _last_closed(begun: list[Period], today: date) -> Period:
    return next(period for period in begun if period.kind is REGULAR[0] and period.close < today)
