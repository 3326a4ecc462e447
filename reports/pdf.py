"""HTML to PDF/A-3a: the only user of WeasyPrint, in a child process that ends, with limits on time and memory.

Run as `python -m reports.pdf IN.html OUT.pdf` it is that child; `render` is what the portal calls. It knows no
Django, so that the child starts quickly and can reach neither settings nor database.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
SCHEME = "static:"
PICTURE = "picture:"

TIME_LIMIT = 600
"""Seconds. 3,000 rows take about 100; a worker's own limit is 900."""
MEMORY_LIMIT = 3 * 1024**3
"""Bytes of address space. 3,000 rows take about 1.2 GB of memory."""

_OUT_OF_MEMORY, _REFUSED = 3, 4


class RenderError(Exception):
    """There is no PDF. `reason` is "time", "memory", "disk" or "broken"; the text is for the log."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


def render(
    html: str,
    pictures: Mapping[str, str] | None = None,
    *,
    tick: Callable[[], None] = lambda: None,
    limit: float = TIME_LIMIT,
) -> bytes:
    """The PDF of a document; its `picture:NAME` addresses show the SVG of that name, and nothing else is fetched.

    `tick` is called about once a second meanwhile; what it raises ends the child.

    RenderError after `limit` seconds, where memory or disk ran out, or where the document is broken.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="report-") as name:
            folder = Path(name)
            (folder / "in.html").write_text(html, encoding="utf-8")
            for picture, svg in (pictures or {}).items():
                (folder / f"{picture}.svg").write_text(svg, encoding="utf-8")
            with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
                status = _run(folder, log.fileno(), tick, limit)
                log.seek(0)
                said = log.read()[-2000:].strip()
            if status != 0:
                reason = {_OUT_OF_MEMORY: "memory", -9: "memory", -24: "time"}.get(status, "broken")
                raise RenderError("disk" if "No space left" in said else reason, f"exit {status}: {said}")
            return (folder / "out.pdf").read_bytes()
    except OSError as error:
        raise RenderError("disk", str(error)) from error


def _run(folder: Path, log: int, tick: Callable[[], None], limit: float) -> int:
    command = [sys.executable, "-m", "reports.pdf", str(folder / "in.html"), str(folder / "out.pdf")]
    # In a session of its own, so that a signal to the worker's group leaves the ending to the worker.
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
    deadline = time.monotonic() + limit
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return child.wait(timeout=min(1.0, max(0.01, deadline - time.monotonic())))
            if time.monotonic() >= deadline:
                raise RenderError("time", f"no PDF after {limit:g} seconds")
            tick()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def static_file(url: str) -> Path:
    """The packaged file of a `static:` address; ValueError for any other address or a way out of the folder."""
    path = (STATIC / url.removeprefix(SCHEME)).resolve()
    if not url.startswith(SCHEME) or not path.is_relative_to(STATIC) or not path.is_file():
        raise ValueError(f"not a packaged file: {url[:200]}")
    return path


def picture_file(url: str, folder: Path) -> Path:
    """The picture of a `picture:` address, which stands beside the document; ValueError for any other address."""
    name = url.removeprefix(PICTURE)
    path = folder / f"{name}.svg"
    if not url.startswith(PICTURE) or not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise ValueError(f"not a packaged file: {url[:200]}")
    return path


def main(source: str, target: str) -> int:
    """The child: draws the document and ends. Its limits hold even when nobody waits for it any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT + 5))
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    folder = Path(source).parent

    class PackagedFiles(URLFetcher):  # type: ignore[misc]
        """Serves packaged static files and the document's own pictures: neither the network nor the machine's files."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            try:
                path = picture_file(url, folder) if url.startswith(PICTURE) else static_file(url)
            except ValueError as error:
                raise FatalURLFetchingError(str(error)) from error
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    try:
        document = weasyprint.HTML(filename=source, base_url=SCHEME, url_fetcher=PackagedFiles())
        document.write_pdf(target, pdf_variant="pdf/a-3a")
    except MemoryError:
        return _OUT_OF_MEMORY
    except FatalURLFetchingError as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    return 0


if __name__ == "__main__":
    os.nice(5)
    sys.exit(main(*sys.argv[1:]))
