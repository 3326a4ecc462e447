"""Celery's entry points of this room."""

from celery import shared_task

from wards import background


@shared_task(name="wards.jobs.requeue_stalled", ignore_result=True)
def requeue_stalled() -> int:
    """Queues again the jobs whose worker died."""
    return background.requeue_stalled()
