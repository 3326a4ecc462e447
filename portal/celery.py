"""The Celery application and the schedule of its beat."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("portal.celery_config")
app.autodiscover_tasks(["wards", "plans", "tasks", "imports", "reports"], related_name="jobs")
app.conf.beat_schedule = {
    # 06:45 in Việt Nam: the message is there when the office opens at 07:30.
    "morning-reminders": {"task": "tasks.jobs.send_reminders", "schedule": crontab(hour=6, minute=45)},
    # What a mail server refused for now is tried again, and what a dead worker had claimed is found.
    "deliver-waiting-messages": {"task": "tasks.jobs.deliver_waiting", "schedule": 300.0},
    # Jobs whose worker died have no heartbeat; the broker forgot them, the Job row did not.
    "requeue-stalled-jobs": {"task": "wards.jobs.requeue_stalled", "schedule": 60.0},
}
