"""Who and when: wards, units, people, files, jobs and the calendar's own days."""

from wards.models.people import UNIT_ROLES, Membership, Role, User
from wards.models.ward import Cadence, Level, PeriodRule, Unit, UnitAlias, UnitGroupMember, UnitKind, Ward
from wards.models.work import Attachment, CalendarDay, Heartbeat, Job, JobState

__all__ = [
    "UNIT_ROLES",
    "Attachment",
    "Cadence",
    "CalendarDay",
    "Heartbeat",
    "Job",
    "JobState",
    "Level",
    "Membership",
    "PeriodRule",
    "Role",
    "Unit",
    "UnitAlias",
    "UnitGroupMember",
    "UnitKind",
    "User",
    "Ward",
]
