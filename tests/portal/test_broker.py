"""The broker of an embedded installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

pytestmark = pytest.mark.services


def test_a_message_appears_whole(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader polls the folder all the time: what has a message's name must already be complete."""
    written: list[tuple[str, list[Path]]] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        written.append((self.read_text(encoding="utf-8"), list(self.parent.glob("*.whole.msg"))))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    with current_app.connection_for_write() as broker, broker.SimpleQueue("whole") as queue:
        queue.put({"answer": 42})
        message = queue.get(timeout=10)
        message.ack()
        assert message.payload == {"answer": 42}
    if request.config.getoption("services"):
        assert written == []
    else:
        [(text, visible)] = written
        assert text.endswith("}")
        assert visible == []
        assert list((Path(settings.VAR_DIR) / "broker" / "queue").glob("*.partial")) == []
