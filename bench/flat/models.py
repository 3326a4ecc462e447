"""The table of the import's reference; `migrate --run-syncdb` makes it."""

from __future__ import annotations

from django.db import models


class FlatTask(models.Model):
    """A row of a plan as one line of a table: no history, no units, no dates."""

    code = models.CharField(max_length=64, unique=True)
    place = models.TextField(blank=True)
    stt = models.CharField(max_length=20, blank=True)
    content = models.TextField()
    leads = models.TextField(blank=True)
    partners = models.TextField(blank=True)
    timing = models.TextField(blank=True)
    deliverables = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.content
