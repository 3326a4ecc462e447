"""A new ward with the units every ward has, and the user on whose behalf commands act."""

from __future__ import annotations

from django.db import transaction

from wards.access import SYSTEM_USERNAME
from wards.models import Level, Unit, UnitAlias, UnitGroupMember, UnitKind, User, Ward
from wards.standard_units import standard_units
from wards.text import fold
from wards.unit_names import KnownUnit

LEVELS = {"phuong": Level.WARD, "xa": Level.COMMUNE, "dac khu": Level.SPECIAL_ZONE}

# What a unit is follows from how its name begins; the first that fits.
KINDS = (
    ("trung tam phuc vu hanh chinh cong", UnitKind.ONE_DOOR),
    ("trung tam", UnitKind.SERVICE),
    ("van phong", UnitKind.OFFICE),
    ("phong", UnitKind.DIVISION),
    ("to dan pho", UnitKind.NEIGHBOURHOOD),
    ("uy ban nhan dan", UnitKind.COMMITTEE),
    ("ubnd", UnitKind.COMMITTEE),
)


def system_user() -> User:
    """The user "system", as whom commands and the schedule act; nobody can sign in with it."""
    user, made = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"full_name": "Hệ thống", "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def level_of(name: str) -> Level:
    """The level that a ward's name begins with; phường where it says none."""
    folded = fold(name)
    return next((level for word, level in LEVELS.items() if folded.startswith(f"{word} ")), Level.WARD)


def kind_of(name: str, *, is_group: bool = False) -> UnitKind:
    """What a unit of this name is."""
    if is_group:
        return UnitKind.GROUP
    folded = fold(name)
    return next((kind for start, kind in KINDS if folded.startswith(start)), UnitKind.OTHER)


@transaction.atomic
def create_ward(name: str, *, province: str = "", **fields: object) -> Ward:
    """A ward with its standard units, groups and aliases; IntegrityError where the province has one of that name."""
    level = level_of(name)
    ward = Ward.objects.create(name=name, province=province, level=level, **fields)
    add_units(ward, standard_units(level.value))
    return ward


def add_units(ward: Ward, known: tuple[KnownUnit, ...]) -> None:
    """Adds units with their aliases, then the groups' members by name."""
    units = {
        each.name: Unit(ward=ward, name=each.name, kind=kind_of(each.name, is_group=each.is_group), position=position)
        for position, each in enumerate(known)
    }
    for unit in units.values():
        unit.save()
    for each in known:
        for alias in each.aliases:
            UnitAlias(ward=ward, unit=units[each.name], text=alias).save()
        UnitGroupMember.objects.bulk_create(
            UnitGroupMember(ward=ward, group=units[each.name], unit=units[member]) for member in each.members
        )


def known_units(ward: Ward) -> tuple[KnownUnit, ...]:
    """The ward's units as the reader of plans wants them: names, aliases, groups with their members."""
    return tuple(
        KnownUnit(
            name=unit.name,
            aliases=tuple(alias.text for alias in unit.aliases.all()),
            is_group=unit.is_group,
            members=tuple(member.name for member in unit.members.all()),
        )
        for unit in Unit.objects.filter(ward=ward, active=True).prefetch_related("aliases", "members")
    )
