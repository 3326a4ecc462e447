"""Bulk writes keep a history, and nobody writes in bulk to a record with a history in any other way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factory import make_user, make_ward
from wards.bulk import bulk_create_with_history, bulk_delete_with_history, bulk_update_with_history
from wards.models import Role, Unit, UnitAlias, User

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("wards", "plans", "tasks", "imports", "reports", "portal")
SKIPS_HISTORY = {"bulk_create", "bulk_update", "update", "_raw_delete"}


@pytest.mark.django_db
def test_creating_changing_and_deleting_leave_an_entry_each() -> None:
    ward = make_ward()
    admin = make_user(ward, Role.ADMIN)
    units = bulk_create_with_history(
        (Unit(ward=ward, name=f"Ban {at}", name_folded=f"ban {at}") for at in range(3)), user=admin, reason="import"
    )
    assert [unit.history.get().history_change_reason for unit in units] == ["import"] * 3
    for unit in units:
        unit.name = f"{unit.name} mới"
    bulk_update_with_history(units, ["name"], user=admin)
    assert [unit.history.count() for unit in units] == [2, 2, 2]
    assert set(Unit.objects.filter(name__endswith=" mới")) == set(units)
    bulk_delete_with_history(units, user=admin)
    entries = Unit.history.filter(name__startswith="Ban").order_by("history_id")
    assert [entry.history_type for entry in entries] == ["+"] * 3 + ["~"] * 3 + ["-"] * 3
    assert {entry.history_user for entry in entries} == {admin}


@pytest.mark.django_db
def test_what_the_history_leaves_out_is_left_out() -> None:
    ward = make_ward()
    admin = make_user(ward, Role.ADMIN)
    (made,) = bulk_create_with_history([User(username="moi", full_name="Người Mới", password="!")], user=admin)
    made.full_name = "Tên Khác"
    bulk_update_with_history([made], ["full_name"], user=admin)
    entries = list(made.history.order_by("history_id").values_list("full_name", "history_type", "history_user"))
    assert entries == [("Người Mới", "+", admin.pk), ("Tên Khác", "~", admin.pk)]
    assert not hasattr(made.history.latest(), "last_login")


@pytest.mark.django_db
def test_nothing_is_written_for_no_rows(django_assert_num_queries: object) -> None:
    user = make_user(make_ward(), Role.ADMIN)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert bulk_create_with_history([], user=user) == []
        bulk_update_with_history([], ["name"], user=user)
        bulk_delete_with_history([], user=user)


@pytest.mark.django_db
def test_many_rows_are_deleted_in_as_many_statements_as_few() -> None:
    ward = make_ward()
    admin = make_user(ward, Role.ADMIN)

    def queries(count: int) -> int:
        units = bulk_create_with_history(
            (Unit(ward=ward, name=f"Ban {at}", name_folded=f"ban {at}") for at in range(count)), user=admin
        )
        UnitAlias.objects.create(ward=ward, unit=units[0], text="BCH", text_folded="bch")
        with CaptureQueriesContext(connection) as sent:
            bulk_delete_with_history(units, user=admin)
        assert not Unit.objects.filter(name__startswith="Ban ").exists() and not UnitAlias.objects.exists()
        return len(sent)

    assert queries(2) == queries(40)


def calls_that_skip_history(source: str, kept: set[str]) -> Iterator[int]:
    """The lines of calls such as `Task.objects.filter(…).update(…)` on a model with a history."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SKIPS_HISTORY:
            chain: ast.expr = node.func.value
            names = []
            while isinstance(chain, ast.Call | ast.Attribute):
                names.append(chain.attr if isinstance(chain, ast.Attribute) else "")
                chain = chain.func if isinstance(chain, ast.Call) else chain.value
            if isinstance(chain, ast.Name) and chain.id in kept and "objects" in names:
                yield node.lineno


def test_the_guard_sees_what_it_should() -> None:
    source = "Task.objects.filter(pk=1).update(stt='')\nTask.history.update(x=1)\nPart.objects.update(x=1)"
    assert list(calls_that_skip_history(source, {"Task"})) == [1]


def test_nobody_writes_in_bulk_past_the_history() -> None:
    kept = {model.__name__ for model in apps.get_models() if hasattr(model, "history")}
    assert {"Plan", "Task", "TaskUnit", "Target", "Unit", "User"} <= kept
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
        for line in calls_that_skip_history(path.read_text(encoding="utf-8"), kept)
    ]
    assert found == []
