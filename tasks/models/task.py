"""A row of the plan, its units and what it must deliver."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import Annex, Plan, Section, Target
from tasks.records import from_record, to_record
from tasks.timing import Timing
from wards.models import Cadence, Unit
from wards.models.base import Addressed, FoundByWard, Versioned, history
from wards.text import fold


class Task(Addressed, FoundByWard, Versioned):
    """What must be done: one row, with its place in the document and the timings read from its phrase.

    `row_key` finds the row again in the next version of the same plan: the folded annex, section path and
    content, with an ordinal among equals. `timings` holds the records of `tasks.timing.Timing`, in the order
    written. `notes` keeps the document's other columns, heading to text.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    annex = models.ForeignKey(Annex, on_delete=models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="tasks", null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    stt = models.CharField(max_length=20, blank=True)
    content = models.TextField(_("content"))
    content_folded = models.TextField(editable=False)
    row_key = models.CharField(max_length=64, editable=False, help_text="SHA-256 of place, content and ordinal")
    position = models.PositiveIntegerField()
    source_sheet = models.CharField(max_length=120, blank=True)
    source_row = models.PositiveIntegerField(null=True)
    timing_text = models.TextField(_("timing"), blank=True)
    timings = models.JSONField(default=list)
    cadence = models.CharField(_("check-ins"), max_length=10, choices=Cadence.choices, blank=True)
    notes = models.JSONField(default=dict)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="tasks_in_charge",
        null=True,
        blank=True,
        verbose_name=_("responsible officer"),
    )
    in_force_from = models.DateField()
    asked_from = models.DateField(
        null=True, blank=True, help_text="the present timing and cadence ask for no period that closed before this day"
    )
    dropped_on = models.DateField(null=True, blank=True)
    dropped_by_document = models.CharField(max_length=120, blank=True)
    targets: models.ManyToManyField[Target, TargetTask] = models.ManyToManyField(
        Target, through="TargetTask", related_name="tasks"
    )
    # Text, because an edit says by which document it was made, and what the products were.
    history = history(found_by=["plan"], history_change_reason_field=models.TextField(null=True))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "plan", "row_key"], name="row_once_in_its_plan"),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_by_document=""), name="dropped_by_a_document"
            ),
        ]
        indexes = [models.Index(fields=["plan", "position"], name="task_in_document_order")]

    def __str__(self) -> str:
        return self.content[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        self.content_folded = fold(self.content)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def read_timings(self) -> tuple[Timing, ...]:
        """The timings as values."""
        return tuple(from_record(record) for record in self.timings)

    def set_timings(self, timings: tuple[Timing, ...]) -> None:
        """Keeps the timings as records."""
        self.timings = [to_record(timing) for timing in timings]

    @property
    def check_in_cadence(self) -> str:
        """How often an ongoing row of this task asks: its own choice, else its plan's."""
        return self.cadence or self.plan.cadence


class UnitRole(models.TextChoices):
    """Which column named the unit."""

    LEAD = "lead", _("lead unit")
    PARTNER = "partner", _("partner unit")


class TaskUnit(FoundByWard):
    """A unit that the row names, as printed; `unit` is empty while the name is ambiguous."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="task_units")
    role = models.CharField(max_length=7, choices=UnitRole.choices)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_units", null=True)
    history = history(found_by=["task"])

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "task", "role", "position"], name="one_unit_at_its_place"),
        ]

    def __str__(self) -> str:
        return self.text


class Deliverable(FoundByWard):
    """A product the row promises."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="deliverables")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("deliverable"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "task", "position"], name="one_deliverable_at_its_place"),
        ]

    def __str__(self) -> str:
        return self.text


class TargetTask(FoundByWard):
    """A target that a row serves."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "target", "task"], name="target_of_a_task_once")]

    def __str__(self) -> str:
        return f"{self.target_id} < {self.task_id}"
