"""Celery's settings; what holds for each job is said once more by its class, `wards.running.JobTask`."""

from portal.env import celery as broker_settings
from portal.env import folder

globals().update(broker_settings())

timezone = "Asia/Ho_Chi_Minh"
task_acks_late = True
task_reject_on_worker_lost = True
task_ignore_result = True
task_time_limit = 900
task_soft_time_limit = 840
worker_prefetch_multiplier = 1
worker_max_tasks_per_child = 200
worker_hijack_root_logger = False
broker_connection_retry_on_startup = True
beat_schedule_filename = str(folder("") / "celerybeat-schedule")
