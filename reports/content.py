"""Figures, texts and a ward's arrangement put together to a report's content: pure, always Vietnamese.

Everything printed comes from the frozen figures, the narrative, the arrangement and the signing, so the same report
can be drawn again in ten years. `reports.document` draws the content as HTML for the PDF, `reports.docx` writes it
for Word: neither knows what a report says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from reports import ahead, charts, late, sentences, tables, wording
from reports import arrangement as arranging
from reports.arrangement import Arrangement
from reports.blocks import Annex, Block, Code, Content, Heading, Paragraph
from reports.letterhead import Letterhead, Signing, letterhead
from reports.shape import Figures, Since

SUBJECT = (
    "Kết quả thực hiện nhiệm vụ kiểm soát thủ tục hành chính, giải quyết thủ tục hành chính "
    "theo cơ chế một cửa, một cửa liên thông"
)
_MISSING = {
    "direction": "công tác chỉ đạo, điều hành",
    "results": "đánh giá kết quả thực hiện",
    "shortcomings": "tồn tại, hạn chế và nguyên nhân",
    "focus": "nhiệm vụ trọng tâm kỳ tới",
    "proposals": "đề xuất, kiến nghị",
}
"""What a draft says in the place of a field that nobody wrote yet."""
_CLOSING = "Trên đây là báo cáo kết quả thực hiện nhiệm vụ {kỳ báo cáo} của {cơ quan}./."
_MOST_OPEN = 30
"""Items of the list of what is still open in time; Annex "progress" has every task."""
_ALONE = ("direction", "proposals")
"""Parts that hold nothing but people's words: an issued report says "Không có." where there are none."""


def content(
    figures: Figures,
    kind: str,
    narrative: Mapping[str, str],
    signing: Signing,
    arrangement: Arrangement | None = None,
    *,
    code: Code | None = None,
) -> Content:
    """The report under the letterhead `kind` ("ubnd", "centre"); a draft where `signing` has no number.

    `code` leads to the page which verifies an issued report.
    """
    chosen = arrangement or Arrangement()
    head = letterhead(kind, figures["ward"], signing)
    values = arranging.placeholder_values(figures, head.office, head.place, head.province)
    own = {name: arranging.filled(text, values) for name, text in chosen.texts.items()}
    writer = _Writer(figures, narrative, chosen, draft=not signing.number)
    return Content(
        head=head,
        number=signing.number,
        place=figures["ward"]["place"],
        day=wording.long_day(signing.issued_on),
        subject=own.get("subject") or f"{SUBJECT} {wording.period_name(figures['period'])}",
        addressee=own.get("addressee") or f"{head.addressee}.",
        blocks=(*_beginning(figures, own.get("opening", ""), head.office), *writer.parts()),
        closing=own.get("closing") or arranging.filled(_CLOSING, values),
        copies=tuple(line.strip(" -") for line in own.get("copies", "").splitlines() if line.strip()) or head.copies,
        attached=attached(head, signing),
        annexes=tuple(writer.annexes()),
        code=code,
    )


def standard_texts(kind: str, ward: Mapping[str, str]) -> dict[str, str]:
    """The portal's own texts with their placeholders, as a ward is shown them before it words its own."""
    head = letterhead(kind, ward, Signing())
    return {
        "subject": f"{SUBJECT} {{kỳ báo cáo}}",
        "addressee": f"{head.addressee}.",
        "opening": "Thực hiện {kế hoạch}, {cơ quan} báo cáo kết quả thực hiện {kỳ báo cáo} "
        "(số liệu từ ngày {từ ngày} đến hết ngày {đến ngày}) như sau:",
        "closing": _CLOSING,
        "copies": "\n".join(f"- {line}" for line in head.copies),
    }


def opening(figures: Figures, office: str) -> str:
    """What the report rests on and the days its figures are of."""
    period, plans = figures["period"], wording.plans_named(figures)
    basis = f"Thực hiện {plans}, " if plans else ""
    days = f"số liệu từ ngày {wording.day(period['start'])} đến hết ngày {wording.day(period['as_of'])}"
    if period["as_of"] < period["close"]:
        days += f", tạm tính vì kỳ báo cáo chốt vào ngày {wording.day(period['close'])}"
    return f"{basis}{office} báo cáo kết quả thực hiện {wording.period_name(period)} ({days}) như sau:"


def _beginning(figures: Figures, own: str, office: str) -> Iterator[Block]:
    """The first paragraph; where a ward words it itself, figures from before the close still say what they are."""
    period = figures["period"]
    yield Paragraph(own or opening(figures, office))
    if own and period["as_of"] < period["close"]:
        days = f"đến hết ngày {wording.day(period['as_of'])}, kỳ báo cáo chốt vào ngày {wording.day(period['close'])}"
        yield Paragraph(f"Số liệu trong báo cáo này tạm tính {days}.")


def attached(head: Letterhead, signing: Signing, name: str = "Báo cáo") -> str:
    """The line under an annex's title."""
    number = signing.number or f"\xa0\xa0\xa0\xa0\xa0\xa0/{head.code}"
    return f"(Kèm theo {name} số {number} {wording.long_day(signing.issued_on)} của {head.office})"


def since_text(since: Since) -> str:
    """What the table of changes is held against, and how many there are."""
    against = f"số liệu chốt đến hết ngày {wording.day(since['as_of'])}"
    if since["number"]:
        against = f"Báo cáo số {since['number']} ({against})"
    if not since["changes"]:
        return f"So với {against}, không có thay đổi về nhiệm vụ và chỉ tiêu."
    return f"So với {against}, có {wording.two_digits(len(since['changes']))} nội dung thay đổi:"


