"""Reminders through real workers and beats, while what they rest on is restarted or killed under them.

After each fault: nobody got a message twice unless it is marked unknown, nothing owed is left unsent, and both wards
were served. Real processes have the real clock; what would take minutes is written into the rows instead.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
import redis
import time_machine
from django.db import connection

from portal.celery import app
from tasks import delivery, morning
from tasks.delivery import expire
from tasks.models import Channel, Message, MessageState, Notification
from tests import environment
from tests.factory import ECONOMY, deadline, make_plan, make_user, make_ward
from tests.services import Services
from tests.smtp import Post, mail_server
from tests.workers import SECONDS, Crew, kill, kill_hands, until
from wards.background import HEARTBEAT_LOST
from wards.clock import now, today
from wards.models import Job, JobState, Role, User, Ward

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

OFFICERS = 5
"""In each of two wards."""
HANDS = 2
SETTLED = {MessageState.SENT, MessageState.UNKNOWN}


@pytest.fixture
def servers() -> Services:
    if environment.services is None:
        pytest.skip("servers are restarted: needs --services, and no workers of pytest-xdist beside it")
    with redis.Redis.from_url(environment.services.settings["REDIS_URL"]) as client:
        client.flushall()
    return environment.services


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as post:
        yield post


@pytest.fixture
def crew(servers: Services, tmp_path: Path, post: Post, request: pytest.FixtureRequest) -> Iterator[Crew]:
    crew = Crew(tmp_path, post.port)
    try:
        yield crew
    finally:
        crew.end()
        print(crew.logs())


@pytest.fixture
def people() -> list[User]:
    """The officers of two wards, who were owed a late notice two weeks ago and have not got it."""
    due = today() - timedelta(45)
    found = []
    with time_machine.travel(now() - timedelta(100), tick=False):
        for name in ("Phường Một", "Phường Hai"):
            ward = make_ward(name)
            found += [make_user(ward, Role.OFFICER, ECONOMY) for _ in range(OFFICERS)]
            make_plan(ward, [deadline(due)], year=due.year, issued_on=today())
    return found


def ring(name: str) -> None:
    """As beat does."""
    app.send_task(name)


def mails() -> Counter[str]:
    """The mails by state."""
    return Counter(Message.objects.filter(channel=Channel.EMAIL).values_list("state", flat=True))


def all_settled(people: list[User]) -> Callable[[], bool]:
    """Whether everybody's mail has left, and what stands in the portal is there."""
    return lambda: sum(count for state, count in mails().items() if state in SETTLED) == len(people) and in_portal()


def in_portal() -> bool:
    """Whether nothing waits any more to appear in the portal."""
    return not Message.objects.filter(channel=Channel.PORTAL).exclude(state=MessageState.SENT).exists()


def check(people: list[User], post: Post) -> None:
    """What must hold after every fault."""
    arrived = Counter(str(mail["To"]) for mail in post.arrived)
    states = dict(Message.objects.filter(channel=Channel.EMAIL).values_list("recipient__email", "state"))
    assert states.keys() == {user.email for user in people}
    assert set(states.values()) <= SETTLED
    for address, state in states.items():
        assert arrived[address] <= 1
        assert arrived[address] == 1 or state == MessageState.UNKNOWN
    portal = Message.objects.filter(channel=Channel.PORTAL)
    assert set(portal.values_list("state", flat=True)) == {MessageState.SENT}
    assert portal.count() == len(people)
    assert Notification.objects.count() == 2 * len(people)


@contextmanager
def held(post: Post, stage: str, number: int) -> Iterator[Event]:
    """The mail server stands still at the n-th mail that reaches the stage, from the event until the block ends."""
    reached, release, seen = Event(), Event(), []

    def stand() -> None:
        seen.append(stage)
        if len(seen) == number:
            reached.set()
            release.wait(SECONDS)

    post.on[stage] = stand
    try:
        yield reached
    finally:
        release.set()


@contextmanager
def locked() -> Iterator[None]:
    """A ward's row is held, so that a sweep begins and goes no further; an end of the connection is no error."""
    given = connection.settings_dict
    with psycopg.connect(host=given["HOST"], user=given["USER"], dbname=given["NAME"]) as other:
        other.execute("SELECT FROM wards_ward WHERE id = %s FOR UPDATE", [Ward.objects.latest("pk").pk])
        try:
            yield
        finally:
            with suppress(psycopg.OperationalError):
                other.rollback()


