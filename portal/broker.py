"""The broker of an embedded installation: kombu's folder of messages, each of which appears there whole."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes a message beside its place and then renames it.

    kombu itself writes into a file that a reader may take as soon as it exists: the reader finds it empty, and the
    worker ends.
    """

    # kombu's own two layers name the second argument differently.
    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        path = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        partial = path.with_suffix(".partial")
        partial.write_text(dumps(message), encoding="utf-8")
        partial.rename(path)


class Transport(filesystem.Transport):
    """kombu's filesystem transport with that channel."""

    Channel = Channel
