"""A plan as its document has it: annexes and their sections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wards.models import Attachment, Cadence
from wards.models.base import Addressed, FoundByWard, Versioned, WardOwned, history
from wards.text import fold


class PlanState(models.TextChoices):
    """A plan with a number and a date is issued; without them it is a draft."""

    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")


class Plan(Addressed, WardOwned, Versioned):
    """What a ward promised for a year."""

    ward = models.ForeignKey("wards.Ward", on_delete=models.PROTECT, related_name="plans")
    title = models.TextField(_("title"))
    title_folded = models.TextField(editable=False)
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    cadence = models.CharField(_("check-ins"), max_length=10, choices=Cadence.choices, default=Cadence.QUARTERLY)
    source = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="copies", null=True, editable=False)
    waits_for_issue = models.BooleanField(
        default=False, editable=False, help_text="a copy of an earlier plan: asks for nothing until it is issued"
    )
    imported_on = models.DateField(editable=False)
    check_ins_from = models.DateField(
        _("check-ins from"),
        help_text=_("No check-in is asked for a period that closed before this day."),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    history = history()

    class Meta:
        ordering = ["-year", "-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "year", "number"], condition=~Q(number=""), name="numbered_plan_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["ward", "copied_from"], condition=Q(state="draft"), name="one_draft_copied_from_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(number="") & Q(issued_on__isnull=False)),
                name="issued_plan_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})" if self.number else self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title_folded = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def in_force(self) -> bool:
        """Whether the plan's rows are asked for: an imported draft's are, since many a ward works on one."""
        return self.state == PlanState.ISSUED or not self.waits_for_issue


class Annex(WardOwned):
    """One table of the plan: its annex, or `main` where the plan has one table without a number."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="annexes")
    code = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ward", "plan", "code"], name="annex_once_in_its_plan")]

    def __str__(self) -> str:
        return self.code


class SectionLevel(models.IntegerChoices):
    """How deep a heading row stands."""

    SECTION = 1, _("section")
    SUBSECTION = 2, _("subsection")
    GROUP = 3, _("group")


class Section(FoundByWard):
    """A heading row of the table; `path` ("II.B.1") is its place, with its numbers as printed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    annex = models.ForeignKey(Annex, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, related_name="children", null=True)
    level = models.PositiveSmallIntegerField(choices=SectionLevel.choices)
    stt = models.CharField(max_length=20, blank=True)
    title = models.TextField()
    title_folded = models.TextField(editable=False)
    path = models.CharField(max_length=80)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "annex", "position"], name="one_section_at_its_place"),
        ]

    def __str__(self) -> str:
        return f"{self.stt}. {self.title}" if self.stt else self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title_folded = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
