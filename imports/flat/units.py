"""The units of a ward as a list, with their other names and the members of groups."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from imports.flat.base import Errors, FlatResource, Row, say
from imports.flat.table import Column
from imports.flat.widgets import Choice, Names, Text, YesNo, in_order
from wards.models import Unit, UnitAlias, UnitGroupMember, UnitKind, User, Ward
from wards.setup import kind_of
from wards.text import fold

# A list is always Vietnamese, whatever the reader's language.
KINDS: dict[str, str] = {
    UnitKind.COMMITTEE: "Ủy ban nhân dân",
    UnitKind.OFFICE: "Văn phòng",
    UnitKind.DIVISION: "Phòng chuyên môn",
    UnitKind.ONE_DOOR: "Trung tâm Phục vụ hành chính công",
    UnitKind.SERVICE: "Trung tâm sự nghiệp công",
    UnitKind.NEIGHBOURHOOD: "Tổ dân phố",
    UnitKind.OTHER: "Đơn vị khác",
    UnitKind.GROUP: "Nhóm đơn vị",
}

NAME, KIND, OTHER_NAMES, MEMBERS, ACTIVE, CODE = (
    "Tên đơn vị",
    "Loại",
    "Tên gọi khác",
    "Thành viên của nhóm",
    "Đang dùng",
    "Mã",
)


class UnitList(FlatResource):
    """A row is a unit: known again by its code, which a renamed one keeps, else by its name."""

    columns = (
        Column(NAME, "Tên đầy đủ, ví dụ: Phòng Văn hóa - Xã hội.", required=True, also=("Đơn vị",)),
        Column(KIND, "Chọn một loại; để trống thì cổng đoán theo tên."),
        Column(OTHER_NAMES, "Cách viết khác trong văn bản, mỗi cách một dòng.", also=("Tên khác",)),
        Column(MEMBERS, "Chỉ với nhóm đơn vị: tên các đơn vị trong nhóm, mỗi tên một dòng.", also=("Thành viên",)),
        Column(ACTIVE, "Có hoặc Không; để trống là Có."),
        Column(CODE, "Không sửa; để trống ở dòng thêm mới. Nhờ mã này mà đổi tên đơn vị được."),
    )
    key_column = NAME
    written_fields = ("name", "name_folded", "kind", "active", "version")

    name = Field("name", NAME, Text(250, required="Tên đơn vị"))
    kind = Field("kind", KIND, Choice(KINDS, blank=""))
    other_names = Field("other_names", OTHER_NAMES, Names())
    member_names = Field("member_names", MEMBERS, Names())
    active = Field("active", ACTIVE, YesNo(blank=True))
    code = Field("code", CODE, Text(36), readonly=True)

    class Meta:
        model = Unit
        fields = ("name", "kind", "other_names", "member_names", "active", "code")

    def __init__(self, ward: Ward | None, user: User, reason: str = "") -> None:
        super().__init__(ward, user, reason)
        self.units = [_with_names(unit) for unit in _units(ward)]
        self._by_code = {str(unit.public_id): unit for unit in self.units}
        self._kinds = {unit.pk: unit.kind for unit in self.units}
        self._by_name = {unit.name_folded: unit for unit in self.units}
        self._last = max((unit.position for unit in self.units), default=0)
        self._read: list[Any] = []

    def present(self) -> list[Any]:
        return self.units

    def keys_of(self, instance: Any) -> tuple[object, ...]:
        return tuple(key for key in (instance.pk, fold(instance.name)) if key)

    def find(self, row: Row) -> Any:
        return self._by_code.get(row.get(CODE, "").strip().lower()) or self._by_name.get(fold(row.get(NAME, "")))

    def begin(self, row: Row) -> Any:
        self._last += 1
        unit: Any = Unit(ward=self.ward, position=self._last, kind="")
        unit.other_names, unit.member_names, unit.code = (), (), ""
        return unit

    def check(self, instance: Any, row: Row, errors: Errors) -> None:
        self._read.append(instance)
        code = row.get(CODE, "").strip()
        if code and code.lower() not in self._by_code:
            say(errors, "code", "Mã này không phải của đơn vị nào trong phường, xã. Vui lòng để trống nếu thêm mới.")
        if not instance.kind:
            instance.kind = (
                self._kinds.get(instance.pk) or kind_of(instance.name, is_group=bool(instance.member_names)).value
            )
        if instance.member_names and instance.kind != UnitKind.GROUP:
            say(errors, "member_names", f"Chỉ loại “{KINDS[UnitKind.GROUP]}” mới có thành viên. Vui lòng sửa loại.")
        other = self._by_name.get(fold(instance.name))
        if other is not None and other.pk != instance.pk:
            say(errors, "name", f"Đã có đơn vị tên “{other.name}”. Vui lòng dùng tên khác hoặc bỏ dòng này.")

    def before_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        instance.name_folded = fold(instance.name)
        if instance.pk:
            instance.version += 1

    def late_errors(self) -> list[tuple[Any, str, str]]:
        read = {unit.pk for unit in self._read if unit.pk}
        after = [unit for unit in self.units if unit.pk not in read] + self._read
        # A group may name a member as it was called before this file renames it.
        known = self._by_name | {fold(unit.name): unit for unit in after}
        owners: dict[str, Any] = {}
        for unit in after:
            for name in unit.other_names:
                owners.setdefault(fold(name), unit)
        found = []
        for unit in self._read:
            owner = owners.get(fold(unit.name), unit)
            if owner is not unit:
                found.append((unit, "name", f"Đây là tên gọi khác của “{owner.name}”. Vui lòng dùng tên khác."))
            for name in unit.other_names:
                owner = known.get(fold(name), unit)
                if owner is not unit and owner.name_folded == fold(name):
                    found.append((unit, "other_names", f"“{name}” là tên của một đơn vị khác. Vui lòng bỏ dòng này."))
                elif owners[fold(name)] is not unit:
                    owner = owners[fold(name)].name
                    found.append((unit, "other_names", f"“{name}” đã là tên gọi khác của “{owner}”. Vui lòng bỏ bớt."))
            for name in unit.member_names:
                member = known.get(fold(name))
                if member is None or member.kind == UnitKind.GROUP:
                    message = f"“{name}” không phải là đơn vị trong danh sách. Vui lòng ghi đúng tên, mỗi tên một dòng."
                    found.append((unit, "member_names", message))
        return found

    def write_beside(self, instances: list[Any]) -> None:
        """Other names and members: only what differs is taken away or added."""
        now = {unit.name_folded: unit for unit in Unit.objects.filter(ward=self.ward)}
        by_name = self._by_name | now
        for unit in instances:
            UnitAlias.objects.filter(unit=unit).exclude(text__in=unit.other_names).delete()
        for unit in instances:
            held = set(UnitAlias.objects.filter(unit=unit).values_list("text", flat=True))
            for name in unit.other_names:
                if name not in held:
                    UnitAlias(ward=self.ward, unit=unit, text=name).save()
            members = {by_name[fold(name)].pk for name in unit.member_names}
            links = UnitGroupMember.objects.filter(group=unit)
            links.exclude(unit__in=members).delete()
            there = set(links.values_list("unit_id", flat=True))
            UnitGroupMember.objects.bulk_create(
                UnitGroupMember(ward=self.ward, group=unit, unit_id=pk) for pk in sorted(members - there)
            )


def _units(ward: Ward | None) -> QuerySet[Unit]:
    return Unit.objects.filter(ward=ward).prefetch_related("aliases", "members")


def _with_names(unit: Unit) -> Any:
    """The unit with its other names and members as its row has them."""
    found: Any = unit
    found.other_names = in_order(alias.text for alias in unit.aliases.all())
    found.member_names = in_order(member.name for member in unit.members.all())
    found.code = str(unit.public_id)
    return found
