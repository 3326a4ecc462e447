"""Template helpers that every page may use."""

from __future__ import annotations

import pytest
from django import forms
from django.test import RequestFactory

from portal.templatetags.portal import form_control, icon, with_query


def test_an_icon_is_drawn_inline_for_the_eye_only() -> None:
    drawn = icon("check", "me-2")
    assert drawn.startswith('<svg class="icon me-2"')
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn


def test_an_unknown_icon_is_an_error_not_a_hole() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


@pytest.mark.parametrize(
    ("address", "changes", "expected"),
    [
        ("/?a=1&b=2", {"a": 3}, "?b=2&a=3"),
        ("/?a=1&b=2", {"a": ""}, "?b=2"),
        ("/?a=1", {"a": None}, "?"),
        ("/?q=%C4%91%C6%A1n", {"page": 2}, "?q=%C4%91%C6%A1n&page=2"),
    ],
)
def test_a_changed_query_keeps_the_other_filters(address: str, changes: dict[str, object], expected: str) -> None:
    assert with_query({"request": RequestFactory().get(address)}, **changes) == expected


def test_a_wrong_field_says_so_to_a_screen_reader() -> None:
    class Form(forms.Form):
        name = forms.CharField()

    assert 'aria-invalid="true"' in form_control(Form({"name": ""})["name"])
    assert "is-invalid" not in form_control(Form()["name"])
