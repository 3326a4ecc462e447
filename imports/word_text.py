"""The words of a Word paragraph as a person sees them on paper. Pure.

Tracked changes are taken as made: what was put in counts, what was struck out does not, nor what is crossed out by
hand. Hidden text, field codes, notes at the foot of the page and the empty prompts of forms are no words of the
document.
"""

from __future__ import annotations

from typing import Any

Element = Any  # of lxml, which has no types

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RUN, _TEXT, _BREAK, _SIGN, _BOX, _FORM = (f"{W}{name}" for name in ("r", "t", "br", "sym", "txbxContent", "sdt"))
_RUN_PROPERTIES, _FORM_PROPERTIES = f"{W}rPr", f"{W}sdtPr"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_WORDS = {_TEXT, _MATH_TEXT}
_STRUCK = {f"{W}del", f"{W}moveFrom"}
_NO_TEXT = _STRUCK | {
    # A picture has a twin for older programs, with the same text box in it.
    f"{MC}Fallback",
    *(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "fldData")),
}
_NOT_SAID = ("vanish", "strike", "dstrike")  # hidden, or crossed out by hand
_AS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# The signs of the font Symbol that plans use, by the last byte of their code.
_SYMBOLS = {0xB3: "≥", 0xA3: "≤", 0x3C: "<", 0x3E: ">", 0x2D: "-", 0xB7: "-", 0xD8: "-", 0xA7: "-", 0x25: "%"}


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a property that is on or off ("w:vanish") is on."""
    if properties is None:
        return False
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in {"0", "false", "off", "none"}


def is_struck(properties: Element | None) -> bool:
    """Whether the properties of a row or of a paragraph's end say that it was struck out."""
    return properties is not None and any(properties.find(tag) is not None for tag in _STRUCK)


def paragraph_text(paragraph: Element) -> tuple[str, list[Element]]:
    """The words of a paragraph, and the text boxes anchored in it (each holds paragraphs and tables)."""
    text: list[str] = []
    boxes: list[Element] = []
    _walk(paragraph, text, boxes)
    return "".join(text), boxes


def _walk(element: Element, text: list[str], boxes: list[Element]) -> None:
    for child in element:
        tag = child.tag
        if tag == _RUN:
            properties = child.find(_RUN_PROPERTIES)
            if not any(is_on(properties, name) for name in _NOT_SAID):
                _walk(child, text, boxes)
        elif tag in _WORDS:
            text.append(child.text or "")
        elif tag in _NO_TEXT or not isinstance(tag, str):
            continue
        elif tag in _AS:
            text.append(_AS[tag])
        elif tag == _BREAK:
            text.append("\n" if child.get(f"{W}type", "textWrapping") == "textWrapping" else " ")
        elif tag == _SIGN:
            text.append(_symbol(child.get(f"{W}char", "")))
        elif tag == _BOX:
            boxes.append(child)
        elif tag != _FORM or not is_on(child.find(_FORM_PROPERTIES), "showingPlcHdr"):  # a prompt nobody answered
            _walk(child, text, boxes)


def _symbol(code: str) -> str:
    try:
        return _SYMBOLS.get(int(code, 16) & 0xFF, "")
    except ValueError:
        return ""
