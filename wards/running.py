"""How Celery runs every job: what the class of each says of limits, of retries and of failures that are expected."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from celery.app.task import Task
from django.db import InterfaceError, OperationalError, connection

if TYPE_CHECKING:
    TaskBase = Task[Any, Any]
else:
    TaskBase = Task

PASSING = (OperationalError, InterfaceError)
"""The database was restarted or is too busy: the work itself is not at fault, and is done again."""

WAIT_FOR_DATABASE = (0, 1, 2, 4, *[8] * 14)
"""Seconds between the tries to write down what nobody else can tell: two minutes, within every job's limits."""

T = TypeVar("T")


def when_database_answers(write: Callable[[], T]) -> T:
    """Does `write`, also where the database is just starting again; raises when it stays away longer than that.

    Inside a transaction, which a lost connection has ended, it is tried once.
    """
    for seconds in WAIT_FOR_DATABASE:
        try:
            return write()
        except PASSING:
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(seconds)
    return write()


class ExpectedError(Exception):
    """Work that cannot be done, and no fault of the portal: `str()` says to the person why, and what to do."""


class JobTask(TaskBase):
    """What holds for every job; one with limits of its own says so where it is declared.

    A message is acknowledged when its job has ended, and given back when the worker dies, so a job may run twice:
    each claims what it works on by a conditional update. The limits are in seconds.
    """

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True
    soft_time_limit = 840
    time_limit = 900
    autoretry_for = PASSING
    max_retries = 5
    retry_backoff = True
    retry_backoff_max = 60
    throws = (ExpectedError,)
