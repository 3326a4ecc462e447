"""The sample plans, and what is compared of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from wards.text import fold
from wards.unit_names import key

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "fixtures" / "plans"
MY_HAO = PLANS / "my-hao-2026.xlsx"
DONG_NGUYEN = PLANS / "dong-nguyen-2026.xlsx"
TRAN_LIEU = PLANS / "tran-lieu-2026.xlsx"

_BULLET = re.compile(r"(^|\s)[-•+*]\s+")


def plain(text: str | None) -> str:
    """The words alone: case, bullets, breaks and final stops do not count."""
    return " ".join(_BULLET.sub(" ", text or "").split()).strip(" .;:,-").casefold()


def comparable(task: dict[str, Any]) -> dict[str, Any]:
    """A task of the printed JSON, or of an expected one, in what must agree."""
    places = ("annex", "section", "subsection", "group", "parent", "stt")
    targets = ("comparator", "unit", "part_of", "relation", "baseline_year")
    return {
        "place": [fold(task.get(name) or "") for name in places],
        "content": plain(task["content"]),
        "leads": [key(name) for name in task["leads"]],
        "partners": [key(name) for name in task["partners"]],
        "timings": [[each["kind"], each["start"], each["due"], each["every"]] for each in task["timings"]],
        "deliverables": plain(" ".join(map(plain, task["deliverables"]))),
        "targets": [[float(each["value"]), *(each.get(name) for name in targets)] for each in task["targets"]],
    }
