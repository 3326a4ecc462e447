"""What the tests of reports share: an office with a plan, and a printer that costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from reports import pdf


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Takes the place of WeasyPrint where its work is not what is tested; keeps the documents it was given."""
    printed: list[str] = []

    def render(
        html: str,
        pictures: Mapping[str, str] | None = None,
        *,
        tick: Callable[[], None] = lambda: None,
        limit: float = 0,
    ) -> bytes:
        tick()
        printed.append(html)
        return b"%PDF-1.7 " + str(len(printed)).encode()

    monkeypatch.setattr(pdf, "render", render)
    return printed
