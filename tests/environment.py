"""The environment of the tests, set before Django reads its settings (a pytest plugin, named in pyproject.toml).

Nothing of the developer's own installation is touched: each pytest process writes into a temporary folder. Without
options the tests run on SQLite and the filesystem broker; with `--services` on a PostgreSQL and a Redis that are
started for them, once for all workers of pytest-xdist.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services import ServiceError, Services, private_services

# Settings that a developer's shell may hold and the tests must not inherit; OWN they have instead.
FOREIGN = (
    *("DATABASE_URL", "DATABASE_CONN_MAX_AGE", "REDIS_URL", "EMAIL_URL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL"),
    *("NOTIFY_HOSTS", "NOTIFY_CA_FILE"),
    *("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL", "HTTPS", "BEHIND_PROXY", "LOG_LEVEL"),
    *("IMPORT_WAIT_BYTES", "IMPORT_WAIT_ROWS"),
)
OWN = {"SECRET_KEY": "for the tests only", "STATIC_MANIFEST": "0"}

services: Services | None = None
"""The servers of this process, for tests that restart them; None without them, and in a worker of pytest-xdist."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--services", action="store_true", help="run on a private PostgreSQL and Redis, started for this")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    global services
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _join(worker)
        return
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    for name in FOREIGN:
        os.environ.pop(name, None)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ward-tests-"))
    os.environ.update(OWN, VAR_DIR=folder)
    (Path(folder) / "static").mkdir()  # WhiteNoise warns of each request where there is none
    if early_config.known_args_namespace.services:
        try:
            services = stack.enter_context(private_services())
            os.environ.update(services.settings)
        except ServiceError as error:
            raise pytest.UsageError(str(error)) from error


def _join(worker: str) -> None:
    """A worker of pytest-xdist: the controller's servers, with a folder and a Redis database of its own."""
    own = Path(os.environ["VAR_DIR"]) / worker
    (own / "static").mkdir(parents=True)
    os.environ["VAR_DIR"] = str(own)
    if "REDIS_URL" in os.environ:
        os.environ["REDIS_URL"] += f"/{int(worker.removeprefix('gw')) + 1}"
