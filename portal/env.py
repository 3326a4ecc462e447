"""What the environment decides: the embedded default, or PostgreSQL, Redis and a mail server by their URLs."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# One folder of an embedded installation holds everything it writes: database, uploads, broker, mail, key.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()


def folder(name: str) -> Path:
    """A folder of the embedded installation, made when it is missing."""
    path = VAR_DIR / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key() -> str:
    """SECRET_KEY of the environment; without one, a generated key kept in the installation's folder."""
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    path = folder("") / "secret_key"
    if not path.exists():
        # Written with O_EXCL: of two processes starting at once, one makes the key and the other reads it.
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
    return path.read_text(encoding="ascii")


def database() -> dict[str, Any]:
    """Django's settings for DATABASE_URL; without one, SQLite as one ward on one machine needs it."""
    url: str = env.str("DATABASE_URL", default="")
    if not url:
        url = f"sqlite:///{folder('') / 'db.sqlite3'}"
    config: dict[str, Any] = env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            # IMMEDIATE: a transaction that reads and then writes must not fail because another wrote between.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # A long plan is written in one transaction, which should not spill over.
            "PRAGMA cache_size=-65536;",
        }
    else:
        config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


def celery() -> dict[str, Any]:
    """Celery's broker settings for REDIS_URL; without one, a broker in the installation's folder."""
    url: str = env.str("REDIS_URL", default="")
    if url:
        return {"broker_url": url, "broker_transport_options": {"visibility_timeout": 3600}}
    queue, control = str(folder("broker/queue")), str(folder("broker/control"))
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "portal.broker:Transport",
        "broker_transport_options": {
            # One folder for both directions: every process of the installation reads what the others write.
            "data_folder_in": queue,
            "data_folder_out": queue,
            "control_folder": control,
            "polling_interval": 0.1,
        },
    }


def email() -> dict[str, Any]:
    """Django's e-mail settings for EMAIL_URL; without one, every mail becomes a file."""
    url: str = env.str("EMAIL_URL", default="")
    if url:
        config: dict[str, Any] = env.email_url_config(url)
        return config | {"EMAIL_TIMEOUT": env.int("EMAIL_TIMEOUT", default=20)}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder("mail")),
    }
