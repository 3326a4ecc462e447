"""The demonstration as a visitor has it, started once with all its processes, and a real browser to visit it."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from portal.demo import PASSWORD

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_SECONDS = 300
# The demonstration's plans are of 2026: in its November most of the year has been lived, whenever the tests run.
DAY = date(2026, 11, 20)


@dataclass
class Demo:
    """A running demonstration."""

    address: str
    folder: Path
    process: subprocess.Popen[str]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_demo(folder: Path) -> Demo:
    """Starts `manage.py demo` in a folder of its own and waits for the line that says where it is."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--on", DAY.isoformat()],
        cwd=settings.BASE_DIR,
        env={**kept, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said: list[str] = []
    while (line := lines.get(timeout=START_SECONDS)) is not None:
        said.append(line)
        if "Ctrl-C" in line:
            return Demo(f"http://127.0.0.1:{port}", folder, process)
    raise AssertionError("The demonstration did not start:\n" + "".join(said))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start_demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; Django would take it for a reason to refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield chromium
    chromium.close()


class Visitor:
    """A person at a screen: signs in, and fails the test when a page breaks its own rules."""

    def __init__(self, context: BrowserContext, demo: Demo) -> None:
        self.page: Page = context.new_page()
        self.demo = demo
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        # A refused style or script is how a broken Content-Security-Policy shows itself.
        if kind == "error" and not re.search(r"status of 4\d\d", text):
            self.problems.append(text)

    def sign_in(self, username: str) -> Page:
        self.page.goto(f"{self.demo.address}/dang-nhap/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form.card button")
        self.page.wait_for_url(lambda address: "dang-nhap" not in address)
        return self.page

    def goto(self, path: str) -> Page:
        self.page.goto(self.demo.address + path)
        return self.page


@pytest.fixture
def visitors(browser: Browser, demo: Demo) -> Iterator[type]:
    """Makes visitors, each with cookies of their own; at the end none may have met a script or policy error."""
    made: list[tuple[BrowserContext, Visitor]] = []

    def visitor(username: str, viewport: dict[str, int] = DESKTOP) -> Visitor:
        context = browser.new_context(viewport=viewport, locale="vi-VN", accept_downloads=True)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        person = Visitor(context, demo)
        person.sign_in(username)
        made.append((context, person))
        return person

    yield visitor  # type: ignore[misc]
    for context, _person in made:
        context.close()
    assert not [problem for _context, person in made for problem in person.problems]
