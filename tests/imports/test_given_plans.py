"""The plans as issued, read by the real command on an empty database: every row and every field.

They lie in a folder beside this checkout and are not part of it; where that folder does not exist at all there is
nothing to read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PLANS = SHARED / "plans"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the plans as issued are not beside this checkout")


def workbooks() -> list[str]:
    return sorted(path.name for path in PLANS.glob("*.xlsx"))


def test_all_five_are_there() -> None:
    assert len(workbooks()) == 5


@pytest.mark.parametrize("name", workbooks())
def test_every_row_and_field(name: str, tmp_path: Path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "manage.py", "import_plan", str(PLANS / name), "--dry-run", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    actual = tmp_path / "actual.json"
    actual.write_bytes(done.stdout)
    expected = PLANS / f"{name.split('.')[0]}.expected.json"
    score = [sys.executable, str(SHARED / "tools" / "score_import.py"), str(actual), str(expected)]
    scored = subprocess.run(score, capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout
