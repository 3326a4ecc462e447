"""Targets, their measurements and the closing of periods."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from wards.models import Attachment, PeriodRule, Unit
from wards.models.base import Addressed, Versioned, WardOwned, history
from wards.text import fold


class Comparator(models.TextChoices):
    """How a figure meets its target."""

    AT_LEAST = ">=", _("at least")
    MORE_THAN = ">", _("more than")
    AT_MOST = "<=", _("at most")
    LESS_THAN = "<", _("less than")
    REDUCE_BY = "reduce_by", _("reduced by")


class Relation(models.TextChoices):
    """How a target is tied to the one before it."""

    SHARE_OF = "share_of", _("a share of the other's numerator")
    SUBSET = "subset", _("the same measure in a part, with a denominator of its own")


class IndexGroup(models.TextChoices):
    """The six groups of the index of Quyết định 766/QĐ-TTg that a target may count towards."""

    TRANSPARENCY = "transparency", _("openness and transparency")
    PROGRESS = "progress", _("progress of handling")
    ONLINE = "online", _("online public services")
    DIGITISATION = "digitisation", _("digitisation of records")
    SATISFACTION = "satisfaction", _("level of satisfaction")
    PAYMENT = "payment", _("online payment")


class Target(Addressed, WardOwned, Versioned):
    """A number that a plan promises; found by an import it is a proposal until a person confirms it.

    The labels say what its numerator and denominator count ("hồ sơ trả đúng hạn", "hồ sơ đã giải quyết").
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    measure = models.TextField(_("measure"))
    measure_folded = models.TextField(editable=False)
    comparator = models.CharField(_("comparator"), max_length=10, choices=Comparator.choices)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit of measure"), max_length=40)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    relation = models.CharField(_("tie"), max_length=10, choices=Relation.choices, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("baseline year"), null=True, blank=True)
    baseline_value = models.DecimalField(_("baseline value"), max_digits=18, decimal_places=4, null=True, blank=True)
    lead = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("lead unit")
    )
    index_group = models.CharField(
        _("group of the index 766"), max_length=14, choices=IndexGroup.choices, blank=True, default=""
    )
    numerator_label = models.CharField(_("what the numerator counts"), max_length=200, blank=True, default="")
    denominator_label = models.CharField(_("what the denominator counts"), max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    history = history(found_by=["plan"])

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of__isnull=True, relation="") | (Q(part_of__isnull=False) & ~Q(relation="")),
                name="tied_target_says_how",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.comparator} {self.value.normalize():f} {self.unit}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.measure_folded = fold(self.measure)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Measurement(WardOwned):
    """One version of a target's figure for one period: a correction adds a version, nothing is overwritten.

    Either a numerator and a denominator, or a bare value where no count exists (a survey).
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="measurements")
    period = models.CharField(max_length=8, help_text="2026-03, 2026-Q1 …")
    number = models.PositiveIntegerField(default=1, help_text="version of this period's figure, from 1")
    numerator = models.DecimalField(_("numerator"), max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=18, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "target", "period", "number"], name="figure_version_once"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=False, denominator__isnull=False, value__isnull=True)
                | Q(numerator__isnull=True, denominator__isnull=True, value__isnull=False),
                name="figure_is_a_fraction_or_a_value",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0, denominator__gte=F("numerator")),
                name="figure_within_its_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.numerator}/{self.denominator}" if self.value is None else f"{self.value}"


class FigureEvidence(Addressed, WardOwned):
    """Proof of one version of a figure: a file, a link or a document number. Only ever added."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="evidence")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True)
    link = models.URLField(_("link"), blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False) | ~Q(link="") | ~Q(document_number=""),
                name="figure_evidence_is_something",
            ),
        ]

    def __str__(self) -> str:
        return self.link or self.document_number or str(self.attachment_id)


class PeriodClosing(WardOwned):
    """A period whose figures are closed; only a leader reopens it, and says why."""

    period = models.CharField(max_length=8)
    rule = models.CharField(max_length=10, choices=PeriodRule.choices)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "period", "rule"], condition=Q(reopened_at__isnull=True), name="period_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.period
