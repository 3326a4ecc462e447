"""Words that every room uses, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

ROMAN = ("I", "II", "III", "IV")


def period(name: str) -> str:
    """A period's name (`2026-03`, `2026-Q1` …) in the reader's language, "" for none."""
    year, _sep, rest = name.partition("-")
    values = {"year": year, "number": rest.strip("QHWM").lstrip("0")}
    if not rest:
        return _("year %(year)s") % values if year else ""
    match rest[0], rest[-1]:
        case ("Q", *_rest):
            return _("quarter %(number)s of %(year)s") % (values | {"number": ROMAN[int(rest[1:]) - 1]})
        case ("H", *_rest):
            return (_("first half of %(year)s") if values["number"] == "1" else _("second half of %(year)s")) % values
        case ("W", *_rest):
            return _("week %(number)s of %(year)s") % values
        case (*_rest, "M"):
            return _("nine months of %(year)s") % values
        case _other:
            return _("month %(number)s of %(year)s") % values
