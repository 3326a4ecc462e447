"""Two wards with one of everything that has an address, and a person for every role in the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from unittest import mock
from uuid import UUID

from django.conf import settings

from imports import intake
from imports import jobs as import_jobs
from imports.flat import uploads
from imports.flat.lists import LISTS
from imports.grid import Grid
from imports.models import DropRequest, DropRequestTask
from plans import measuring
from plans.models import FigureEvidence, Target
from reports import building, orders
from reports.models import LateFilesList
from reports.rollups import building as rolling
from tasks.models import Channel, Evidence, Extension, Message, StatusUpdate
from tests.factory import ECONOMY, MONTHLY, ON_EVENT, ONGOING, deadline, make_plan, make_user, make_ward, part_of
from wards import background, heartbeat
from wards.clock import now, today
from wards.models import Job, JobState, Role, User, Ward
from wards.periods import Rule, parse

UNIT_OF = {Role.OFFICER: ECONOMY, Role.HEAD: ECONOMY}
WORKBOOK = settings.BASE_DIR / "fixtures" / "plans" / "my-hao-2026.xlsx"


@dataclass
class Place:
    """A ward and, by the name the address table uses, what its addresses lead to."""

    ward: Ward
    people: dict[Role, User] = field(default_factory=dict)
    objects: dict[str, UUID] = field(default_factory=dict)


@cache
def opened() -> Grid:
    """The sample workbook, opened once."""
    return intake.open_workbook(WORKBOOK.read_bytes())


def make_place(province: str, roles: list[Role]) -> Place:
    """A ward Mỹ Hào of that province with a plan, an upload under review, a report and a job."""
    heartbeat.rung()
    heartbeat.heard()
    place = Place(make_ward("Phường Mỹ Hào", province=province))
    ward = place.ward
    author = make_user(ward, Role.ADMIN)
    plan = make_plan(ward, [deadline(date(2026, 4, 30)), ONGOING, MONTHLY, ON_EVENT], number="07/KH-UBND")
    task = plan.tasks.get(position=0)
    reading = intake.understand(opened(), ward=ward)
    upload = intake.keep(reading, WORKBOOK.read_bytes(), name=WORKBOOK.name, ward=ward, user=author)
    period = parse("2026-02", Rule.CUTOFF)
    with mock.patch.object(building, "draw", return_value=b"%PDF-1.7"):
        report = building.build(ward, period, "ubnd", author)
    with mock.patch.object(building, "print_out", return_value=b"%PDF-1.7"):
        roll_up = rolling.roll_up([ward], period, "ubnd", author)
    job = background.ask(orders.BUILD, orders.object_of(period, "ubnd", ward), ward=ward, user=author)
    import_job = Job.objects.create(
        kind=import_jobs.READ, object_id=str(upload.pk), ward=ward, created_by=author, state=JobState.CANCELLED
    )
    drop_request = DropRequest.objects.create(
        ward=ward, plan=plan, document_number="80/KH-UBND", reason="Không còn", requested_by=author
    )
    DropRequestTask.objects.create(ward=ward, request=drop_request, task=task)
    extension = Extension.objects.create(
        ward=ward,
        occurrence=part_of(task).occurrence,
        from_due=date(2026, 4, 30),
        to_due=date(2026, 5, 29),
        reason="Chờ ý kiến thẩm định",
        requested_by=author,
        requested_on=today(),
    )
    entry = StatusUpdate.objects.create(
        ward=ward,
        part=part_of(task),
        status="in_progress",
        effective_on=today(),
        author=author,
        written_on=today(),
        written_at=now(),
    )
    target = Target.objects.create(
        ward=ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">", value=95, unit="%", confirmed_at=now()
    )
    figure = measuring.record(target, "2026-02", measuring.Figure(Decimal(97), Decimal(100)), author)
    proof = FigureEvidence.objects.create(
        ward=ward, measurement=figure, attachment=upload.attachment, author=author, written_at=now()
    )
    evidence = Evidence.objects.create(
        ward=ward, part=part_of(task), attachment=upload.attachment, author=author, written_at=now()
    )
    late_files = LateFilesList.objects.create(
        ward=ward,
        period="2026-02",
        rule=ward.period_rule,
        letterhead="ubnd",
        number=1,
        figures="{}",
        sha256="0" * 64,
        pdf=upload.attachment,
        document_number="05/TB-UBND",
        issued_on=today(),
        built_by=author,
        built_at=now(),
    )
    list_upload = uploads.take_in(
        LISTS["don-vi"], ward, "Tên đơn vị\nTổ công tác\n".encode(), name="don-vi.csv", user=author
    )
    for role in roles:
        place.people[role] = make_user(None if role == Role.PROVINCE_ADMIN else ward, role, UNIT_OF.get(role))
    place.objects = {
        "ward": ward.public_id,
        "plan": plan.public_id,
        "task": task.public_id,
        "ongoing_task": plan.tasks.get(position=1).public_id,
        "event_task": plan.tasks.get(position=3).public_id,
        "part": part_of(task).public_id,
        "extension": extension.public_id,
        "evidence": evidence.public_id,
        "entry": entry.public_id,
        "target": target.public_id,
        "figure_evidence": proof.public_id,
        "import": upload.public_id,
        "list_upload": list_upload.public_id,
        "report": report.public_id,
        "roll_up": roll_up.public_id,
        "late_files": late_files.public_id,
        "job": job.public_id,
        "import_job": import_job.public_id,
        "drop_request": drop_request.public_id,
    }
    return place


def message_to(user: User) -> UUID:
    """A message in the person's portal."""
    message = Message.objects.create(recipient=user, channel=Channel.PORTAL, day=today(), state="sent")
    return message.public_id
