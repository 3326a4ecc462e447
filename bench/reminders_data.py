"""A province's year, written by the database itself: wards, people, and open occurrences of which a share is owed."""

from __future__ import annotations

from datetime import date

from bench.filling import insert, plans, unconstrained
from tasks.models import Message, Notification, Occurrence, Part
from wards.models import Membership, Unit, User, Ward

DAY = date(2026, 5, 14)
"""The Thursday that the sweeps are of: the last quarter was asked about on 13 March."""
WARDS, TASKS, OCCURRENCES, OWED = 3_300, 250_000, 1_000_000, 10_000
UNITS = 3
"""Of each ward; beside them a one-door centre without parts. The third has a head and no officer."""

WARD_OF_TASK = f"(t * {WARDS} / {TASKS})"
# One occurrence in a hundred is owed today, on one of the milestones of short windows.
OWED_TODAY = f"n % {OCCURRENCES // OWED} = 0"
LATE = f"NOT ({OWED_TODAY}) AND n % 40 = 3"
LONG = f"NOT ({OWED_TODAY}) AND n % 4 = 2"
CHECK_IN = f"NOT ({OWED_TODAY}) AND n % 4 = 0"
# The rest are dated, in windows of two months that have opened, due in one and a half weeks at the earliest.
DUE = f"""CASE
    WHEN {OWED_TODAY} THEN day - (ARRAY[-7, -3, -1, 0, 1, 7, 30])[n / {OCCURRENCES // OWED} % 7 + 1]
    WHEN {LATE} THEN day - 35 - n % 20
    WHEN {LONG} THEN day + 31 + n % 150
    WHEN {CHECK_IN} THEN '2026-06-15'
    ELSE day + 10 + n % 45 END"""
START = f"CASE WHEN {LONG} THEN '2026-01-05' WHEN {CHECK_IN} THEN '2026-03-15' ELSE due - 55 END"


def fill() -> None:
    """Writes the records."""
    with unconstrained(User, Message, Notification):
        _people()
        _work()
        _told()


def _people() -> None:
    one = f"generate_series(0, {WARDS - 1}) w"
    insert(Ward, one, id="w + 1", name="'Phường ' || w", name_folded="'phuong ' || w", province="'Tỉnh Thí Điểm'")
    kind = f"CASE WHEN u = {UNITS} THEN 'one_door' ELSE 'division' END"
    units = f"{one}, generate_series(0, {UNITS}) u"
    unit = f"w * {UNITS + 1} + u + 1"
    insert(Unit, units, id=unit, ward="w + 1", name="'Phòng ' || u", name_folded="'phong ' || u", kind=kind)
    # Of each ward one person in every unit, and a leader.
    people = f"{one}, generate_series(0, {UNITS + 1}) u"
    person = f"w * {UNITS + 2} + u + 1"
    name = "'n' || w || '.' || u"
    insert(
        User,
        people,
        id=person,
        username=name,
        full_name=name,
        email=f"{name} || '@example.com'",
        password="'!'",  # noqa: S106 nobody signs in
        date_joined="now()",
    )
    role = "(ARRAY['officer', 'officer', 'head', 'one_door', 'leader'])[u + 1]"
    insert(
        Membership,
        people,
        user=person,
        ward="w + 1",
        unit=f"CASE WHEN u < {UNITS} THEN {unit} END",
        role=role,
        is_head=f"u = {UNITS - 1}",
    )


def _work() -> None:
    one = f"generate_series(0, {WARDS - 1}) w"
    issued = "date '2026-01-05'"
    tasks = f"generate_series(0, {TASKS - 1}) t"
    ward = f"{WARD_OF_TASK} + 1"
    officer = f"CASE WHEN t % 10 = 0 THEN {WARD_OF_TASK} * {UNITS + 2} + t % {UNITS} + 1 END"
    plans(one, tasks, ward, issued=issued, year=DAY.year, officer=officer)
    each = (
        f"(SELECT n, n * {TASKS}::bigint / {OCCURRENCES} t, date '{DAY}' AS day "  # noqa: S608 our own figures
        f"FROM generate_series(0, {OCCURRENCES - 1}) n) one, LATERAL (SELECT ({DUE})::date due) two"
    )
    insert(
        Occurrence,
        each,
        id="n + 1",
        ward=ward,
        task="t + 1",
        slot="'X' || n",
        kind=f"CASE WHEN {CHECK_IN} THEN 'check_in' ELSE 'dated' END",
        start=f"({START})::date",
        opens_on=f"({START})::date",
        due="due",
        made_on=issued,
    )
    status = f"CASE WHEN {CHECK_IN} THEN 'not_reported' ELSE 'not_started' END"
    unit = f"{WARD_OF_TASK} * {UNITS + 1} + t % {UNITS} + 1"
    insert(Part, each, id="n + 1", ward=ward, occurrence="n + 1", unit=unit, status=status)


def _told() -> None:
    """What was told before: the last quarter's asking, the late milestones, and this week's digest of them."""
    ways = "(VALUES ('portal'), ('email')) AS way(channel)"
    message = {"purpose": "'reminder'", "state": "'sent'", "attempts": "1", "sent_at": "now()"}
    people = f"wards_user, {ways}"
    before = f"date '{DAY}' - 10"
    insert(Message, people, recipient="wards_user.id", channel="channel", day=before, **message)
    leaders = f"wards_membership, {ways} WHERE role = 'leader'"
    insert(Message, leaders, recipient="user_id", channel="channel", day=before, **message | {"purpose": "'digest'"})
    parts = "tasks_part JOIN tasks_occurrence o ON o.id = occurrence_id"
    unit_person = f"(unit_id - 1) / {UNITS + 1} * {UNITS + 2} + (unit_id - 1) % {UNITS + 1} + 1"
    leader = f"(tasks_part.ward_id - 1) * {UNITS + 2} + {UNITS + 2}"
    for which, milestone, who, purpose in (
        ("start = '2026-01-05'", "'ask:2026-Q1'", unit_person, "reminder"),
        (f"due <= date '{DAY}' - 35", "'+30'", unit_person, "reminder"),
        (f"due <= date '{DAY}' - 10", "'digest:2026-W20'", leader, "digest"),
    ):
        insert(
            Notification,
            f"{parts} JOIN tasks_message m ON m.recipient_id = {who} AND m.purpose = '{purpose}' WHERE {which}",
            ward="tasks_part.ward_id",
            part="tasks_part.id",
            due="due",
            milestone=milestone,
            recipient="m.recipient_id",
            channel="m.channel",
            message="m.id",
        )