def sweep_waits() -> bool:
    """Whether the sweep stands before the lock, its job claimed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        blocked = cursor.fetchone()[0]
    return bool(blocked) and Job.objects.filter(kind=morning.SWEEP, state=JobState.RUNNING).exists()


def let_the_heartbeat_stop() -> None:
    """Three minutes pass without a sign of whoever ran the job."""
    Job.objects.filter(state=JobState.RUNNING).update(heartbeat=now() - HEARTBEAT_LOST - timedelta(seconds=1))
    ring("wards.jobs.requeue_stalled")


def let_the_leases_run_out() -> None:
    """Ten minutes pass."""
    Message.objects.filter(state=MessageState.CLAIMED).update(claimed_until=now() - timedelta(seconds=1))
    expire()


def test_two_beats_send_once(crew: Crew, people: list[User], post: Post) -> None:
    crew.worker()
    beats = [crew.beat(), crew.beat()]
    until(all_settled(people), "for the mails")
    # Each goes on ringing after everything has been sent.
    before = [rung() for rung in beats]
    until(lambda: all(rung() >= past + 2 for rung, past in zip(beats, before, strict=True)), "for the bells")
    check(people, post)
    assert mails() == {MessageState.SENT: len(people)}
    assert Job.objects.filter(kind=morning.SWEEP).count() == 1


def test_redis_restarted_in_mid_run(crew: Crew, people: list[User], post: Post, servers: Services) -> None:
    crew.worker()
    with held(post, "DATA", 3) as reached:
        ring("tasks.jobs.send_reminders")
        assert reached.wait(SECONDS)
        servers.redis.stop()
        servers.redis.start()
        with redis.Redis.from_url(servers.settings["REDIS_URL"]) as client:
            assert not client.llen("celery"), "the bells are lost"
    ring("tasks.jobs.deliver_waiting")
    until(all_settled(people), "for the mails")
    check(people, post)
    assert mails() == {MessageState.SENT: len(people)}


def test_a_worker_killed_among_its_mails(crew: Crew, people: list[User], post: Post) -> None:
    first = crew.worker()
    with held(post, "DATA", 3) as reached:
        ring("tasks.jobs.send_reminders")
        assert reached.wait(SECONDS)
        kill(first)
        assert first.returncode == -signal.SIGKILL
    left = list(Message.objects.filter(state=MessageState.CLAIMED).values_list("pk", flat=True))
    crew.worker()
    ring("tasks.jobs.deliver_waiting")
    others = Message.objects.exclude(pk__in=left).exclude(state=MessageState.SENT)
    until(lambda: not others.exists(), "for the other messages")
    let_the_leases_run_out()
    ring("tasks.jobs.deliver_waiting")
    until(in_portal, "for those in the portal")
    check(people, post)
    assert 1 <= mails()[MessageState.UNKNOWN] <= HANDS


def test_a_worker_killed_in_its_sweep(crew: Crew, people: list[User], post: Post) -> None:
    """Its hands only: Celery gives the message back, and the row says that the job is still somebody's."""
    worker = crew.worker()
    with locked():
        ring("tasks.jobs.send_reminders")
        until(sweep_waits, "for the sweep")
        kill_hands(worker)
    assert not Message.objects.exists()
    let_the_heartbeat_stop()
    until(all_settled(people), "for the mails")
    check(people, post)
    assert Job.objects.get(kind=morning.SWEEP).attempt == 2
    assert mails() == {MessageState.SENT: len(people)}


def test_the_database_restarted_in_mid_run(crew: Crew, people: list[User], post: Post, servers: Services) -> None:
    def restart() -> None:
        connection.close()
        servers.postgres.stop()
        servers.postgres.start()

    crew.worker()
    with held(post, "DATA", 3) as reached:
        with suppress(psycopg.OperationalError), locked():
            ring("tasks.jobs.send_reminders")
            until(sweep_waits, "for the sweep")
            restart()
        # Whoever was in the middle of it puts it back as soon as the database answers, and Celery runs it again.
        assert reached.wait(SECONDS)
        restart()
    until(all_settled(people), "for the mails")
    check(people, post)
    assert mails() == {MessageState.SENT: len(people)}, "what was known was recorded when the database was back"
    assert delivery.waiting(today()) == []
