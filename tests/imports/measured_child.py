"""The reader's child process, which also says what it took: `-m tests.imports.measured_child REPORT ARGUMENTS`."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from imports.reader_child import main

report = Path(sys.argv.pop(1))
main()
peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
assert peak is not None
report.write_text(f"{time.process_time()} {int(peak[1]) / 1024}")
