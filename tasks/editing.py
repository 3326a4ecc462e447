"""A row of the plan in other words: its content, products and units, which an import may have left unclear.

When it is asked for is changed by `tasks.rescheduling`, who is responsible by `tasks.officers`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from plans.models import PlanState, Section
from tasks.changes import changes_of
from tasks.models import Deliverable, Task, TaskUnit, UnitRole
from tasks.occurrences import make_parts
from tasks.officers import officers_for
from tasks.row_key import row_key
from tasks.versions import check_version
from wards import clock
from wards.bulk import bulk_create_with_history, bulk_delete_with_history, bulk_update_with_history
from wards.models import Unit, User
from wards.refusal import Refused
from wards.text import fold, nfc


class Edited(NamedTuple):
    """The row after an edit, and the officer whose unit leads it no longer."""

    task: Task
    released: User | None = None


@transaction.atomic
def edit(
    task: Task,
    author: User,
    *,
    content: str,
    products: str,
    leads: Collection[Unit],
    partners: Collection[Unit],
    drop_unclear: bool = False,
    document_number: str = "",
    reason: str = "",
    version: int,
) -> Edited:
    """Writes the row's words and units; `products` has one a line, `drop_unclear` drops names no unit is known for.

    In an issued plan the amending document or a reason stands in the history beside the change. New lead units get
    their parts; those of units that lead no more are retired where something was said on them, else they go. An
    officer of such a unit is no longer responsible.
    """
    locked = Task.objects.select_for_update(of=("self",)).select_related("ward", "plan").get(pk=task.pk)
    if not author.has_perm("tasks.edit_row", locked):
        raise PermissionDenied
    check_version(locked, version, changes_of)
    content = nfc(content).strip()
    if not content:
        raise Refused(_("Write what is to be done."), "content")
    if not leads:
        raise Refused(_("Choose at least one lead unit."), "leads")
    if both := [unit.name for unit in partners if unit in leads]:
        raise Refused(_("Lead and partner at once: %(units)s.") % {"units": "; ".join(both)}, "partners")
    why = "; ".join(filter(None, (document_number.strip(), reason.strip())))
    if locked.plan.state == PlanState.ISSUED and not why:
        raise Refused(_("The plan is issued: give the number of the amending document, or a reason."), "reason")
    about = [why] if why else []
    about += _write_products(locked, [line for line in map(str.strip, nfc(products).splitlines()) if line])
    moved = _write_units(locked, UnitRole.LEAD, leads, drop_unclear, author)
    _write_units(locked, UnitRole.PARTNER, partners, drop_unclear, author)
    renamed = content != locked.content
    locked.content, locked.version = content, version + 1
    released = locked.officer if moved and not _may_stay(locked) else None
    if released:
        locked.officer = None
    locked._history_user = author  # type: ignore[attr-defined]
    locked._change_reason = "\n".join(about) or None  # type: ignore[attr-defined]
    if renamed:
        locked.row_key = _free_key(locked)
    locked.save()
    if renamed:
        _rekey_children(locked, author)
    if moved and locked.plan.in_force:
        make_parts([locked], today=clock.today())
    return Edited(locked, released)


def products_of(task: Task) -> str:
    """The row's products as the form has them, one a line."""
    return "\n".join(line for text in task.deliverables.values_list("text", flat=True) for line in text.splitlines())


def _write_products(task: Task, products: Sequence[str]) -> list[str]:
    """What the history says of it: products have none of their own."""
    before = products_of(task)
    if before.splitlines() == list(products):
        return []
    task.deliverables.all().delete()
    Deliverable.objects.bulk_create(
        Deliverable(ward_id=task.ward_id, task=task, position=at, text=text) for at, text in enumerate(products)
    )
    said = {"old": "; ".join(before.splitlines()) or "–", "new": "; ".join(products) or "–"}
    # A history is read by everybody: its words are the office's, whatever the writer reads.
    with translation.override("vi"):
        return [_("Products: %(old)s → %(new)s") % said]


def _write_units(task: Task, role: UnitRole, units: Iterable[Unit], drop_unclear: bool, author: User) -> bool:
    """Names that stay keep the words of the document; whether any came or went."""
    wanted = {unit.pk: unit for unit in units}
    named = list(task.task_units.filter(role=role))
    gone = [each for each in named if (drop_unclear if each.unit_id is None else each.unit_id not in wanted)]
    present = {each.unit_id for each in named}
    at = max((each.position for each in named), default=-1) + 1
    new = [
        TaskUnit(ward_id=task.ward_id, task=task, role=role, position=at + step, text=unit.name, unit=unit)
        for step, unit in enumerate(unit for pk, unit in wanted.items() if pk not in present)
    ]
    bulk_delete_with_history(gone, user=author)
    bulk_create_with_history(new, user=author)
    return bool(gone or new)


def _may_stay(task: Task) -> bool:
    return task.officer_id is None or officers_for(task).filter(pk=task.officer_id).exists()


def _free_key(task: Task, taken: Collection[str] = ()) -> str:
    """The key under which an import of the new words finds the row: the first of its equals that is free."""
    above = [fold(task.parent.content)] if task.parent else []
    base = (fold(task.annex.code), *_titles(task.section), *above, fold(task.content))
    used = set(task.plan.tasks.exclude(pk=task.pk).values_list("row_key", flat=True)) | set(taken)
    ordinal = 0
    while (key := row_key(base, ordinal)) in used:
        ordinal += 1
    return key


def _titles(section: Section | None) -> tuple[str, ...]:
    return (*_titles(section.parent), section.title_folded) if section else ()


def _rekey_children(task: Task, author: User) -> None:
    """The keys of rows under this one hold its words."""
    children = list(task.children.order_by("position"))
    taken: set[str] = set()
    for child in children:
        child.parent, child.plan = task, task.plan
        child.row_key = _free_key(child, taken)
        taken.add(child.row_key)
    bulk_update_with_history(children, ["row_key"], user=author)
