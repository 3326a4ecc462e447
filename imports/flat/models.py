"""Uploads of flat lists: the file as it came, what it would change, who committed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wards.models.base import Addressed


class FlatState(models.TextChoices):
    """Where an upload of a list stands."""

    READ = "read", _("read, waiting for review")
    REFUSED = "refused", _("cannot be committed")
    COMMITTED = "committed", _("committed")


def list_path(upload: FlatUpload, _filename: str) -> str:
    """Stored under its own id: a name that people chose never reaches the file system."""
    return f"lists/{upload.public_id}"


class FlatUpload(Addressed):
    """One upload of a list. `ward` is empty for the calendar that all wards share; `found` is the record of
    `imports.flat.checking.Check`: what a commit would change, or once committed what it changed. `options` is what the
    list was told beside its file: the month that a statistics table is of.
    """

    ward = models.ForeignKey("wards.Ward", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=12)
    file = models.FileField(upload_to=list_path)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=FlatState.choices, default=FlatState.READ)
    found = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    committed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "imports"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ward", "kind", "-id"], name="lists_of_a_ward")]

    def __str__(self) -> str:
        return self.name
