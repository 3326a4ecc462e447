"""How Celery runs every job: what the class of each says of limits, of retries and of failures that are expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery.app.task import Task
from django.db import InterfaceError, OperationalError

if TYPE_CHECKING:
    TaskBase = Task[Any, Any]
else:
    TaskBase = Task

PASSING = (OperationalError, InterfaceError)
"""The database was restarted or is too busy: the work itself is not at fault, and is done again."""


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
