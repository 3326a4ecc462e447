"""The people of a ward with their posts as a list: a row is a person, a line of the posts' cell is a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.db.models.functions import Lower
from import_export.fields import Field
from import_export.widgets import Widget

from imports.flat.base import Errors, FlatResource, Row, say
from imports.flat.table import Column
from imports.flat.widgets import Text, YesNo, split_lines
from wards.models import UNIT_ROLES, Membership, Role, Unit, User, Ward
from wards.setup import known_units
from wards.text import fold
from wards.unit_names import UnitIndex

# Posts above the wards are not a ward's to give. A list is always Vietnamese, whatever the reader's language.
ROLES: dict[str, str] = {
    Role.LEADER: "Lãnh đạo UBND",
    Role.ADMIN: "Quản trị",
    Role.ONE_DOOR: "Trung tâm PVHCC",
    Role.HEAD: "Trưởng đơn vị",
    Role.OFFICER: "Cán bộ đơn vị",
    Role.VIEWER: "Người xem",
}

USERNAME, FULL_NAME, EMAIL, PHONE, POSTS, ACTIVE = (
    "Tên đăng nhập",
    "Họ và tên",
    "Thư điện tử",
    "Điện thoại",
    "Chức vụ",
    "Được đăng nhập",
)
_USERNAME = re.compile(r"[\w.@+-]+")
_PHONE = re.compile(r"\+?[0-9][0-9 .-]{6,18}")

Post = tuple[str, int | None]
"""Role and unit."""


class Address(Text):
    """An e-mail address, or nothing."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        address: str = super().clean(value, row, **kwargs)
        try:
            if address:
                validate_email(address)
        except ValidationError:
            raise ValueError(f"“{address[:60]}” không phải là địa chỉ thư. Ví dụ: ten@example.com.") from None
        return address


class Written(Text):
    """A text that must have a form; `example` shows it."""

    def __init__(self, room: int, form: re.Pattern[str], example: str, *, required: str = "") -> None:
        super().__init__(room, required=required)
        self.form, self.example = form, example

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        text: str = super().clean(value, row, **kwargs)
        if text and not self.form.fullmatch(text):
            raise ValueError(f"“{text[:60]}” không đúng dạng. Ví dụ: {self.example}.")
        return text


class Posts(Widget):  # type: ignore[misc]
    """Posts, one a line: "Lãnh đạo UBND", "Cán bộ đơn vị: Phòng Văn hóa - Xã hội"."""

    def __init__(self) -> None:
        super().__init__()
        self.index, self.units = UnitIndex(()), dict[int, Unit]()
        self._roles = {fold(label): role for role, label in ROLES.items()}

    def know(self, ward: Ward) -> None:
        """Learns the ward's units."""
        self.index = UnitIndex(known_units(ward))
        self.units = {unit.pk: unit for unit in Unit.objects.filter(ward=ward)}

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> tuple[Post, ...]:
        """The posts of a cell; every line that is none is named."""
        posts, wrong = set[Post](), []
        for line in split_lines(value):
            label, _, name = (part.strip() for part in line.partition(":"))
            role, found = self._roles.get(fold(label)), self.index.find(name) if name else None
            if role is None:
                labels = ", ".join(ROLES.values())
                wrong.append(f"“{label[:60]}” không phải là chức vụ. Vui lòng dùng: {labels}")
            elif name and (found is None or found.is_group):
                wrong.append(f"Không có đơn vị “{name[:60]}”. Vui lòng ghi đúng tên, hoặc thêm đơn vị trước")
            elif not name and role in UNIT_ROLES:
                wrong.append(f"Chức vụ “{ROLES[role]}” cần tên đơn vị, ví dụ “{ROLES[role]}: Phòng Văn hóa - Xã hội”")
            else:
                unit = next((pk for pk, each in self.units.items() if found and each.name == found.name), None)
                posts.add((role, unit))
        if wrong:
            raise ValueError(f"{'; '.join(wrong)}.")
        if not posts:
            raise ValueError(
                f"Cần ít nhất một chức vụ, ví dụ “{ROLES[Role.LEADER]}”. Người thôi việc: ghi Không ở cột “{ACTIVE}”."
            )
        return self.in_order(posts)

    def render(self, value: Iterable[Post] | None, obj: object = None, **kwargs: Any) -> str:
        """One post a line."""
        return "\n".join(
            f"{ROLES[role]}: {self.units[unit].name}" if unit in self.units else ROLES[role]
            for role, unit in value or ()
        )

    def in_order(self, posts: Iterable[Post]) -> tuple[Post, ...]:
        """Posts in the order of the roles, then of the units."""
        order = list(ROLES)
        return tuple(sorted(posts, key=lambda post: (order.index(post[0]), post[1] or 0)))


