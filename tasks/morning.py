"""The day's sweep as a job with a row: asked for each morning, and again by whoever finds that it was not done.

The morning's bell may be lost with the broker, or with the worker that heard it. The row of the day says whether it
was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tasks import delivery, reminders
from tasks.news import News, tell
from wards import background
from wards.clock import now, today
from wards.models import Job, JobState, Membership, Role, Ward
from wards.running import ExpectedError
from wards.setup import system_user

SWEEP = "tasks.jobs.sweep"

BEGIN = time(6, 45)
"""When the morning's bell rings; what is owed is not asked after before."""

AGAIN = timedelta(hours=1)
"""After so long a sweep that failed in a ward is tried again."""


class WardsFailedError(ExpectedError):
    """The sweep of some wards failed and is in the log; the others are done."""


def ask() -> None:
    """Asks for today's sweep, unless it is under way or done."""
    job = _last(today())
    if job is None or job.state in (JobState.FAILED, JobState.CANCELLED):
        background.ask(SWEEP, today().isoformat(), ward=None, user=system_user())


def catch_up() -> None:
    """Asks for today's sweep where the morning's bell was not heard, or failed some time ago."""
    if now().time() < BEGIN:
        return
    job = _last(today())
    if job is None or (job.state == JobState.FAILED and job.finished_at and job.finished_at < now() - AGAIN):
        ask()


def sweep(job: Job, progress: background.Progress) -> None:
    """Records what is owed today and asks for its delivery; nothing where the job is of a day gone by."""
    if job.object_id != today().isoformat():
        return
    swept = reminders.sweep(today(), said=lambda done, of: progress("sweep", round(100 * done / of)))
    _tell_of_unheard(swept.unheard)
    deliver_waiting()
    if swept.failed:
        names = ", ".join(Ward.objects.filter(pk__in=swept.failed).values_list("name", flat=True))
        with translation.override("vi"):
            raise WardsFailedError(_("Failed: %(wards)s. The other wards are done.") % {"wards": names})


def _tell_of_unheard(parts: Mapping[int, int]) -> None:
    """Tells the administrators of wards in which nobody could be reminded of so many parts, once a week.

    The parts stay owed: whoever gets a post that answers for them is reminded the next morning.
    """
    year, week, _day = today().isocalendar()
    for ward in Ward.objects.filter(pk__in=parts):
        posts = Membership.objects.filter(ward=ward, role=Role.ADMIN, user__is_active=True)
        with translation.override("vi"):
            text = _(
                "Nobody can be reminded of work whose reminder is due (%(count)d): neither its units nor the one-door "
                "centre have anybody. Enter an officer or one-door staff."
            ) % {"count": parts[ward.pk]}
        address = reverse("tasks:reminder_settings", kwargs={"ward_id": ward.public_id})
        piece = News(f"unheard:{year}-W{week:02}", text, address)
        tell(ward, set(posts.values_list("user_id", flat=True)), [piece], today())


def deliver_waiting() -> None:
    """Finds claims that ran out, and asks for the delivery of every message whose time has come."""
    delivery.expire()
    delivery.ring(delivery.waiting(today()))


def _last(day: date) -> Job | None:
    return Job.objects.filter(kind=SWEEP, object_id=day.isoformat()).order_by("-pk").first()
