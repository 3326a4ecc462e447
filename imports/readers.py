"""Uploaded bytes to a grid of texts, in a child process with limits of memory and time.

Messages are Vietnamese: they go straight to the person who uploaded the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imports.grid import Grid, Merge, Part, Problem, Sheet

_ROOT = Path(__file__).resolve().parent.parent
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: bytes of the file, bytes after unzipping, memory, seconds."""

    file_bytes: int = 10 * _MEGABYTE
    unpacked_bytes: int = 200 * _MEGABYTE
    memory_bytes: int = 1024 * _MEGABYTE
    cpu_seconds: int = 60
    wall_seconds: int = 90


class UnreadableFile(Exception):
    """The file cannot be read at all; `problems` say why, in Vietnamese."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


def read_file(source: bytes | str | Path, limits: Limits | None = None) -> Grid:
    """The visible sheets of an .xlsx, .xls or .ods, or the tables and texts of a .docx; known by content, not by name.

    Raises UnreadableFile for what is neither, empty, password-protected, too large, or beyond the
    limits; OSError where a path cannot be opened.
    """
    limits = limits or Limits()
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > limits.file_bytes:
        raise _unreadable(
            f"Tệp nặng {_megabytes(size)} MB, vượt giới hạn {_megabytes(limits.file_bytes)} MB. "
            "Hãy bỏ hình ảnh, trang tính không cần thiết rồi lưu lại."
        )
    answer = _ask_child(source if isinstance(source, bytes) else Path(source).read_bytes(), limits)
    if "problems" in answer:
        raise UnreadableFile(_problems(answer["problems"]))
    sheets = tuple(
        Sheet(
            name=sheet["name"],
            rows=tuple(map(tuple, sheet["rows"])),
            merges=tuple(Merge(*area) for area in sheet["merges"]),
            lost={(row, column): text for row, column, text in sheet["lost"]},
            part=Part(sheet.get("part", Part.SHEET)),
        )
        for sheet in answer["sheets"]
    )
    return Grid(sheets, _problems(answer["warnings"]))


def _ask_child(data: bytes, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-m", "imports.reader_child"]
    command += map(str, (limits.memory_bytes, limits.cpu_seconds, limits.unpacked_bytes))
    # Nothing of this process goes along: no settings, no passwords of database or mail.
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, cwd=_ROOT, env=environment, timeout=limits.wall_seconds
        )
    except subprocess.TimeoutExpired:
        raise _unreadable(
            f"Đọc tệp quá {limits.wall_seconds} giây nên đã dừng. Hãy chép riêng bảng kế hoạch sang tệp mới."
        ) from None
    if done.returncode != 0:
        raise _unreadable(
            "Không đọc được tệp: việc đọc cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép, hoặc tệp bị hỏng. "
            "Hãy chép riêng bảng kế hoạch sang một tệp Excel hoặc Word mới rồi tải lại."
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _unreadable(message: str) -> UnreadableFile:
    return UnreadableFile((Problem(None, None, None, message),))


def _problems(found: list[list[Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(*problem) for problem in found)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".rstrip("0").rstrip(".").replace(".", ",")
