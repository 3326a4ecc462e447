"""The Celery application, the schedule of its beat, and the sign of life that beat gives."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, before_task_publish

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

HEARTBEAT = "wards.jobs.beat_heart"
# What rings again soon need not wait for a worker that is away for days: each would be done at once on its return.
RINGS_AGAIN: dict[str, Any] = {"expires": 600.0}

app = Celery("portal", task_cls="wards.running:JobTask")
app.config_from_object("portal.celery_config")
app.autodiscover_tasks(["wards", "plans", "tasks", "imports", "reports"], related_name="jobs")
app.conf.beat_schedule = {
    # 06:45 in Việt Nam: the message is there when the office opens at 07:30.
    "morning-reminders": {"task": "tasks.jobs.send_reminders", "schedule": crontab(hour=6, minute=45)},
    # What a mail server refused for now is tried again, what a dead worker had claimed is found, and a morning's
    # bell that nobody heard is rung again.
    "deliver-waiting-messages": {"task": "tasks.jobs.deliver_waiting", "schedule": 300.0, "options": RINGS_AGAIN},
    # Jobs whose worker died have no heartbeat; the broker forgot them, the Job row did not.
    "requeue-stalled-jobs": {"task": "wards.jobs.requeue_stalled", "schedule": 60.0, "options": RINGS_AGAIN},
    # On the morning after a close the drafts are there; a bell that was lost is rung again.
    "drafts-after-a-close": {"task": "reports.jobs.look_after_drafts", "schedule": 600.0, "options": RINGS_AGAIN},
    # Where this is not heard for some minutes, the health page and the ward's admins say so.
    "heartbeat": {"task": HEARTBEAT, "schedule": 60.0, "options": RINGS_AGAIN},
}


@beat_init.connect
def ring_at_once(**_given: Any) -> None:
    """The schedule's first minute is over only after a minute: until then nobody need think beat dead."""
    app.send_task(HEARTBEAT, **RINGS_AGAIN)


@before_task_publish.connect(sender=HEARTBEAT)
def say_that_beat_lives(**_given: Any) -> None:
    """Written by beat itself, so that a dead worker and a dead broker can be told from a dead beat."""
    from django.db import close_old_connections

    from wards import heartbeat

    # Beat is no request and no job: nobody else closes the connection that a restarted database has left.
    close_old_connections()
    heartbeat.rung()
    close_old_connections()
