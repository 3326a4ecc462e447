"""Text forms: what people and software put into a cell without meaning to."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wards.text import fold, nfc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Thường   xuyên ", "Thường xuyên"),
        (unicodedata.normalize("NFD", "Phòng Kinh tế, Hạ tầng và Đô thị"), "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("Quý\u00a0IV\u200b", "Quý IV"),
        ("a \r\n b\rc\vd", "a\nb\nc\nd"),
        ("dòng_x000D_\nhai", "dòng\nhai"),
        ("\u202aTrước\u202c\t30/6", "Trước 30/6"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_nfc(text: str, expected: str) -> None:
    assert nfc(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ĐƠN VỊ  CHỦ TRÌ", "don vi chu tri"),
        ("Phòng Văn hóa – Xã hội", "phong van hoa - xa hoi"),
        ("Phòng Văn hoá — Xã hội", "phong van hoa - xa hoi"),
        ("Qúy\nIII", "quy iii"),
        (unicodedata.normalize("NFD", "Đặc khu Phú Quốc"), "dac khu phu quoc"),
        ("5 − 3", "5 - 3"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_both_forms_change_nothing_the_second_time(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