class _Writer:
    """Writes the blocks of a report in the order that the ward chose."""

    def __init__(
        self, figures: Figures, narrative: Mapping[str, str], arrangement: Arrangement, *, draft: bool
    ) -> None:
        self.figures, self.narrative, self.arrangement, self.draft = figures, narrative, arrangement, draft

    def parts(self) -> Iterator[Block]:
        """The five parts, numbered."""
        write: dict[str, Callable[[], Iterable[Block]]] = {
            "results": self._results,
            "shortcomings": self._shortcomings,
            "focus": self._focus,
        }
        for name, title in arranging.part_titles(self.arrangement).items():
            yield Heading(title.upper(), 2)
            yield from write[name]() if name in write else ()
            if name != "results":  # there people's words stand behind the totals
                yield from self._field(name)

    def annexes(self) -> Iterator[Annex]:
        """The annexes, numbered."""
        of = {
            "progress": (tables.progress, "Không có nhiệm vụ nào có hiệu lực trong kỳ báo cáo."),
            "targets": (tables.target_figures, "Kế hoạch không có chỉ tiêu bằng số."),
            "late": (tables.late_list, late.NOTHING),
        }
        for name in self.arrangement.annexes:
            table, without = of[name]
            found = table(self.figures)
            number = self._annex(name)
            blocks = (found,) if found.rows else (Paragraph(without),)
            yield Annex(name, number, arranging.ANNEXES[name].upper(), blocks)

    def _field(self, name: str) -> Iterator[Block]:
        paragraphs = [line.strip() for line in self.narrative.get(name, "").splitlines() if line.strip()]
        yield from (Paragraph(text) for text in paragraphs)
        if not paragraphs and self.draft:
            yield Paragraph(f"[Chưa có nội dung: {_MISSING[name]}]", "empty")
        elif not paragraphs and name in _ALONE:
            yield Paragraph("Không có.")

    def _results(self) -> Iterator[Block]:
        write: dict[str, Callable[[], Iterable[Block]]] = {
            "overall": self._overall,
            "sections": self._sections,
            "units": self._units,
            "officers": self._officers,
            "targets": self._targets,
        }
        number = 0
        for name in self.arrangement.results:
            blocks = list(write[name]())
            if blocks:
                number += 1
                yield Heading(f"{number}. {arranging.RESULTS[name]}", 3)
                yield from blocks

    def _overall(self) -> Iterator[Block]:
        yield from (Paragraph(sentence) for sentence in sentences.totals(self.figures))
        still_open = ahead.still_open(self.figures)
        if still_open:
            yield Paragraph("Nhiệm vụ thuộc kỳ báo cáo, đến ngày chốt số liệu còn trong hạn:")
            more = len(still_open) - _MOST_OPEN
            if more > 0:
                others = f"và {wording.two_digits(more)} nội dung khác, nêu tại Phụ lục {self._annex('progress')}"
                still_open = [*still_open[:_MOST_OPEN], others]
            *first, last = still_open
            yield from (Paragraph(f"{each};", "item") for each in first)
            yield Paragraph(f"{last}.", "item")
        yield from self._since()
        yield from self._field("results")

    def _since(self) -> Iterator[Block]:
        if "since" in self.figures:
            yield Paragraph(since_text(self.figures["since"]))
            table = tables.changed(self.figures["since"])
            if table.rows:
                yield table

    def _sections(self) -> Iterator[Block]:
        yield tables.by_section(self.figures)
        yield Paragraph(tables.COUNTS_NOTE, "note")

    def _units(self) -> Iterator[Block]:
        if self.figures["units"]:
            yield tables.by_unit(self.figures)
            yield Paragraph(tables.UNITS_NOTE, "note")
            yield from charts.of_units(self.figures)
        else:
            yield Paragraph("Trong kỳ không có đơn vị nào có nhiệm vụ phải theo dõi.")

    def _officers(self) -> Iterator[Block]:
        table = tables.by_officer(self.figures)
        if table.rows:
            yield table

    def _targets(self) -> Iterator[Block]:
        table = tables.targets(self.figures)
        if table.rows:
            yield table
        else:
            yield Paragraph("Kế hoạch chưa có chỉ tiêu nào được xác nhận để theo dõi.")
        unconfirmed = sum(not target["confirmed"] for target in self.figures["targets"])
        if unconfirmed:
            waiting = f"Còn {wording.two_digits(unconfirmed)} chỉ tiêu đọc từ kế hoạch đang chờ xác nhận"
            yield Paragraph(f"{waiting}, liệt kê tại Phụ lục {self._annex('targets')}.")
        yield from charts.of_targets(self.figures)

    def _shortcomings(self) -> Iterator[Block]:
        yield Paragraph(late.late_text(self.figures, self._annex("late")))
        table = tables.late_in_short(self.figures)
        if table.rows:
            yield table
        if any(len(group.rows) > tables.MOST_LATE for group in late.late_groups(self.figures)):
            longest = f"{tables.MOST_LATE} trường hợp quá hạn lâu nhất của mỗi nhóm"
            yield Paragraph(f"Bảng trên nêu {longest}; danh sách đầy đủ tại Phụ lục {self._annex('late')}.", "note")

    def _focus(self) -> Iterator[Block]:
        yield Paragraph(ahead.next_text(self.figures))
        table = tables.due_next(self.figures)
        if table.rows:
            yield table
        more = len(ahead.next_rows(self.figures)) - len(table.rows)
        if more:
            said = f"Còn {wording.two_digits(more)} nhiệm vụ đến hạn sau đó, nêu tại Phụ lục {self._annex('progress')}."
            yield Paragraph(said, "note")

    def _annex(self, name: str) -> str:
        return arranging.annex_number(self.arrangement, name)
