"""Who may move a part from which status to which."""

import pytest

from tasks.schedule import SlotKind
from tasks.status import Actor, PartStatus, choices, initial

P = PartStatus
LEAD, CENTRE, LEADER = Actor.LEAD, Actor.CENTRE, Actor.LEADER
DATED, EVENT, CHECK_IN = SlotKind.DATED, SlotKind.EVENT, SlotKind.CHECK_IN


@pytest.mark.parametrize("kind", SlotKind)
def test_only_check_ins_begin_unreported(kind: SlotKind) -> None:
    assert initial(kind) == (P.NOT_REPORTED if kind is CHECK_IN else P.NOT_STARTED)


@pytest.mark.parametrize(
    ("current", "actor", "allowed"),
    [
        (P.NOT_STARTED, LEAD, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION}),
        (P.IN_PROGRESS, LEAD, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION}),
        (P.AWAITING_CONFIRMATION, LEAD, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION}),
        (P.DONE, LEAD, set()),
        (P.PAUSED, LEAD, set()),
        (P.DROPPED, LEAD, set()),
        (P.NOT_STARTED, CENTRE, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.DONE}),
        (P.AWAITING_CONFIRMATION, CENTRE, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.DONE}),
        (P.DONE, CENTRE, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.DONE}),
        (P.PAUSED, CENTRE, set()),
        (P.NOT_STARTED, LEADER, {P.PAUSED, P.DROPPED}),
        (P.AWAITING_CONFIRMATION, LEADER, {P.PAUSED, P.DROPPED}),
        (P.DONE, LEADER, set()),
        (P.PAUSED, LEADER, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.PAUSED, P.DROPPED}),
        (P.DROPPED, LEADER, {P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.PAUSED, P.DROPPED}),
    ],
)
def test_work_is_reported_by_the_unit_and_confirmed_by_the_centre(
    current: PartStatus, actor: Actor, allowed: set[PartStatus]
) -> None:
    assert choices(DATED, current, actor) == allowed


@pytest.mark.parametrize("actor", [LEAD, CENTRE])
@pytest.mark.parametrize("current", [P.NOT_STARTED, P.IN_PROGRESS, P.AWAITING_CONFIRMATION, P.DONE])
def test_without_confirmation_the_unit_finishes_itself(actor: Actor, current: PartStatus) -> None:
    assert choices(DATED, current, actor, confirmation=False) == {P.NOT_STARTED, P.IN_PROGRESS, P.DONE}


@pytest.mark.parametrize("actor", [LEAD, CENTRE])
@pytest.mark.parametrize("current", [P.NOT_REPORTED, P.REPORTED])
def test_a_check_in_is_only_reported(actor: Actor, current: PartStatus) -> None:
    assert choices(CHECK_IN, current, actor) == {P.NOT_REPORTED, P.REPORTED}


@pytest.mark.parametrize("current", [P.NOT_REPORTED, P.REPORTED])
def test_a_leader_neither_pauses_nor_reports_a_check_in(current: PartStatus) -> None:
    assert choices(CHECK_IN, current, LEADER) == frozenset()


@pytest.mark.parametrize("confirmation", [True, False])
@pytest.mark.parametrize("actor", [LEAD, CENTRE])
def test_only_of_an_event_nothing_may_have_arisen(actor: Actor, confirmation: bool) -> None:
    assert P.NOTHING_AROSE in choices(EVENT, P.NOT_STARTED, actor, confirmation=confirmation)
    assert P.NOTHING_AROSE not in choices(DATED, P.NOT_STARTED, actor, confirmation=confirmation)
    assert P.NOTHING_AROSE not in choices(EVENT, P.NOT_STARTED, LEADER, confirmation=confirmation)


@pytest.mark.parametrize("kind", SlotKind)
@pytest.mark.parametrize("confirmation", [True, False])
def test_nobody_but_a_leader_pauses_or_drops(kind: SlotKind, confirmation: bool) -> None:
    for current in P:
        for actor in (LEAD, CENTRE):
            assert not choices(kind, current, actor, confirmation=confirmation) & {P.PAUSED, P.DROPPED}
