"""Users and their posts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wards.models.base import Addressed, Versioned, history
from wards.models.ward import Unit, Ward


class User(Addressed, Versioned, AbstractUser):
    """A person who signs in. Posts are memberships; this row says only who it is."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=150)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    mail_reminders = models.BooleanField(_("reminders by e-mail"), default=True)
    history = history(excluded_fields=["last_login", "password"])

    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1] if self.full_name else self.username


class Role(models.TextChoices):
    """Who may do what: design of the portal, section 4."""

    VIEWER = "viewer", _("viewer")
    OFFICER = "officer", _("unit officer")
    HEAD = "head", _("head of unit")
    ONE_DOOR = "one_door", _("one-door staff")
    LEADER = "leader", _("leader")
    ADMIN = "admin", _("ward admin")
    OVERSIGHT = "oversight", _("oversight")
    PROVINCE_ADMIN = "province_admin", _("province admin")


UNIT_ROLES = (Role.OFFICER, Role.HEAD)


class Membership(models.Model):
    """A post: a person's role in a ward, and for officers and heads the unit they hold it in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="memberships", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships", null=True, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    is_head = models.BooleanField(_("head of the unit"), default=False)

    class Meta:
        constraints = [
            # Three constraints, because in SQL two empty values are never equal.
            models.UniqueConstraint(
                fields=["user", "ward", "unit", "role"], name="unit_post_held_once", condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["user", "ward", "role"],
                name="ward_post_held_once",
                condition=Q(unit__isnull=True, ward__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role"], name="province_post_held_once", condition=Q(ward__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ward__isnull=False) | Q(role=Role.PROVINCE_ADMIN), name="only_province_admin_without_ward"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(role__in=UNIT_ROLES), name="unit_posts_have_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
