"""Runs one building job in a process of its own, and says what it took: megabytes, children left, CPU seconds."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import django

django.setup()

from reports.jobs import build_report  # noqa: E402 - models exist only after django.setup()
from wards.models import Job, JobState  # noqa: E402


def main() -> int:
    """Exit status 1 where the job did not end well."""
    job = int(sys.argv[1])
    build_report(job)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, child = (each.ru_maxrss / 1024 for each in used)
    seconds = sum(each.ru_utime + each.ru_stime for each in used)
    left = Path("/proc/thread-self/children").read_text(encoding="ascii").split()
    sys.stdout.write(f"{own} {child} {len(left)} {seconds}\n")
    return int(Job.objects.get(pk=job).state != JobState.DONE)


if __name__ == "__main__":
    sys.exit(main())
