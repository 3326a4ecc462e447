"""Who may do what in this room, as predicates of django-rules over a target, a plan or a ward."""

from __future__ import annotations

from rules.permissions import add_perm

from wards.access import holds
from wards.models import Role

PERMISSIONS = {
    "plans.record": holds(Role.ONE_DOOR),
    "plans.edit_targets": holds(Role.ONE_DOOR) | holds(Role.ADMIN),
    "plans.reopen": holds(Role.LEADER),
}
for _name, _predicate in PERMISSIONS.items():
    add_perm(_name, _predicate)  # type: ignore[no-untyped-call]
