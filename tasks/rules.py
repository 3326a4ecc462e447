"""Who may do what in this room, as predicates of django-rules over a part, a task or a plan."""

from __future__ import annotations

from django.db.models import Q
from rules.permissions import add_perm
from rules.predicates import Predicate

from tasks import access, work
from tasks.models import Part, Task, UnitRole
from tasks.status import Actor
from wards.access import holds, posts
from wards.models import Role, User


def _reports(user: User, part: Part) -> bool:
    """The part's own unit, and one-door staff for it: somebody who reports here, whatever the status allows now."""
    return access.actor(user, part) in {Actor.LEAD, Actor.CENTRE}


def _heads(user: User, task: Task) -> bool:
    """The head of a unit that leads the task: names its responsible officer."""
    headed = posts(user).headed_units.get(task.ward_id, frozenset())
    leads = Q(unit__in=headed) | Q(unit__members__in=headed)
    return bool(headed) and task.task_units.filter(leads, role=UnitRole.LEAD).exists()


is_centre = holds(Role.ONE_DOOR)
is_leader = holds(Role.LEADER)

PERMISSIONS = {
    "tasks.report": Predicate(_reports),
    "tasks.confirm": is_centre,
    "tasks.decide": is_leader,
    "tasks.comment": Predicate(work.may_comment),
    "tasks.name_officer": is_centre | Predicate(_heads),
    "tasks.set_cadence": is_centre | holds(Role.ADMIN),
    "tasks.retime": holds(Role.ADMIN),
    "tasks.remind": is_centre,
    "tasks.watch": is_centre | is_leader,
    "tasks.settle_ward": holds(Role.ADMIN),
    "tasks.edit_row": is_centre | holds(Role.ADMIN),
    "tasks.delete_plan": holds(Role.ADMIN),
    "tasks.correct_plan": holds(Role.ADMIN),
    "tasks.issue": is_leader | holds(Role.ADMIN),
    "tasks.copy": holds(Role.ADMIN),
}
for _name, _predicate in PERMISSIONS.items():
    add_perm(_name, _predicate)  # type: ignore[no-untyped-call]
