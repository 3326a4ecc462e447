"""Hồ sơ kiểm tra: a period's report with everything that proves it, as one ZIP for an inspection.

The archive is written piece by piece as it is sent: however much evidence there is, one piece of one file is in
memory. Its index names the row of every file, rows without any, and files that are no longer what was uploaded.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath

from openpyxl import Workbook

from reports import wording, xlsx
from reports.building import frozen
from reports.dossier_names import file_name, folder_name
from reports.models import Report
from reports.output import written
from reports.shape import Figures
from tasks.models import Evidence
from wards.clock import ZONE
from wards.models import Attachment

PIECE = 256 * 1024
"""Bytes read at a time."""

INDEX = "muc-luc-minh-chung.xlsx"
MISSING, CHANGED = "Tệp không còn trên máy chủ", "Tệp không còn đúng như khi nộp"


@dataclass(frozen=True)
class Proof:
    """A piece of evidence: where its file stands in the archive ("" for a link or a document number), or what it is."""

    path: str
    attachment: Attachment | None
    reference: str
    by: str
    on: datetime
    problem: str = ""


@dataclass(frozen=True)
class IndexRow:
    """A part of a row that the report counts, with its evidence."""

    stt: str
    content: str
    unit: str
    of: str
    state: str
    proofs: tuple[Proof, ...] = ()


@dataclass
class Dossier:
    """What goes into the archive; everything is read from the database before the first piece is sent."""

    report: Report
    figures: Figures
    rows: list[IndexRow]
    papers: list[tuple[str, Attachment | bytes]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The archive's name: "ho-so-kiem-tra-2026-Q1-05-bc-ubnd.zip"."""
        return f"ho-so-kiem-tra-{self.report.period}-{file_name(self.report.document_number, '')}.zip"

    def stream(self) -> Iterator[bytes]:
        """The archive's bytes, in pieces."""
        outlet = _Outlet()
        with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for path, paper in self.papers:
                if isinstance(paper, bytes):
                    archive.writestr(path, paper)
                else:
                    yield from _copy(archive, outlet, path, paper, [])
                yield outlet.drained()
            rows = []
            for row in self.rows:
                proofs = []
                for proof in row.proofs:
                    problems: list[str] = []
                    if proof.attachment:
                        yield from _copy(archive, outlet, proof.path, proof.attachment, problems)
                    proofs.append(replace(proof, problem="; ".join(problems)))
                rows.append(replace(row, proofs=tuple(proofs)))
            # Last, because only now is it known which files could be read.
            archive.writestr(INDEX, index(self.figures, rows))
        yield outlet.drained()


def dossier(report: Report) -> Dossier:
    """The dossier of an issued report: five queries. Refused where its figures do not match their seal."""
    figures = frozen(report)
    signed = report.signed_copies.select_related("file").first()
    pdf = signed.file if signed else report.pdf
    name = file_name(f"bao cao {report.document_number}", ".pdf")
    papers: list[tuple[str, Attachment | bytes]] = [(f"bao-cao/{name}", pdf)] if pdf else []
    papers.append((f"bao-cao/{file_name(f'phu luc {report.document_number}', '.xlsx')}", written(report, ".xlsx")))
    evidence = _evidence(report, [task["id"] for task in figures["tasks"]])
    return Dossier(report, figures, list(_rows(figures, evidence)), papers)


_Key = tuple[str, str, str]
"""Task, slot and unit."""


def _evidence(report: Report, tasks: Sequence[str]) -> dict[_Key, list[Evidence]]:
    """Evidence of the tasks that the report lists, by the part it belongs to."""
    related = ("attachment", "author", "part__unit", "part__occurrence__task")
    found: dict[_Key, list[Evidence]] = defaultdict(list)
    of_tasks = Evidence.objects.filter(ward=report.ward_id, part__occurrence__task__public_id__in=tasks)
    for each in of_tasks.select_related(*related).order_by("pk"):
        part = each.part
        unit = part.unit.name if part.unit else ""
        found[str(part.occurrence.task.public_id), part.occurrence.slot, unit].append(each)
    return found


def _rows(figures: Figures, evidence: dict[_Key, list[Evidence]]) -> Iterator[IndexRow]:
    """The parts that the report counts, in its order; each task's files stand in a folder of its own."""
    as_of = figures["period"]["as_of"]
    for number, task in enumerate(figures["tasks"], start=1):
        counted = [part for part in task["parts"] if part["counted"]]
        folder, taken = folder_name(number, task["stt"], task["content"]), 0
        for part in counted:
            proofs = []
            for each in evidence.get((task["id"], part["slot"], part["unit"]), []):
                path = ""
                if each.attachment:
                    taken += 1
                    stem, ending = PurePosixPath(each.attachment.name).stem, PurePosixPath(each.attachment.name).suffix
                    path = f"minh-chung/{folder}/{taken:02}-{file_name(stem, ending)}"
                reference = each.link or each.document_number
                proofs.append(Proof(path, each.attachment, reference, each.author.full_name, each.written_at))
            yield IndexRow(
                stt=task["stt"],
                content=task["content"],
                unit=part["unit"] or wording.NO_UNIT,
                of=wording.slot_name(part) if part["period"] else "",
                state=wording.part_state(part, as_of),
                proofs=tuple(proofs),
            )


def index(figures: Figures, rows: Iterable[IndexRow]) -> bytes:
    """The workbook that says which file proves which row, and which rows have none."""
    book = Workbook(write_only=True)
    about = [
        ["Mục lục minh chứng"],
        [f"Kèm theo báo cáo kết quả thực hiện {wording.period_name(figures['period'])}"],
        [f"{figures['ward']['name']}, số liệu đến hết ngày {wording.day(figures['period']['as_of'])}"],
        [],
    ]
    heading: tuple[str, ...]
    heading = ("STT", "Số TT trong kế hoạch", "Nhiệm vụ", "Đơn vị chủ trì", "Kỳ", "Tình trạng", "Minh chứng")
    heading = (*heading, "SHA-256", "Người nộp", "Ngày nộp", "Ghi chú")
    lines: list[tuple[xlsx.Value, ...]] = []
    for row in rows:
        of_row = (row.stt, row.content, row.unit, row.of, row.state)
        for proof in row.proofs:
            seal = proof.attachment.sha256 if proof.attachment else ""
            day = wording.day(proof.on.astimezone(ZONE).date())
            lines.append((len(lines) + 1, *of_row, proof.path or proof.reference, seal, proof.by, day, proof.problem))
        if not row.proofs:
            lines.append((len(lines) + 1, *of_row, "Chưa có minh chứng", "", "", "", ""))
    xlsx.add_sheet(book, "Mục lục", [8, 12, 60, 30, 12, 36, 60, 24, 24, 14, 30], [*about, heading, *lines])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _copy(
    archive: zipfile.ZipFile, outlet: _Outlet, path: str, attachment: Attachment, problems: list[str]
) -> Iterator[bytes]:
    """Copies a stored file into the archive; what is wrong with it is added to `problems`."""
    digest = hashlib.sha256()
    try:
        file = attachment.file.open("rb")
    except OSError:
        problems.append(MISSING)
        return
    with file:
        moment = attachment.uploaded_at.astimezone(ZONE)
        info = zipfile.ZipInfo(path, moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as member:
            while piece := file.read(PIECE):
                digest.update(piece)
                member.write(piece)
                yield outlet.drained()
    if digest.hexdigest() != attachment.sha256:
        problems.append(CHANGED)


class _Outlet(io.RawIOBase):
    """Where the archive is written: what comes in is taken away at once, and there is no way back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(taken)
        return len(taken)

    def drained(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
