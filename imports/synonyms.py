"""The headings that a ward's offices use, beside those that the reader knows by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from imports.grid import Role
from imports.models import HeadingSynonym
from wards.models import User, Ward
from wards.text import fold

MOST_LETTERS = 80  # of a heading: the reader takes no longer cell for one
MEANINGS = tuple(role for role in Role if role is not Role.IGNORE)


def synonyms_of(ward: Ward) -> Mapping[Role, list[str]]:
    """The headings of every ward and of this one, which goes before: one query."""
    meant: dict[str, tuple[str, Role]] = {}
    rows = seen_by(ward).values_list("ward_id", "text_folded", "text", "role")
    for _ward, folded, text, role in sorted(rows, key=lambda row: row[0] is not None):
        meant[folded] = (text, Role(role))
    table: dict[Role, list[str]] = defaultdict(list)
    for text, role in meant.values():
        table[role].append(text)
    return dict(table)


def seen_by(ward: Ward) -> QuerySet[HeadingSynonym]:
    """The ward's own and those of every ward."""
    return HeadingSynonym.objects.filter(Q(ward=ward) | Q(ward=None))


def keep(ward: Ward | None, told: Iterable[tuple[str, Role]], user: User) -> int:
    """Keeps headings with what they mean, for the ward or (None) for every ward; returns how many."""
    kept = 0
    for text, role in told:
        shown = " ".join(text.split())
        if fold(shown) and len(shown) <= MOST_LETTERS:
            HeadingSynonym.objects.update_or_create(
                ward=ward,
                text_folded=fold(shown),
                defaults={"text": shown, "role": role.value, "created_by": user},
            )
            kept += 1
    return kept
