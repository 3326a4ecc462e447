"""One cell that names the lead and the partners by their role: "Chủ trì: …; Phối hợp: …". Pure."""

from __future__ import annotations

import re

_WHO = r"(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận)(?:,\s*(?:cơ quan|đơn vị))?\s+)?"
_LABEL = re.compile(
    rf"(?:^|(?<=[;.,\n(])|(?<=\s[-–+•*]))[ \t]*[-–+•*]?\s*{_WHO}(?P<role>chủ trì|phối hợp)(?:\s+thực hiện)?\s*:\s*",
    re.IGNORECASE,
)
# "Trung tâm chủ trì, phối hợp với các phòng"; "Văn phòng (chủ trì), Phòng Kinh tế (phối hợp)".
_SENTENCE = re.compile(
    r"^(?P<lead>[^;\n(]+?)\s+(?:là\s+)?chủ trì\s*[,;]?\s*(?:và\s+)?phối hợp\s+(?:với|cùng)\s+(?P<partner>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(r"(?P<names>[^()]+?)\s*\((?P<role>chủ trì|phối hợp)(?:\s+thực hiện)?\)\s*[,;.]?", re.IGNORECASE)
_EDGES = " ,;.\n-–+•*"


def named_roles(cell: str) -> tuple[str, str] | None:
    """The texts of the lead and of the partners; None where the cell does not name both roles or one of them."""
    folded = cell.casefold()
    if "chủ trì" not in folded and "phối hợp" not in folded:
        return None
    if hits := list(_LABEL.finditer(cell)):
        pieces: dict[str, list[str]] = {"chủ trì": [], "phối hợp": []}
        if before := cell[: hits[0].start()].strip(_EDGES):
            pieces["chủ trì"].append(before)
        for hit, after in zip(hits, [*hits[1:], None], strict=True):
            text = cell[hit.end() : after.start() if after else len(cell)].strip(_EDGES)
            pieces[hit["role"].casefold()].append(text)
    elif sentence := _SENTENCE.match(cell):
        pieces = {"chủ trì": [sentence["lead"]], "phối hợp": [sentence["partner"]]}
    elif (marks := list(_MARKED.finditer(cell))) and not cell[marks[-1].end() :].strip(_EDGES):
        pieces = {"chủ trì": [], "phối hợp": []}
        for mark in marks:
            pieces[mark["role"].casefold()].append(mark["names"].strip(_EDGES))
    else:
        return None
    return "\n".join(filter(None, pieces["chủ trì"])), "\n".join(filter(None, pieces["phối hợp"]))
