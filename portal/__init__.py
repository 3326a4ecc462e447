"""Wiring only: settings, addresses, the Celery application, health, home."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
