"""What the shell of every page needs: where the person is and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from imports.dropping import undecided
from reports.dashboard.page import leads
from reports.rollups.access import oversees
from tasks.inbox import Waiting, waiting
from wards.access import posts, wards_seen
from wards.heartbeat import Silence, silence
from wards.models import Role, Ward


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    label: str
    icon: str
    address: str
    names: tuple[str, ...]
    badge: int = 0
    current: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """The ward of the page, the person's wards and the menu; lazy, so that fragments pay nothing for it."""
    if not request.user.is_authenticated:
        return {}
    wards: list[Ward] = []

    def my_wards() -> list[Ward]:
        if not wards:
            wards.extend(wards_seen(request.user))
        return wards

    def ward() -> Ward | None:
        match = request.resolver_match
        # A page of one object says whose it is; a page of a ward has it in the address.
        named = getattr(request, "ward", None)
        wanted = named.public_id if named else match.kwargs.get("ward_id") if match else None
        return next((each for each in my_wards() if each.public_id == wanted), my_wards()[0] if my_wards() else None)

    @cache
    def counts() -> Waiting:
        here = ward()
        decides = here is not None and posts(request.user).has(here.pk, Role.LEADER)
        if here is None or not decides:
            return waiting(request.user, schedule=administers())
        return waiting(request.user, here, requests=undecided(here), schedule=administers())

    def administers() -> bool:
        held = posts(request.user)
        return held.of_province or any(held.has(ward_id, Role.ADMIN) for ward_id in held.ward_ids)

    def silent() -> Silence | None:
        return silence(counts().rung_at, counts().heard_at) if administers() else None

    return {
        "shell_ward": ward,
        "shell_wards": my_wards,
        "shell_menu": lambda: menu(request, ward(), counts()),
        "shell_silence": silent,
    }


def menu(request: HttpRequest, ward: Ward | None, counts: Waiting) -> list[Item]:
    """The pages this person can open, in the order of the day's work."""
    match = request.resolver_match
    here = match.view_name if match else ""
    held = posts(request.user)
    decides = ward is not None and held.has(ward.pk, Role.LEADER)
    items = []
    if leads(request.user):
        items.append(Item(_("Overview"), "layout-dashboard", reverse("reports:overview"), ("reports:overview",)))
    items += [
        Item(_("My tasks"), "checklist", reverse("tasks:mine"), ("tasks:mine", "tasks:arising")),
    ]
    if ward:
        inside = {"ward_id": ward.public_id}
        if held.has(ward.pk, Role.ONE_DOOR) or held.units.get(ward.pk):
            address = reverse("tasks:check_ins", kwargs=inside)
            items.append(Item(_("Check-ins of a period"), "calendar-check", address, ("tasks:check_ins",)))
        items.append(
            Item(
                _("Plans"),
                "table",
                reverse("tasks:plans", kwargs=inside),
                ("tasks:plans", "tasks:plan", "tasks:task"),
            )
        )
        names: tuple[str, ...] = ("plans:targets", "plans:target", "plans:grid", "plans:proposals", "plans:edit_target")
        names += (
            "reports:late_files",
            "reports:index766",
            "reports:index_weights",
            "reports:compare",
            "reports:sheet",
            "reports:sheet_lines",
        )
        items.append(Item(_("Targets"), "target-arrow", reverse("plans:targets", kwargs=inside), names))
        address = reverse("tasks:month", kwargs=inside)
        items.append(Item(pgettext("page", "Calendar"), "calendar-event", address, ("tasks:month",)))
        if held.has(ward.pk, Role.ONE_DOOR, Role.LEADER):
            names = ("tasks:watch", "tasks:watch_text")
            items.append(Item(_("Watch"), "eye", reverse("tasks:watch", kwargs=inside), names))
        if decides:
            address = reverse("tasks:extensions", kwargs=inside)
            items.append(
                Item(_("Extension requests"), "calendar-time", address, ("tasks:extensions",), counts.extensions)
            )
        if decides and (counts.requests or here == "imports:requests"):
            address = reverse("imports:requests", kwargs=inside)
            items.append(
                Item(pgettext("page", "To be dropped"), "clipboard-x", address, ("imports:requests",), counts.requests)
            )
        if held.has(ward.pk, Role.ADMIN):
            names = ("imports:upload", "imports:review", "imports:correct", "imports:columns", "imports:headings")
            names += ("imports:job",)
            names += () if decides else ("imports:requests",)
            items.append(Item(_("Import a plan"), "file-import", reverse("imports:upload", kwargs=inside), names))
        if held.has(ward.pk, Role.ADMIN, Role.ONE_DOOR):
            names = ("imports:lists", "imports:list", "imports:task_list", "imports:list_upload")
            items.append(Item(_("Lists"), "list-details", reverse("imports:lists", kwargs=inside), names))
        if held.has(ward.pk, Role.ADMIN):
            address = reverse("tasks:ward_settings", kwargs=inside)
            items.append(
                Item(
                    _("Settings"),
                    "settings",
                    address,
                    ("tasks:ward_settings", "tasks:reminder_settings", "tasks:gateway"),
                )
            )
        names = ("reports:list", "reports:report")
        items.append(Item(_("Reports"), "report-analytics", reverse("reports:list", kwargs=inside), names))
    if oversees(request.user):
        names = ("reports:wards", "reports:roll_up")
        items.append(Item(_("Several wards"), "sum", reverse("reports:wards"), names))
    if posts(request.user).of_province:
        names = ("tasks:working_days", "imports:calendar")
        items.append(Item(_("Working days"), "calendar", reverse("tasks:working_days"), names))
    unread = counts.unread
    items.append(Item(_("Notifications"), "bell", reverse("tasks:inbox"), ("tasks:inbox", "tasks:message"), unread))
    return [Item(i.label, i.icon, i.address, i.names, i.badge, here in i.names) for i in items]
