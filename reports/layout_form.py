"""The form in which a ward arranges its reports: a place for each block, and its own texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.arrangement import LISTS, MAX_TEXT, PLACEHOLDERS, TEXTS, Arrangement, TextError, check, thawed
from reports.models import Layout

LIST_NAMES = {
    "parts": gettext_lazy("Parts of the report"),
    "results": gettext_lazy("Inside the part on results"),
    "annexes": gettext_lazy("Annexes"),
}
TEXT_NAMES = {
    "subject": gettext_lazy("What the report is about (trích yếu)"),
    "addressee": gettext_lazy("Addressee (Kính gửi)"),
    "opening": gettext_lazy("First paragraph"),
    "closing": gettext_lazy("Last sentence"),
    "copies": gettext_lazy("Receivers (Nơi nhận), one a line"),
}
_ONE_LINE = ("subject", "addressee")


class LayoutForm(forms.Form):
    """What a ward chooses; `present` is what it has. A save over somebody else's shows theirs at each field."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.BooleanField(
        label=gettext_lazy("Print a square code on issued reports"),
        required=False,
        help_text=gettext_lazy("It leads to a page that says whether this report was issued. Drafts carry none."),
    )

    def __init__(self, present: Layout, standard: Mapping[str, str], data: Any = None) -> None:
        """`standard` are the portal's own texts, which stand where a ward leaves its own empty."""
        self.present = present
        super().__init__(data, initial=_values(thawed(present.chosen)) | {"version": present.version})
        for name, blocks in LISTS.items():
            places = [(str(at), str(at)) for at in range(1, len(blocks) + 1)]
            for block, title in blocks.items():
                self.fields[f"{name}-{block}"] = forms.ChoiceField(label=title, choices=places)
        for name in TEXTS:
            self.fields[name] = forms.CharField(
                label=TEXT_NAMES[name],
                max_length=MAX_TEXT,
                required=False,
                widget=forms.TextInput() if name in _ONE_LINE else forms.Textarea({"rows": 3}),
                help_text=format_html(_("Left empty: {}"), standard[name]),
            )

    def lists(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Each list of blocks with its fields, in the order chosen."""
        chosen = thawed(self.present.chosen)
        for name, title in LIST_NAMES.items():
            yield str(title), [self[f"{name}-{block}"] for block in getattr(chosen, name)]

    def texts(self) -> list[BoundField]:
        """The fields of the ward's own texts."""
        return [self[name] for name in TEXTS]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, blocks in LISTS.items():
            taken: dict[str, str] = {}
            for block, title in blocks.items():
                place = data.get(f"{name}-{block}")
                if place in taken:
                    message = _("Place %(place)s is that of “%(block)s” already.")
                    self.add_error(f"{name}-{block}", message % {"place": place, "block": taken[place]})
                elif place:
                    taken[place] = title
        for name in TEXTS:
            try:
                check(data.get(name, ""))
            except TextError as error:
                self.add_error(name, _explained(error))
        return data

    def chosen(self) -> Arrangement:
        """What a valid form says."""
        data = self.cleaned_data
        ordered = {
            name: tuple(sorted(blocks, key=lambda block: int(data[f"{name}-{block}"])))
            for name, blocks in LISTS.items()
        }
        texts = {name: data[name].replace("\r\n", "\n").strip() for name in TEXTS if data[name].strip()}
        return Arrangement(**ordered, texts=texts, code=data["code"])

    def show_theirs(self, theirs: Layout) -> None:
        """Says at each field what somebody else saved meanwhile; saving again then writes over it."""
        there = _values(thawed(theirs.chosen))
        for name, value in there.items():
            if str(value) != str(self.cleaned_data.get(name, "")):
                facts = {"person": theirs.changed_by, "value": value if value not in ("", False) else "–"}
                self.add_error(name, _("Meanwhile %(person)s saved here: %(value)s") % facts)
        self.data = {**self.data.dict(), "version": str(theirs.version)}  # type: ignore[attr-defined]


def _values(chosen: Arrangement) -> dict[str, Any]:
    """The arrangement as the form's fields have it."""
    places = {f"{name}-{block}": str(at) for name in LISTS for at, block in enumerate(getattr(chosen, name), start=1)}
    return places | {name: chosen.texts.get(name, "") for name in TEXTS} | {"code": chosen.code}


def _explained(error: TextError) -> str:
    if not error.unknown:
        return _("A brace stands alone: a placeholder has one before and one after its name.")
    names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    return _("%(piece)s is no placeholder. There are: %(names)s.") % {"piece": error, "names": names}
