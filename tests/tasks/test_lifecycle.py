"""Who may do what to a part in which state: one table, held by the functions that write and by the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import dates, evidence, work
from tasks.lateness import RowState
from tasks.models import Extension, Part, StatusUpdate, Task, UpdateKind
from tasks.officers import name_officer
from tasks.rows import parts_of, row_now
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, MONTHLY, OFFICE, ON_EVENT, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
DUE, LATER = date(2026, 3, 31), date(2026, 4, 30)
BY_DOCUMENT: dict[str, Any] = {"reason": "Chờ tỉnh", "document_number": "5/TB-UBND"}

STATES = {
    "N": P.NOT_STARTED,
    "I": P.IN_PROGRESS,
    "A": P.AWAITING_CONFIRMATION,
    "D": P.DONE,
    "Z": P.PAUSED,
    "X": P.DROPPED,
}
WHO = (
    "officer",
    "head",
    "partner",
    "stranger",
    "viewer",
    "one_door",
    "leader",
    "admin",
    "oversight",
    "province",
    "elsewhere",
)
"""The unit's officer and head; officers of a partner unit and of one the row does not name; everybody else."""

UNIT, ANY = ("officer", "head"), "NIADZX"

MATRIX: dict[str, dict[str, str]] = {
    # Everything that is not written here is refused.
    "begin": {**dict.fromkeys(UNIT, "NIA"), "one_door": "NIAD"},
    "finish": {**dict.fromkeys(UNIT, "NIA"), "one_door": "NIAD"},
    "finish_confirmed": {"one_door": "NIAD"},
    "confirm": {"one_door": "A"},
    "send_back": {"one_door": "A"},
    "pause": {"leader": "NIAZX"},
    "drop": {"leader": "NIAZX"},
    "resume": {"leader": "ZX"},
    # Of an entry; a part that was not begun has none. What is confirmed is the centre's, what is set aside nobody's.
    "correct": {**dict.fromkeys(UNIT, "IA"), "one_door": "IAD"},
    "explain": dict.fromkeys((*UNIT, "one_door"), ANY),
    "comment": dict.fromkeys((*UNIT, "partner", "one_door", "leader"), ANY),
    "evidence": dict.fromkeys((*UNIT, "partner", "one_door", "leader"), ANY),
    "ask_extension": dict.fromkeys((*UNIT, "one_door"), "NI"),
    "agree_extension": {"leader": ANY},
    "decline_extension": {"leader": ANY},
    "name_officer": {"head": ANY, "one_door": ANY},
}


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "head": factory.make_user(ward, Role.HEAD, ECONOMY),
        "partner": factory.make_user(ward, Role.OFFICER, CULTURE),
        "stranger": factory.make_user(ward, Role.HEAD, OFFICE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "admin": factory.make_user(ward, Role.ADMIN),
        "oversight": factory.make_user(ward, Role.OVERSIGHT),
        "province": factory.make_user(None, Role.PROVINCE_ADMIN),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def plan(ward: Ward, people: dict[str, User]) -> Plan:
    return factory.make_plan(ward)


def made(plan: Plan, people: dict[str, User], state: str) -> Part:
    """A part of the economic division, with the cultural one as partner, in that state."""
    task = factory.make_task(plan, None, factory.deadline(DUE), partner=[CULTURE], content=f"{state} {plan.pk}")
    part = factory.part_of(task)
    if state != "N":
        work.report(part, people["officer"], status=P.IN_PROGRESS, progress=40)
    if state in "AD":
        work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã ban hành")
    if state == "D":
        work.confirm(part, people["one_door"])
    if state in "ZX":
        work.decide(part, people["leader"], UpdateKind.PAUSE if state == "Z" else UpdateKind.DROP, **BY_DOCUMENT)
    part = Part.objects.get(pk=part.pk)
    assert part.status == STATES[state]
    return part


def asked(part: Part) -> Extension:
    """An open request for a later day, made before the part came into its state."""
    return Extension.objects.create(
        ward=part.ward,
        occurrence=part.occurrence,
        from_due=DUE,
        to_due=LATER,
        reason="Chờ số liệu",
        requested_by=User.objects.get(memberships__role="one_door", memberships__ward=part.ward),
        requested_on=date(2026, 3, 9),
    )


def first_report(part: Part) -> StatusUpdate:
    found = part.updates.filter(kind=UpdateKind.REPORT).order_by("pk").first()
    if found is None:
        raise work.Refused("there is nothing to correct")
    return found


WRITES: dict[str, Callable[[Part, User], object]] = {
    "begin": lambda part, who: work.report(part, who, status=P.IN_PROGRESS, progress=20),
    "finish": lambda part, who: work.report(part, who, status=P.AWAITING_CONFIRMATION, text="Đã xong"),
    "finish_confirmed": lambda part, who: work.report(part, who, status=P.DONE, text="Đã xong"),
    "confirm": lambda part, who: work.confirm(part, who),
    "send_back": lambda part, who: work.send_back(part, who, reason="Thiếu số liệu"),
    "pause": lambda part, who: work.decide(part, who, UpdateKind.PAUSE, **BY_DOCUMENT),
    "drop": lambda part, who: work.decide(part, who, UpdateKind.DROP, **BY_DOCUMENT),
    "resume": lambda part, who: work.decide(part, who, UpdateKind.RESUME),
    "correct": lambda part, who: work.report(part, who, status=P.IN_PROGRESS, progress=30, corrects=first_report(part)),
    "explain": lambda part, who: work.explain(part, who, text="Chờ số liệu"),
    "comment": lambda part, who: work.comment(part, who, text="Đã góp ý"),
    "evidence": lambda part, who: evidence.add(part, who, document_number="12/BC"),
    "ask_extension": lambda part, who: dates.ask_extension(part, who, to_due=LATER, reason="Chờ số liệu"),
    "agree_extension": lambda part, who: dates.decide_extension(
        asked(part), who, agreed=True, document_number="6/TB-UBND"
    ),
    "decline_extension": lambda part, who: dates.decide_extension(asked(part), who, agreed=False, note="Đủ thời gian"),
    "name_officer": lambda part, who: name_officer(
        part.occurrence.task, who, User.objects.get(memberships__role="officer", memberships__unit=part.unit), version=1
    ),
}


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_allowed(
    plan: Plan, people: dict[str, User], tried: Callable[[Part, User], bool], roles: tuple[str, ...] = WHO
) -> dict[str, str]:
    """For each role the states in which `tried` was allowed, as in MATRIX."""
    allowed = dict.fromkeys(roles, "")
    for state in STATES:
        part = made(plan, people, state)
        for who in roles:
            entries = StatusUpdate.objects.count()
            with undone():
                ok = tried(Part.objects.get(pk=part.pk), people[who])
                assert ok or StatusUpdate.objects.count() == entries, (state, who)
            allowed[who] += state if ok else ""
    return {who: states for who, states in allowed.items() if states}


@pytest.mark.parametrize("action", MATRIX)
def test_who_may_write_what_in_which_state(plan: Plan, people: dict[str, User], action: str) -> None:
    def tried(part: Part, user: User) -> bool:
        try:
            with transaction.atomic():
                WRITES[action](part, user)
        except (PermissionDenied, work.Refused):
            return False
        return True

    assert found_allowed(plan, people, tried) == MATRIX[action]


def _posted(action: str, part: Part) -> tuple[str, dict[str, Any]]:
    """The address and the fields by which a page does it."""
    said = {"text": "Đã xong", "version": part.version, "effective_on": "2026-03-10", "progress": "20"}
    documented = {"text": "Chờ tỉnh", "document_number": "5/TB-UBND", "version": part.version}
    match action:
        case "begin" | "finish" | "finish_confirmed":
            status = {"begin": P.IN_PROGRESS, "finish": P.AWAITING_CONFIRMATION, "finish_confirmed": P.DONE}[action]
            return _at("part", part), said | {"status": status.value}
        case "confirm" | "send_back":
            return _at("answer", part), said | ({"return": "1"} if action == "send_back" else {})
        case "pause" | "drop" | "resume":
            return _at("decide", part), documented | {"decision": action}
        case "correct":
            entry = part.updates.filter(kind=UpdateKind.REPORT).order_by("pk").first()
            return _at("correct", entry or part), said | {"status": P.IN_PROGRESS.value}
        case "explain" | "comment":
            return _at(action, part), {"text": "Chờ số liệu"}
        case "ask_extension":
            return _at("extend", part), {"to_due": LATER.isoformat(), "reason": "Chờ số liệu"}
        case "agree_extension" | "decline_extension":
            decided = {"agree": "1"} if action.startswith("agree") else {"decline": "1"}
            return _at("extension", asked(part)), decided | {"document_number": "6/TB-UBND", "note": "Đủ thời gian"}
        case _:
            officer = User.objects.get(memberships__role="officer", memberships__unit=part.unit)
            return _at("officer", part.occurrence.task), {"version": 1, "officer": officer.pk}


def _at(name: str, about: Any) -> str:
    return reverse(f"tasks:{name}", kwargs={"public_id": about.public_id})


@pytest.mark.parametrize("action", [action for action in MATRIX if action != "evidence"])
def test_the_pages_allow_what_the_functions_do(plan: Plan, people: dict[str, User], action: str) -> None:
    browsers = {user.pk: Client() for user in people.values()}
    for user in people.values():
        browsers[user.pk].force_login(user)

    def tried(part: Part, user: User) -> bool:
        answer = browsers[user.pk].post(*_posted(action, part))
        elsewhere = user == people["elsewhere"] or (action == "correct" and part.status == P.NOT_STARTED)
        assert answer.status_code in ({404} if elsewhere else {302, 403, 422}), (part.status, user)
        return answer.status_code == 302

    # The other roles' pages stand in tests/portal/addresses.csv.
    roles = ("officer", "head", "partner", "viewer", "one_door", "leader", "elsewhere")
    assert found_allowed(plan, people, tried, roles) == MATRIX[action]


# Check-ins, and what needs no confirmation


def test_a_check_in_is_reported_and_never_confirmed_paused_or_dropped(plan: Plan, people: dict[str, User]) -> None:
    part = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    allowed = {who: sorted(work.statuses(part, people[who])) for who in WHO if work.statuses(part, people[who])}
    assert allowed == dict.fromkeys((*UNIT, "one_door"), sorted([P.NOT_REPORTED, P.REPORTED]))
    for kind in (UpdateKind.PAUSE, UpdateKind.DROP):
        with pytest.raises(PermissionDenied):
            work.decide(part, people["leader"], kind, **BY_DOCUMENT)
    work.report(part, people["officer"], status=P.REPORTED, text=work.SMOOTH)
    with pytest.raises(work.Refused):
        work.confirm(part, people["one_door"])


@pytest.mark.parametrize(
    ("confirmation", "lead", "who", "then"),
    [
        (True, ECONOMY, "officer", P.AWAITING_CONFIRMATION),
        (True, CENTRE, "one_door", P.DONE),
        (False, ECONOMY, "officer", P.DONE),
        (False, CENTRE, "one_door", P.DONE),
    ],
)
@pytest.mark.parametrize("timing", [factory.deadline(DUE), MONTHLY])
def test_what_finishing_means(
    ward: Ward, plan: Plan, people: dict[str, User], confirmation: bool, lead: str, who: str, then: str, timing: Any
) -> None:
    """The ward may have the step off, and what the centre itself leads needs none."""
    ward.confirmation = confirmation
    ward.save()
    task = factory.make_task(Plan.objects.get(pk=plan.pk), None, timing, lead=lead)
    part = Part.objects.filter(occurrence__task=task).order_by("occurrence__due")[0]
    finishing = work.statuses(part, people[who]) & {P.AWAITING_CONFIRMATION, P.DONE}
    assert finishing == {then}
    work.report(part, people[who], status=PartStatus(then), text="Đã xong")
    part.refresh_from_db()
    assert (part.status, part.done_on) == (then, date(2026, 3, 10))
    # Without the step the unit itself reopens what it finished.
    if then == P.DONE:
        assert P.IN_PROGRESS in work.statuses(Part.objects.get(pk=part.pk), people[who])


# Several lead units


def state_of(task: Task) -> RowState:
    return row_now(parts_of(Part.objects.filter(occurrence__task=task), date(2026, 3, 10))[task.pk]).state


def test_a_task_is_done_when_every_lead_unit_is(plan: Plan, people: dict[str, User]) -> None:
    task = factory.make_task(plan, None, factory.deadline(DUE), lead=[ECONOMY, CULTURE])
    economy, culture = factory.part_of(task, "T1", ECONOMY), factory.part_of(task, "T1", CULTURE)
    assert state_of(task) is RowState.NOT_STARTED
    work.report(economy, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    assert state_of(task) is RowState.IN_PROGRESS
    # Each unit reports its own part and no other.
    with pytest.raises(PermissionDenied):
        work.report(culture, people["officer"], status=P.IN_PROGRESS)
    work.report(culture, people["partner"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    assert state_of(task) is RowState.DONE
    # Returned to one, it is open again.
    work.send_back(culture, people["one_door"], reason="Thiếu")
    assert state_of(task) is RowState.IN_PROGRESS


def test_a_group_that_leads_is_its_members(plan: Plan, people: dict[str, User]) -> None:
    task = factory.make_task(plan, None, factory.deadline(DUE), lead=factory.DIVISIONS)
    parts = Part.objects.filter(occurrence__task=task).select_related("unit")
    assert {part.unit.name for part in parts if part.unit} == {ECONOMY, CULTURE, OFFICE}
    for at, part in enumerate(parts, start=1):
        work.report(part, people["one_door"], status=P.DONE, text="Đã xong")
        assert state_of(task) is (RowState.DONE if at == len(parts) else RowState.IN_PROGRESS)


# Events and awaited dates


@pytest.mark.parametrize(
    ("does", "allowed"),
    [
        # Who reports for one of the two lead units records an event; that nothing arose, who speaks for all.
        ("event", {"officer", "head", "partner", "one_door"}),
        ("nothing", {"one_door"}),
        ("date", {"officer", "head", "one_door"}),
        ("no date", {"officer", "head", "one_door"}),
    ],
)
def test_who_gives_dates(plan: Plan, people: dict[str, User], does: str, allowed: set[str]) -> None:
    task = factory.make_task(plan, None, (EXTERNAL, ON_EVENT), lead=[ECONOMY, CULTURE])
    part = factory.part_of(task, "X1", ECONOMY)
    writes: dict[str, tuple[Callable[[User], object], str, dict[str, str]]] = {
        "event": (
            lambda who: dates.record_event(task, who, text="Có đoàn kiểm tra", due=LATER),
            _at("event", task),
            {"text": "Có đoàn kiểm tra", "due": LATER.isoformat(), "arose": "1"},
        ),
        "nothing": (lambda who: dates.nothing_arose(task, who), _at("event", task), {"nothing": "1"}),
        "date": (
            lambda who: dates.give_date(part, who, due=LATER),
            _at("date", part),
            {"due": LATER.isoformat(), "given": "1"},
        ),
        "no date": (lambda who: dates.give_date(part, who, due=None), _at("date", part), {"none": "1"}),
    }
    write, address, data = writes[does]
    for who, user in people.items():
        with undone():
            try:
                with transaction.atomic():
                    write(user)
                written = True
            except PermissionDenied:
                written = False
        assert written == (who in allowed), who
        browser = Client()
        browser.force_login(user)
        with undone():
            status = browser.post(address, data).status_code
        assert status == (302 if who in allowed else 404 if who == "elsewhere" else 403), who
