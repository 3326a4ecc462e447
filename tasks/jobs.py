"""Celery's entry points of this room: each takes ids and calls one function."""

from celery import shared_task

from tasks import delivery, morning
from wards import background


@shared_task(name="tasks.jobs.send_reminders", soft_time_limit=30, time_limit=60)
def send_reminders() -> None:
    """The morning's bell."""
    morning.ask()


@shared_task(name=morning.SWEEP)
def sweep(job_id: int) -> None:
    """Records what is owed on the day that the job names, and asks for its delivery."""
    background.run(job_id, morning.sweep)


@shared_task(name="tasks.jobs.deliver_waiting", soft_time_limit=120, time_limit=180)
def deliver_waiting() -> None:
    """What is left over: a morning that was not swept, and messages that wait."""
    morning.catch_up()
    morning.deliver_waiting()


# Killed before its claim runs out: who takes the message over must not meet a sender who is only slow.
@shared_task(name="tasks.jobs.deliver", soft_time_limit=240, time_limit=300)
def deliver(message_id: int) -> None:
    """Delivers one message."""
    delivery.deliver(message_id)
