"""What the operator's monitor asks: does the database answer, does the schedule run, do workers hear it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from health_check.backends import HealthCheck
from health_check.contrib.db_heartbeat.backends import DatabaseHeartBeatCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from wards import heartbeat
from wards.heartbeat import Dead, Silence

DO = {
    Dead.BEAT: "The schedule (beat) has not run since {since}: start it again",
    Dead.WORKER: "No worker has heard the schedule since {since}: look at worker and Redis",
}


class Database(DatabaseHeartBeatCheck):  # type: ignore[misc] # the library has no types
    """It answers."""

    title = _("Database")

    def __repr__(self) -> str:
        return "Database"


class Schedule(HealthCheck):  # type: ignore[misc]
    """Beat gives a sign each minute, and a worker hears it."""

    title = _("Schedule")
    silence: Silence | None = None
    """What the page for people says in words; the error is for monitors."""

    def check_status(self) -> None:
        """Raises ServiceUnavailable, which says what is silent and what to do."""
        try:
            self.silence = silence = heartbeat.listen()
        except DatabaseError as error:
            raise ServiceUnavailable(f"The database does not say: {error}") from error
        if silence:
            since = timezone.localtime(silence.since).isoformat(" ", "minutes") if silence.since else "ever"
            raise ServiceUnavailable(DO[silence.of].format(since=since))


class Health(HealthCheckView):  # type: ignore[misc]
    """200 while all is well, else 500: a page for people, JSON with `?format=json` or by the Accept header.

    JSON names the checks in English whatever the language: monitors know them by name.
    """

    checks: tuple[tuple[type[HealthCheck], dict[str, object]], ...] = ((Database, {}), (Schedule, {}))
    # A thread for each check would open connections of its own.
    use_threading = False
    template_name = "portal/health.html"
    http_method_names = ["get", "head"]


whole = login_not_required(Health.as_view())
"""The whole installation."""

web = login_not_required(Health.as_view(checks=((Database, {}),)))
"""This process alone, for what restarts it: a dead beat is no reason to restart the pages."""
