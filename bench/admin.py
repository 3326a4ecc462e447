"""Django's admin over the rows of a plan, as one would set it up, and its address beside the portal's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from portal.urls import urlpatterns as portal_urls
from tasks.models import Task, UnitRole

if TYPE_CHECKING:
    TaskAdminBase = admin.ModelAdmin[Task]
else:
    TaskAdminBase = admin.ModelAdmin


@admin.register(Task)
class TaskAdmin(TaskAdminBase):
    """The rows with their units: a column for lead units, one for partners; no query for each row."""

    list_display = ("stt", "content", "leads", "partners", "timing_text")
    list_per_page = 200
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        tasks: QuerySet[Task] = super().get_queryset(request)
        return tasks.prefetch_related("task_units__unit")

    def leads(self, task: Task) -> str:
        """The lead units, as printed."""
        return _units(task, UnitRole.LEAD)

    def partners(self, task: Task) -> str:
        """The partner units, as printed."""
        return _units(task, UnitRole.PARTNER)


def _units(task: Task, role: UnitRole) -> str:
    return "; ".join(each.unit.name if each.unit else each.text for each in task.task_units.all() if each.role == role)


urlpatterns = [path("admin/", admin.site.urls), *portal_urls]
