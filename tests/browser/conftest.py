"""The demonstration as a visitor has it, started once with all its processes, and a real browser to visit it."""

from __future__ import annotations

import os
import queue
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
from playwright.sync_api import Browser, BrowserContext, Playwright, StorageState, expect, sync_playwright

from tests.browser.desk import DESKTOP, PHONE, Desk, Screen
from tests.browser.stage import DESKTOP_SET, PHONE_SET

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_SECONDS = 300
# The demonstration's plans are of 2026: in its November most of the year has been lived, whenever the tests run.
DAY = date(2026, 11, 20)
FAILED = pytest.StashKey[bool]()
# A busy machine is slow, not wrong.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


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


def installation(folder: Path) -> dict[str, str]:
    """The environment of the demonstration's processes: its own folder and nothing of the tests' settings."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


def manage(demo: Demo, *command: str) -> str:
    """Runs a management command on the demonstration's installation, as its administrator would."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=installation(demo.folder),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def mails(demo: Demo) -> str:
    """All mails so far, as their files hold them."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((demo.folder / "mail").glob("*")))


def start_demo(folder: Path) -> Demo:
    """Starts `manage.py demo` in a folder of its own and waits for the line that says where it is."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--on", DAY.isoformat()],
        cwd=settings.BASE_DIR,
        env=installation(folder),
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
def stage(demo: Demo) -> None:
    """The wards of the journeys, beside those of the demonstration."""
    manage(demo, "shell", "--verbosity", "0", "-c", "from tests.browser.stage import set_stage; set_stage()")


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


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """The cookies of everyone who has signed in: a name signs in by its form once."""
    return {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visitors(
    browser: Browser,
    demo: Demo,
    signed_in: dict[str, StorageState],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[type]:
    """Makes visitors, each with cookies of their own; at the end none may have met a script or policy error.

    Where the test failed, what each of them saw last is kept as a picture in pytest's temporary folder.
    """
    made: list[tuple[BrowserContext, Desk]] = []

    def visitor(username: str, viewport: dict[str, int] = DESKTOP) -> Desk:
        state = signed_in.get(username)
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            has_touch=viewport is PHONE,
            locale="vi-VN",
            accept_downloads=True,
            storage_state=state,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE)
        person = Desk(context, demo.address)
        made.append((context, person))
        if state:
            person.goto("/")
        else:
            person.sign_in(username)
            signed_in[username] = context.storage_state()
        return person

    yield visitor  # type: ignore[misc]
    if request.node.stash.get(FAILED, False):
        folder = tmp_path_factory.mktemp("screens")
        for number, (_context, person) in enumerate(made, start=1):
            path = folder / f"{number}.png"
            person.page.screenshot(path=path)
            print(f"{person.page.url}: {path}")
    for context, _person in made:
        context.close()
    assert not [problem for _context, person in made for problem in person.problems]


@pytest.fixture(params=[Screen(DESKTOP, DESKTOP_SET), Screen(PHONE, PHONE_SET)], ids=["desktop", "phone"])
def office(request: pytest.FixtureRequest, visitors, stage):  # type: ignore[no-untyped-def]
    """Brings a person of the screen's ward to their desk by the name of their post: `office("canbo")`."""
    screen: Screen = request.param

    def desk(name: str) -> Desk:
        username = name if name in ("captren", "tinh") else f"{screen.set.prefix}.{name}"
        return visitors(username, screen.viewport)

    desk.screen = screen  # type: ignore[attr-defined]
    return desk
