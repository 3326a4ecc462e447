"""Who a report is from, whom it goes to and who signs it: pure, always Vietnamese.

Nghị định 30/2020/NĐ-CP, Phụ lục I. The People's Committee names no superior; its one-door centre stands under it and
its director signs without "TM.". A deputy signs for the head ("KT.").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wards.text import fold

COMMITTEE, CENTRE = "ubnd", "centre"
LEVELS = {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu"}
CITIES = frozenset({"ha noi", "hai phong", "hue", "da nang", "can tho", "ho chi minh"})
"""The centrally run cities since July 2025; every other province is a tỉnh."""
_CENTRE_NAME = "Trung tâm Phục vụ hành chính công"


@dataclass(frozen=True)
class Signing:
    """What issuing adds to a report: empty in a draft. `number` is in full: "05/BC-UBND"."""

    number: str = ""
    issued_on: date | None = None
    title: str = ""
    name: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The lines of the document's head and foot. `superior` is empty for the committee; `signature` are the lines
    above the signer's name; `office` and `copies` are for running text and the list of receivers, `place` and
    `province` name the ward and its province inside a sentence."""

    superior: str
    name: str
    code: str
    office: str
    addressee: str
    signature: tuple[str, ...]
    signer: str
    copies: tuple[str, ...]
    place: str
    province: str


def letterhead(kind: str, ward: Mapping[str, str], signing: Signing) -> Letterhead:
    """The letterhead of the ward's committee ("ubnd") or of its one-door centre ("centre").

    `ward` is that of the figures. The signer is taken over where the title fits the office, else the head's place
    stays open for a pen.
    """
    level = LEVELS.get(ward["level"], "phường")
    own = in_sentence(ward["name"], level)
    committee, above = f"Ủy ban nhân dân {own}", province(ward["province"])
    if kind == CENTRE:
        return Letterhead(
            superior=f"UBND {own}".upper(),
            name="TRUNG TÂM PHỤC VỤ\nHÀNH CHÍNH CÔNG",
            code=code(kind),
            office=f"{_CENTRE_NAME} {own}",
            addressee=committee,
            signature=_signature("Giám đốc", signing.title, ""),
            signer=signing.name if "giam doc" in fold(signing.title) else "",
            copies=("Như trên;", f"Chủ tịch, các Phó Chủ tịch UBND {level};", "Lưu: VT, TTPVHCC."),
            place=own,
            province=above,
        )
    return Letterhead(
        superior="",
        name=f"ỦY BAN NHÂN DÂN\n{own.upper()}",
        code=code(kind),
        office=committee,
        addressee=f"Ủy ban nhân dân {above}",
        signature=_signature("Chủ tịch", signing.title, "TM. ỦY BAN NHÂN DÂN"),
        signer=signing.name if "giam doc" not in fold(signing.title) else "",
        copies=(
            "Như trên;",
            f"Thường trực Đảng ủy, HĐND {level};",
            f"Chủ tịch, các Phó Chủ tịch UBND {level};",
            f"Các phòng, đơn vị thuộc {level};",
            "Lưu: VT, TTPVHCC.",
        ),
        place=own,
        province=above,
    )


def notice(kind: str, ward: Mapping[str, str], signing: Signing, *public: str) -> Letterhead:
    """The letterhead of a notice (thông báo) to those inside the ward, and to the `public` receivers."""
    level = LEVELS.get(ward["level"], "phường")
    copies = (
        f"Chủ tịch, các Phó Chủ tịch UBND {level};",
        f"Các phòng, đơn vị thuộc {level};",
        *(f"{receiver} {level};" for receiver in public),
        "Lưu: VT, TTPVHCC.",
    )
    return replace(letterhead(kind, ward, signing), code=notice_code(kind), copies=copies)


def notice_code(kind: str) -> str:
    """What stands after the number of a notice: "TB-UBND"."""
    return "TB-TTPVHCC" if kind == CENTRE else "TB-UBND"


def number_in_full(number: int, kind: str) -> str:
    """A report's number with its code: 5 becomes "05/BC-UBND"."""
    return f"{number:02}/{code(kind)}"


def code(kind: str) -> str:
    """What stands after the number of a report: its kind of document and who issues it."""
    return "BC-TTPVHCC" if kind == CENTRE else "BC-UBND"


def in_sentence(name: str, level: str) -> str:
    """A ward's name inside a sentence: "phường Mỹ Hào"."""
    return level + name[len(level) :] if fold(name).startswith(fold(level) + " ") else f"{level} {name}"


def province(name: str) -> str:
    """A province's name inside a sentence: "tỉnh Hưng Yên", "thành phố Hải Phòng"; only "tỉnh" where unknown."""
    folded = fold(name)
    for word in ("tỉnh", "thành phố"):
        if folded.startswith(fold(word) + " "):
            return word + name[len(word) :]
    return f"{'thành phố' if folded in CITIES else 'tỉnh'} {name}".strip()


def _signature(head: str, title: str, on_behalf: str) -> tuple[str, ...]:
    """The lines above the name; a deputy's title brings the "KT." line."""
    deputy = fold(title) == fold(f"phó {head}")
    first = (on_behalf,) if on_behalf else ()
    return (*first, f"KT. {head.upper()}", f"PHÓ {head.upper()}") if deputy else (*first, head.upper())
