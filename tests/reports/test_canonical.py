"""Frozen figures are the same bytes for the same figures, and nothing but exact data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.canonical import canonical, seal
from tests.reports import sample

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), PLAIN))
def test_it_reads_back_as_it_was(figures: dict[str, Any]) -> None:
    assert json.loads(canonical(figures)) == figures


@given(st.dictionaries(st.text(), PLAIN))
def test_the_order_of_keys_does_not_matter(figures: dict[str, Any]) -> None:
    assert canonical(dict(reversed(figures.items()))) == canonical(figures)


def test_the_bytes_are_fixed() -> None:
    assert canonical({"b": [1, None, "Mỹ Hào"], "a": True}) == '{"a":true,"b":[1,null,"Mỹ Hào"]}'
    assert seal('{"a":1}') == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_one_changed_letter_changes_the_seal() -> None:
    changed = sample.figures([sample.task(sample.early(result="x"))])
    assert seal(canonical(sample.figures([sample.task(sample.early())]))) != seal(canonical(changed))


@pytest.mark.parametrize("value", [1.5, float("nan"), {"deep": [0.1]}])
def test_floating_point_numbers_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="exact"):
        canonical({"value": value})


@pytest.mark.parametrize("value", [b"bytes", {1: "key"}, {"set": {1}}])
def test_only_plain_data_is_taken(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})
