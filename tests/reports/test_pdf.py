"""The child process that draws: what it may read, and how it ends."""

from __future__ import annotations

import threading
import time

import pytest

from reports import pdf

HTML = '<html lang="vi"><head><title>Thử</title></head><body><p>Xin chào</p></body></html>'


def test_it_draws() -> None:
    assert pdf.render(HTML).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "static:../manage.py",
        "static:../../etc/hostname",
        "static:no-such-file.css",
        "data:image/png;base64,AAAA",
    ],
)
def test_only_packaged_files_are_read(address: str) -> None:
    with pytest.raises(pdf.RenderError, match="not a packaged file") as caught:
        pdf.render(HTML.replace("Xin chào", f'<img alt="" src="{address}">'))
    assert caught.value.reason == "broken"


def test_packaged_files_are_found_inside_the_static_folder_only() -> None:
    assert pdf.static_file("static:css/report.css").name == "report.css"
    with pytest.raises(ValueError, match="not a packaged file"):
        pdf.static_file("static:css")


def test_it_stops_at_its_time_limit() -> None:
    begun = time.monotonic()
    with pytest.raises(pdf.RenderError) as caught:
        pdf.render(HTML.replace("Xin chào", "<p>x" * 20_000), limit=0.3)
    assert caught.value.reason == "time"
    assert time.monotonic() - begun < 5


def test_what_the_caller_raises_ends_the_child() -> None:
    begun, ticks = time.monotonic(), []

    def tick() -> None:
        ticks.append(threading.get_ident())
        raise LookupError

    with pytest.raises(LookupError):
        pdf.render(HTML.replace("Xin chào", "<p>x" * 40_000), tick=tick)
    assert len(ticks) == 1
    assert time.monotonic() - begun < 5


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.tempfile, "tempdir", "/no/such/folder")
    with pytest.raises(pdf.RenderError) as caught:
        pdf.render(HTML)
    assert caught.value.reason == "disk"


def test_too_little_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    command = "import sys, reports.pdf as p; p.MEMORY_LIMIT = 260 * 1024**2; sys.exit(p.main(*sys.argv[1:]))"
    real = pdf.subprocess.Popen
    monkeypatch.setattr(
        pdf.subprocess, "Popen", lambda argv, **more: real([argv[0], "-c", command, *argv[-2:]], **more)
    )
    with pytest.raises(pdf.RenderError) as caught:
        pdf.render(HTML.replace("Xin chào", "<p>lớn " * 60_000))
    assert caught.value.reason == "memory"