class PersonList(FlatResource):
    """A row is a person, known by the sign-in name. People who also hold posts elsewhere keep their own data here.

    Nobody takes the right to administer from themselves, so that a ward never loses its last administrator this way.
    New people have no password: they set one by the link that the page of the list shows for each.
    """

    columns = (
        Column(USERNAME, "Không dấu, không cách, ví dụ: nguyen.mau. Không đổi được về sau.", required=True),
        Column(FULL_NAME, "Ví dụ: Nguyễn Thị Mẫu.", required=True),
        Column(EMAIL, "Để nhận thư nhắc việc; có thể để trống.", also=("Email", "E-mail")),
        Column(PHONE, "Có thể để trống.", also=("Số điện thoại",)),
        Column(POSTS, "Mỗi chức vụ một dòng, ví dụ “Cán bộ đơn vị: Phòng Văn hóa - Xã hội”.", required=True),
        Column(ACTIVE, "Có hoặc Không; để trống là Có."),
    )
    key_column = USERNAME
    written_fields = ("full_name", "email", "phone", "is_active", "version")

    username = Field("username", USERNAME, Written(150, _USERNAME, "nguyen.mau", required=USERNAME))
    full_name = Field("full_name", FULL_NAME, Text(150, required=FULL_NAME))
    email = Field("email", EMAIL, Address(254))
    phone = Field("phone", PHONE, Written(20, _PHONE, "0912 345 678"))
    posts = Field("posts", POSTS, Posts())
    is_active = Field("is_active", ACTIVE, YesNo(blank=True))

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "phone", "posts", "is_active")

    def __init__(self, ward: Ward | None, user: User, reason: str = "") -> None:
        super().__init__(ward, user, reason)
        if ward is None:
            raise ValueError("people belong to a ward")
        self.posts_widget: Posts = self.fields["posts"].widget
        self.posts_widget.know(ward)
        self.people = [self._with_posts(person) for person in people_of(ward)]
        self._by_name = {person.username.casefold(): person for person in self.people}
        self._names = {person.pk: person.username for person in self.people}
        self._own = {person.pk: _own_data(person) for person in self.people}
        self._elsewhere: set[str] = set()

    def present(self) -> list[Any]:
        return self.people

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Which of the new names, whatever their case, somebody outside the ward has: one query."""
        new = {name.casefold() for name in dataset[USERNAME]} - self._by_name.keys()
        taken = User.objects.annotate(lower=Lower("username")).filter(lower__in=new)
        self._elsewhere = {name.casefold() for name in taken.values_list("username", flat=True)}

    def keys_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.username.casefold(),) if instance.username else ()

    def find(self, row: Row) -> Any:
        return self._by_name.get(row.get(USERNAME, "").strip().casefold())

    def begin(self, row: Row) -> Any:
        person: Any = User()
        person.posts, person.posts_elsewhere = (), False
        return person

    def check(self, instance: Any, row: Row, errors: Errors) -> None:
        # The same person in other capitals is no other name.
        instance.username = self._names.get(instance.pk, instance.username)
        if instance.username.casefold() in self._elsewhere:
            message = "Tên đăng nhập này đã có người dùng ở nơi khác. Vui lòng chọn tên khác."
            say(errors, "username", message)
        if instance.posts_elsewhere and _own_data(instance) != self._own[instance.pk]:
            message = "Người này còn giữ chức vụ ở nơi khác: vui lòng chỉ sửa cột “Chức vụ”."
            say(errors, "username", message)
        if instance.pk == self.user.pk and not errors:
            if Role.ADMIN not in {role for role, _unit in instance.posts}:
                say(errors, "posts", "Không thể tự bỏ quyền quản trị của chính mình. Vui lòng nhờ người quản trị khác.")
            if not instance.is_active:
                say(errors, "is_active", "Không thể tự khóa tài khoản của chính mình. Vui lòng ghi Có.")

    def before_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if instance.pk:
            instance.version += 1
        else:
            instance.set_unusable_password()

    def write_beside(self, instances: list[Any]) -> None:
        """The posts of this ward; those of other wards and of the province stay as they are."""
        here = Membership.objects.filter(ward=self.ward, user__in=instances, role__in=ROLES)
        held: dict[tuple[int, str, int | None], Membership] = {
            (post.user_id, post.role, post.unit_id): post for post in here
        }
        wanted = {(person.pk, role, unit) for person in instances for role, unit in person.posts}
        Membership.objects.filter(pk__in=[post.pk for key, post in held.items() if key not in wanted]).delete()
        Membership.objects.bulk_create(
            Membership(user_id=user, ward=self.ward, role=role, unit_id=unit, is_head=role == Role.HEAD)
            for user, role, unit in sorted(wanted - held.keys(), key=str)
        )

    def _with_posts(self, person: User) -> Any:
        found: Any = person
        posts = list(person.memberships.all())
        mine = [post for post in posts if self.ward is not None and post.ward_id == self.ward.pk and post.role in ROLES]
        found.posts = self.posts_widget.in_order((post.role, post.unit_id) for post in mine)
        found.posts_elsewhere = len(mine) < len(posts)
        return found


def people_of(ward: Ward) -> list[User]:
    """Who holds a post that the ward gives, with all their posts; two queries."""
    holders = User.objects.filter(memberships__ward=ward, memberships__role__in=ROLES).distinct()
    return list(holders.order_by("username").prefetch_related(Prefetch("memberships")))


def _own_data(person: Any) -> tuple[object, ...]:
    return person.full_name, person.email, person.phone, person.is_active
