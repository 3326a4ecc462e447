"""What holds for every file of the repository; a rule broken is named with its file and line."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
SOURCES = {".py", ".html", ".js", ".css"}
TEXTS = SOURCES | {".sh", ".toml", ".yml", ".json", ".md", ".txt", ".po", ""}


def files() -> list[Path]:
    """The files of the repository, those not yet committed too, but nothing that git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def found(pattern: str, suffixes: set[str]) -> Iterator[str]:
    """`file:line: text` of each line that matches; this file, which names what it forbids, is left out."""
    for path in files():
        if path.suffix in suffixes and path != Path(__file__).resolve():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(pattern, line):
                    yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files()
        if path.suffix in SOURCES and "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_is_left_for_later() -> None:
    assert list(found(r"\b(TODO|FIXME|XXX)\b", TEXTS)) == []


def test_no_path_of_one_machine() -> None:
    assert list(found(r"(^|[^.\w])/(work|root|tmp/\w+|home/\w+)/", TEXTS)) == []


def test_locks_hold_no_address() -> None:
    """Packages come from wherever the machine's own pip and npm look."""
    locks = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json", ROOT / "Dockerfile", ROOT / ".npmrc"]
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_every_locked_python_package_has_hashes() -> None:
    for lock in ROOT.glob("requirements/*.txt"):
        pins = re.findall(r"^\S+==.*(?:\n .*)?", lock.read_text(encoding="utf-8"), re.MULTILINE)
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_one_version_of_a_package_in_all_locks() -> None:
    def versions(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^(\S+?)==(\S+)", text, re.MULTILINE))

    base, dev = versions("base.txt"), versions("dev.txt")
    assert {name: (version, dev.get(name)) for name, version in base.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("script", [*sorted((ROOT / "script").iterdir()), ROOT / ".ci" / "run"], ids=lambda p: p.name)
def test_script_runs_by_its_name(script: Path) -> None:
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n# "), "says in its second line what it does"


def test_each_dependency_says_what_it_is_for() -> None:
    block = re.search(
        r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M | re.S
    )
    assert block
    assert [line for line in block[1].splitlines() if not re.search(r'",\s+# \S', line)] == []


def test_celery_modules_are_called_jobs() -> None:
    """`tasks/tasks.py` would say "task" with two meanings."""
    declared = found(r"@(shared_task|app\.task)\b", {".py"})
    assert [line for line in declared if not line.split(":")[0].endswith("/jobs.py")] == []
    assert [path for path in files() if path.name == "tasks.py"] == []
