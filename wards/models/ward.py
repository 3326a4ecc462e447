"""A ward and its units."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wards.models.base import Addressed, Versioned, WardOwned, history
from wards.periods import Rule
from wards.text import fold


class Level(models.TextChoices):
    """The three kinds of unit at the commune level since July 2025."""

    WARD = "phuong", _("ward")
    COMMUNE = "xa", _("commune")
    SPECIAL_ZONE = "dac_khu", _("special zone")


class PeriodRule(models.TextChoices):
    """When a reporting period closes."""

    CUTOFF = Rule.CUTOFF.value, _("figures close on the 14th")
    CALENDAR = Rule.CALENDAR.value, _("first to last day of the month")


class Cadence(models.TextChoices):
    """How often an ongoing row asks for a check-in."""

    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")


class ReminderDays(models.Model):
    """The days on which a ward is reminded, as numbers from the due day, in the order in which they come.

    What they are of is said where they are read, `tasks.schemes`.
    """

    remind_before = models.CharField(_("days before a due day"), max_length=60, default="7, 3, 1, 0")
    remind_long = models.CharField(_("further days before, for long windows"), max_length=60, default="30", blank=True)
    remind_late = models.CharField(_("days late"), max_length=60, default="1, 7, 30")
    remind_late_every = models.PositiveSmallIntegerField(_("days between later reminders"), default=30)
    remind_check_in = models.CharField(_("days before a check-in"), max_length=60, default="3, 0")
    remind_check_in_late = models.CharField(_("days a check-in is late"), max_length=60, default="3", blank=True)

    class Meta:
        abstract = True


class Ward(Addressed, Versioned, ReminderDays):
    """A commune-level People's Committee: phường, xã or đặc khu."""

    name = models.CharField(_("name"), max_length=120, help_text=_("For example: Phường Mỹ Hào"))
    name_folded = models.CharField(max_length=120, editable=False)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.WARD)
    code = models.CharField(_("administrative code"), max_length=10, unique=True, null=True, blank=True)
    province = models.CharField(_("province"), max_length=80, blank=True)
    period_rule = models.CharField(
        _("reporting periods"), max_length=10, choices=PeriodRule.choices, default=PeriodRule.CUTOFF
    )
    sending_days = models.PositiveSmallIntegerField(_("working days to send a report after the close"), default=2)
    cadence = models.CharField(_("check-ins"), max_length=10, choices=Cadence.choices, default=Cadence.QUARTERLY)
    confirmation = models.BooleanField(_("the one-door centre confirms results"), default=True)
    signer_title = models.CharField(_("signer's title"), max_length=80, blank=True)
    signer_name = models.CharField(_("signer's name"), max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    history = history()

    class Meta:
        ordering = ["name_folded"]
        constraints = [
            models.UniqueConstraint(fields=["province", "name_folded"], name="ward_once_in_its_province"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def place(self) -> str:
        """The name without its level, as a document's place line prints it: "Mỹ Hào"."""
        head, _space, rest = self.name.partition(" ")
        if fold(self.name).startswith("dac khu "):
            return self.name.split(" ", 2)[2]
        return rest if fold(head) in {"phuong", "xa"} and rest else self.name


class UnitKind(models.TextChoices):
    """What a unit is; a group stands for its members in reminders and stays itself on the page."""

    COMMITTEE = "committee", _("People's Committee")
    OFFICE = "office", _("office")
    DIVISION = "division", _("division")
    ONE_DOOR = "one_door", _("one-door centre")
    SERVICE = "service", _("public service centre")
    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood group")
    OTHER = "other", _("other unit")
    GROUP = "group", _("group of units")


class Unit(Addressed, WardOwned, Versioned):
    """A unit of a ward, or a group of units that plans name in one phrase."""

    name = models.CharField(_("name"), max_length=250)
    name_folded = models.CharField(max_length=250, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind.choices, default=UnitKind.OTHER)
    members: models.ManyToManyField[Unit, UnitGroupMember] = models.ManyToManyField(
        "self", symmetrical=False, through="UnitGroupMember", through_fields=("group", "unit"), related_name="groups"
    )
    proposed = models.BooleanField(_("proposed by an import"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = history()

    class Meta:
        ordering = ["position", "name_folded"]
        constraints = [models.UniqueConstraint(fields=["ward", "name_folded"], name="unit_once_in_its_ward")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_group(self) -> bool:
        return self.kind == UnitKind.GROUP


class UnitAlias(WardOwned):
    """Another way in which the ward's documents write a unit's name."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=250)
    text_folded = models.CharField(max_length=250, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "text_folded"], name="alias_means_one_unit")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.text_folded = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class UnitGroupMember(WardOwned):
    """A unit that a group stands for."""

    group = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "group", "unit"], name="member_once_in_its_group")]

    def __str__(self) -> str:
        return f"{self.group_id} > {self.unit_id}"
