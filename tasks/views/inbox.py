"""The pages of messages: received, one message, and what a ward sent with what outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks import delivery, letter, outbox
from tasks.access import messages_seen
from tasks.models import Channel, Message, MessageState, Purpose
from wards.access import posts, ward_or_404
from wards.clock import now, today
from wards.requests import person

PER_PAGE = 30


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages the person received in the portal, the newest first."""
    received = messages_seen(request.user).filter(channel=Channel.PORTAL, state=MessageState.SENT)
    counted = received.annotate(owed=outbox.things()).order_by("-day", "-pk")
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    unread = any(message.read_at is None for message in page)
    context = {
        "rows": [(one, letter.title(one)) for one in page],
        "pages": _pages(page),
        "watched": outbox.watched(posts(request.user)),
        "unread": unread,
    }
    return render(request, "tasks/inbox.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all messages received as read."""
    messages_seen(request.user).filter(read_at=None).update(read_at=now())
    return redirect("tasks:inbox")


@require_safe
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One message with its lines as they stand now; opened by its reader it counts as read."""
    opened = outbox.message_or_404(request, public_id)
    if opened.own and opened.message.read_at is None:
        Message.objects.filter(pk=opened.message.pk).update(read_at=now())
    context = {
        "letter": letter.read(opened.message, today=today(), wards=opened.wards),
        "past": opened.message.day != today(),
        "own": opened.own,
        "ward": opened.ward,
        "resendings": outbox.resendings(opened.message),
        "resendable": _may_resend(request, opened) and opened.message.state in delivery.RESENDABLE,
    }
    return render(request, "tasks/message.html", context)


@require_POST
def resend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sends a message again whose sending failed or ended unknown, on the word of one-door staff or an admin."""
    opened = outbox.message_or_404(request, public_id)
    if not _may_resend(request, opened):
        raise PermissionDenied
    if delivery.resend(opened.message, person(request)):
        flash.success(request, _("The message will be sent again in a moment."))
    else:
        flash.warning(request, _("The message is sent or on its way already."))
    return redirect("tasks:message", public_id=public_id)


@require_safe
def outbox_page(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """What was sent to whom in the ward, with what outcome."""
    ward = ward_or_404(request, ward_id)
    outbox.check_watches(request, ward)
    filters = outbox.Filters.read(request.GET)
    found = filters.apply(outbox.messages_of(ward))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "ward": ward,
        "filters": filters,
        "page": page,
        "pages": _pages(page),
        "states": MessageState.choices,
        "channels": Channel.choices,
    }
    return render(request, "tasks/outbox.html", context)


def _pages(page: Page[Any]) -> dict[str, int]:
    """The page's number and how many there are, as the line below a list shows them."""
    return {"page": page.number, "pages": page.paginator.num_pages}


def _may_resend(request: HttpRequest, opened: outbox.Opened) -> bool:
    watched = outbox.wards_watched(posts(request.user))
    told = opened.message.notices if opened.message.purpose == Purpose.NEWS else opened.message.notifications
    return bool(watched) and told.filter(ward__in=watched).exists()
