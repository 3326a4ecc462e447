"""The XML inside an OpenDocument spreadsheet looked at before anything opens it, as `workbook_scan` does. Pure."""

from __future__ import annotations

import re
import zipfile
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from imports.cell_texts import WORDS
from imports.word_scan import TooLarge
from imports.workbook_scan import SheetScan, TooManyRows, tag_of, without_space

_MOST_MARKS = 6_000_000  # beginnings and ends of elements
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_MONTH_AND_YEAR = re.compile(r"\D*\d{1,2}\s*[/.-]\s*\d{4}\D*$")
_MONTH_NAME = re.compile(r"(?!năm)[^\W\d_]", re.IGNORECASE)
_NUMBERS, _LETTER = re.compile(r"[0-9]{1,4}"), re.compile(r"[^\W\d_]|%")
_HIDDEN = {"collapse", "filter"}


def scan_ods(archive: zipfile.ZipFile, most_rows: int) -> dict[str, SheetScan]:
    """Every table of an .ods by name, repeated rows and cells counted as often as they repeat.

    Raises TooManyRows, TooLarge, and KeyError, ParseError, ValueError or a defusedxml error on broken files.
    """
    scans: dict[str, SheetScan] = {}
    scan, name, row, column, repeat_row, marks = SheetScan(), "", 0, 0, 1, 0
    with archive.open("content.xml") as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = tag_of(element)
            marks += 1
            if marks > _MOST_MARKS:
                raise TooLarge
            if event == "start" and tag == "table":
                name = _attribute(element, "name")
                scan = scans[name] = SheetScan()
                row = column = 0
            elif event == "start" and tag == "table-column":
                repeat = int(_attribute(element, "number-columns-repeated") or 1)
                if _attribute(element, "visibility") in _HIDDEN:
                    scan.hidden_columns.append((column + 1, column + repeat))
                column += repeat
            elif event == "start" and tag == "table-row":
                scan.rows += 1
                if scan.rows > most_rows:
                    raise TooManyRows(name)
                repeat_row, column = int(_attribute(element, "number-rows-repeated") or 1), 0
            elif event == "end" and tag in {"table-cell", "covered-table-cell"}:
                repeat = int(_attribute(element, "number-columns-repeated") or 1)
                if _attribute(element, "value-type") or len(element):
                    _scan_ods_cell(scan, element, row + 1, column + 1)
                    scan.reach(row + repeat_row, column + repeat)
                column += repeat
                element.clear()
            elif event == "end" and tag == "table-row":
                if _attribute(element, "visibility") in _HIDDEN and scan.last_row > row:
                    scan.hidden_rows.append(row + 1)
                row += repeat_row
                element.clear()
    return scans


def _scan_ods_cell(scan: SheetScan, cell: Element, row: int, column: int) -> None:
    kind, shown = _attribute(cell, "value-type"), "".join(cell.itertext())
    if kind == "percentage":
        scan.formats[row, column] = "percent"
    elif kind in {"date", "float"} and (seen := _seen(_attribute(cell, "date-value"), shown)):
        scan.formats[row, column] = seen
    if _attribute(cell, "formula") and (shown.startswith(("#", "Err:")) or (not kind and not shown)):
        scan.lost[row, column] = shown or _attribute(cell, "formula").split(":", 1)[-1]
    down, right = _attribute(cell, "number-rows-spanned"), _attribute(cell, "number-columns-spanned")
    if (down or "1", right or "1") != ("1", "1"):
        scan.merges.append((row, column, row + int(down or 1) - 1, column + int(right or 1) - 1))


def _seen(value: str, shown: str) -> str:
    """What `workbook_scan.format_of` would say of a cell that shows this; `value` is a day as kept, "" for a number."""
    if not (pieces := _NUMBERS.split(shown))[1:]:
        return ""
    before, after = pieces[0], pieces[-1]
    words = (
        before if before.endswith(" ") and _LETTER.search(before) else "",
        after if after[:1].isspace() and _LETTER.search(after) else "",
    )
    kind = _shown_of_day(hit, shown) if (hit := _DAY.match(value)) else ""
    return WORDS.join((words[0], kind, words[1])) if any(words) else kind


def _shown_of_day(day: re.Match[str], shown: str) -> str:
    year, numbers = int(day["year"]), [int(number) for number in _NUMBERS.findall(shown)]
    if int(day["day"]) in numbers and not _MONTH_AND_YEAR.match(shown):
        month_first = numbers[:2] == [int(day["month"]), int(day["day"])] and day["month"] != day["day"]
        numbers.remove(int(day["day"]))
        if not {year, year % 100} & set(numbers):
            return "day_month"
        return "month_first" if month_first else ""
    return "month" if int(day["month"]) in numbers or _MONTH_NAME.match(shown) else "year"


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if without_space(key) == name), "")
