"""One JSON object a log line, carrying the request's id and, inside a worker, the job's."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_task
from pythonjsonlogger.json import JsonFormatter as BaseFormatter


class JsonFormatter(BaseFormatter):
    """Adds `job_id` to what a Celery worker logs; `correlation_id` comes from the request or the job's caller."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        if current_task:
            log_data["job_id"] = current_task.request.id
