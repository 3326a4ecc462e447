"""Celery's entry points of this room: each takes ids and calls one function."""

from celery import shared_task

from tasks import delivery, reminders
from wards.clock import today


@shared_task(name="tasks.jobs.send_reminders")
def send_reminders() -> None:
    """The morning's job: records what is owed in every ward, then asks for its delivery."""
    reminders.sweep(today())
    deliver_waiting()


@shared_task(name="tasks.jobs.deliver_waiting")
def deliver_waiting() -> None:
    """Asks for the delivery of every message whose time has come; finds claims that ran out."""
    delivery.expire()
    delivery.ring(delivery.waiting(today()))


@shared_task(name="tasks.jobs.deliver")
def deliver(message_id: int) -> None:
    """Delivers one message."""
    delivery.deliver(message_id)
