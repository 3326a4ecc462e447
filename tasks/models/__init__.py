"""What must be done: tasks, their dated occurrences, what was reported and who was told."""

from tasks.models.message import Channel, Message, MessageState, Notice, Notification, Purpose, Resending
from tasks.models.occurrence import (
    Evidence,
    Extension,
    Occurrence,
    OccurrenceKind,
    Part,
    Status,
    StatusUpdate,
    UpdateKind,
)
from tasks.models.reach import CalendarFeed, Gateway, Handle
from tasks.models.task import Deliverable, TargetTask, Task, TaskUnit, UnitRole

__all__ = [
    "CalendarFeed",
    "Channel",
    "Deliverable",
    "Evidence",
    "Extension",
    "Gateway",
    "Handle",
    "Message",
    "MessageState",
    "Notice",
    "Notification",
    "Occurrence",
    "OccurrenceKind",
    "Part",
    "Purpose",
    "Resending",
    "Status",
    "StatusUpdate",
    "TargetTask",
    "Task",
    "TaskUnit",
    "UnitRole",
    "UpdateKind",
]
