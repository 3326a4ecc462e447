"""What a person says of a target's points in its group of the index."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.numbers import NumberError, read_number, write_number
from reports.index766.models import IndexMethod, IndexWeight
from reports.index766.scoring import POINTS
from wards.text import nfc


class PointsField(forms.CharField):
    """Points with at most two decimals, with a comma; blank where they are shared out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=10, widget=forms.TextInput({"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return write_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = nfc(super().clean(value))
        if not text:
            return None
        try:
            points = read_number(text)
        except NumberError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if points < 0:
            raise forms.ValidationError(_("Points are not negative."))
        if points != points.quantize(Decimal("0.01")):
            raise forms.ValidationError(_("Points have at most two decimals."))
        return points


class WeightForm(forms.Form):
    """Points and way of scoring of one target."""

    points = PointsField(label=_("points"))
    method = forms.ChoiceField(label=_("way of scoring"), choices=IndexMethod.choices)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def weight_form(key: str, weight: IndexWeight | None, data: Any = None) -> WeightForm:
    """The row of a target, as it stands or as it was sent."""
    initial = {"method": IndexMethod.GOAL, "seen": 0}
    if weight:
        initial = {"points": weight.points, "method": weight.method, "seen": weight.version}
    return WeightForm(data, prefix=key, initial=initial)


def refuse_too_many(groups: Mapping[str, list[WeightForm]]) -> None:
    """Adds an error to the last set row of each group whose points are more than the group has."""
    for name, forms_of_group in groups.items():
        given = [form for form in forms_of_group if form.is_valid() and form.cleaned_data["points"] is not None]
        total = sum((form.cleaned_data["points"] for form in given), Decimal(0))
        if total > POINTS[name]:
            message = _("The points of this group add up to %(total)s; it has %(most)s.")
            given[-1].add_error("points", message % {"total": write_number(total), "most": write_number(POINTS[name])})
