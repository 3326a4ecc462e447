"""Celery's entry points of this room."""

from celery import shared_task

from wards import background, heartbeat


@shared_task(name=heartbeat.JOB, soft_time_limit=30, time_limit=60)
def beat_heart() -> None:
    """Proves that schedule, broker and worker are alive."""
    heartbeat.heard()


@shared_task(name="wards.jobs.requeue_stalled", soft_time_limit=120, time_limit=180)
def requeue_stalled() -> int:
    """Queues again the jobs whose worker died."""
    return background.requeue_stalled()
