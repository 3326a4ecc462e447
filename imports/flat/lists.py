"""Which lists there are, who may bring one in and who may take one out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imports.flat.base import FlatResource
from imports.flat.days import DayList
from imports.flat.figures import FigureList
from imports.flat.people import PersonList
from imports.flat.units import UnitList
from imports.statistics.resource import StatisticsList
from wards.access import posts
from wards.models import Role, User, Ward

STATISTICS = "thong-ke"


@dataclass(frozen=True)
class FlatList:
    """A list: its name in addresses, its resource, the role that brings it in (in its ward, or of the province), and
    the roles that may take it out; none where everybody who sees the ward may. One without a `file_name` only comes in.
    """

    slug: str
    title: Promise
    about: Promise
    icon: str
    resource: type[FlatResource]
    importer: Role
    readers: tuple[Role, ...] = ()
    file_name: str = ""

    @property
    def of_ward(self) -> bool:
        """Whether each ward has its own."""
        return self.importer != Role.PROVINCE_ADMIN

    def may_import(self, user: User | AnonymousUser, ward: Ward | None) -> bool:
        """Whether the person may change the list."""
        if not self.of_ward:
            return posts(user).of_province
        return ward is not None and posts(user).has(ward.pk, self.importer)

    def may_export(self, user: User | AnonymousUser, ward: Ward | None) -> bool:
        """Whether the person, who sees the ward, may have the list."""
        allowed = not self.readers or (ward is not None and posts(user).has(ward.pk, *self.readers))
        return bool(self.file_name) and allowed


LISTS = {
    each.slug: each
    for each in (
        FlatList(
            "don-vi",
            _("Units"),
            _("The ward's units and groups, with the other names by which documents call them."),
            "building-community",
            UnitList,
            Role.ADMIN,
            file_name="don-vi",
        ),
        FlatList(
            "nguoi-dung",
            _("People and posts"),
            _("Who signs in, and which posts each person holds in the ward."),
            "users",
            PersonList,
            Role.ADMIN,
            (Role.ADMIN,),
            file_name="nguoi-dung",
        ),
        FlatList(
            "so-lieu",
            _("Figures of targets"),
            _("Numerator and denominator, or a value, of each target for a period."),
            "chart-bar",
            FigureList,
            Role.ONE_DOOR,
            file_name="so-lieu-chi-tieu",
        ),
        FlatList(
            STATISTICS,
            _("Statistics of the procedure system"),
            _("Each month's statistics workbook becomes the figures of the targets that its columns are mapped to."),
            "report-analytics",
            StatisticsList,
            Role.ONE_DOOR,
        ),
        FlatList(
            "lich",
            _("Calendar days"),
            _("Days off and days worked that differ from the public holidays, shared by all wards."),
            "calendar",
            DayList,
            Role.PROVINCE_ADMIN,
            file_name="lich-lam-viec",
        ),
    )
}
