"""What people fill in about rows of a plan: their words and units, and who is responsible for several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from plans.models import PlanState
from tasks.editing import products_of
from tasks.models import Task, UnitRole
from wards.fields import TextField
from wards.models import Unit, User


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Units of the ward, to be ticked."""

    def __init__(self, **options: Any) -> None:
        widget = forms.CheckboxSelectMultiple({"class": "form-check-input"})
        super().__init__(queryset=Unit.objects.none(), required=False, widget=widget, **options)


class RowForm(forms.Form):
    """A row's content, products and units; in an issued plan with what amends it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    content = TextField(label=_("Content"), rows=4, required=False)
    products = TextField(label=_("Products"), rows=3, required=False, help_text=_("One a line."))
    leads = UnitsField(label=_("Lead units"))
    partners = UnitsField(label=_("Partner units"))
    drop_unclear = forms.BooleanField(required=False, initial=True)
    document_number = forms.CharField(
        label=_("Number of the amending document"),
        required=False,
        max_length=120,
        help_text=_("For example: 12/QĐ-UBND"),
    )
    reason = TextField(
        label=_("Or why it is changed"),
        rows=2,
        required=False,
        help_text=_("For example: a mistake in reading the file."),
    )

    def __init__(self, task: Task, data: Any = None) -> None:
        named = list(task.task_units.all())
        chosen = {role: [each.unit_id for each in named if each.role == role and each.unit_id] for role in UnitRole}
        initial = {
            "version": task.version,
            "content": task.content,
            "products": products_of(task),
            "leads": chosen[UnitRole.LEAD],
            "partners": chosen[UnitRole.PARTNER],
        }
        super().__init__(data, initial=initial)
        # One that is out of use stays to be seen where the row names it.
        kept = [each.unit_id for each in named if each.unit_id]
        units = Unit.objects.filter(ward=task.ward_id, active=True) | Unit.objects.filter(pk__in=kept)
        for name, role in (("leads", UnitRole.LEAD), ("partners", UnitRole.PARTNER)):
            # The list is long: those that are chosen come first.
            first = Case(When(pk__in=chosen[role], then=0), default=1)
            self.fields[name].queryset = units.order_by(first, "position", "name_folded")  # type: ignore[attr-defined]
        unclear = [each.text for each in named if each.unit_id is None]
        if unclear:
            label = _("Drop the names for which no unit is known: %(names)s")
            self.fields["drop_unclear"].label = label % {"names": "; ".join(unclear)}
        else:
            del self.fields["drop_unclear"]
        if task.plan.state != PlanState.ISSUED:
            del self.fields["document_number"], self.fields["reason"]

    def given(self) -> dict[str, Any]:
        """What a valid form asks for."""
        return self.cleaned_data | {name: list(self.cleaned_data[name]) for name in ("leads", "partners")}


class AssignForm(forms.Form):
    """The officer to be named."""

    officer = forms.ChoiceField(label=_("Responsible officer"))

    def __init__(self, officers: Sequence[User], data: Any = None) -> None:
        super().__init__(data)
        self._officers = {str(officer.public_id): officer for officer in officers}
        choices = [("", _("choose an officer")), *((key, each.full_name) for key, each in self._officers.items())]
        self.fields["officer"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """The officer that a valid form names."""
        return self._officers[self.cleaned_data["officer"]]
