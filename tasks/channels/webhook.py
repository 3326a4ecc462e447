"""A letter through the gateway of the reader's ward: a plugin of apprise with one JSON form."""

from __future__ import annotations

from typing import Any

from apprise import NotifyBase, NotifyFormat
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tasks.channels import Outcome, Result, outward
from tasks.channels.address import NotAllowed, Target, read
from tasks.letter import Letter, Line
from tasks.models import Gateway, Handle

MOST_LINES = 10
"""In a chat nobody scrolls through more; the message says how many others there are, and where."""


class WardGateway(NotifyBase):  # type: ignore[misc]
    """Posts title and text as JSON over verified https.

    Its fields are `title`, those in which the ward's gateway expects recipient and text, and `id`, the same at every
    attempt, so that a gateway that gets a message twice can tell.
    """

    service_name = "Ward gateway"
    secure_protocol = "wardgateway"
    notify_format = NotifyFormat.TEXT
    title_maxlen, body_maxlen = 250, 4000
    request_rate_per_sec = 0

    def __init__(self, gateway: Gateway, target: Target, *, to: str, key: str) -> None:
        super().__init__(secure=True, host=target.host, port=target.port, verify=True, redirect=False)
        self.gateway, self.target, self.to, self.key = gateway, target, to, key
        self.outcome = Outcome(Result.FAILED_FOR_GOOD, _("The message is empty."))

    def send(self, body: str, title: str = "", **_how: Any) -> bool:
        """Called by `notify` with what fits; keeps the outcome, of which apprise only wants to know whether."""
        payload = {"id": self.key, "title": title} | {
            self.gateway.recipient_field: self.to,
            self.gateway.text_field: body,
        }
        self.outcome = outward.post(self.target, payload, key=self.key)
        return self.outcome.result is Result.SENT


def send(letter: Letter) -> Outcome:
    """Sends the letter to the name that its reader has at the gateway they chose; never raises once it is written."""
    handle = Handle.objects.filter(user=letter.message.recipient_id).select_related("gateway").first()
    if handle is None:
        return Outcome(Result.FAILED_FOR_GOOD, _("The person does not want messages by the ward's gateway any more."))
    if letter.message.notifications.exclude(ward=handle.ward_id).exists():
        # Chosen anew since: what one ward owes is not for the gateway of another.
        return Outcome(Result.FAILED_FOR_GOOD, _("The person chose the gateway of another ward."))
    return deliver(
        handle.gateway, to=handle.name, key=str(letter.message.public_id), title=letter.title, body=text(letter)
    )


def deliver(gateway: Gateway, *, to: str, key: str, title: str, body: str) -> Outcome:
    """One message through the gateway; what the operator allows is asked each time, not only when it was entered."""
    if not gateway.active:
        return Outcome(Result.FAILED_FOR_GOOD, _("The ward's gateway is switched off."))
    try:
        target = read(gateway.address, settings.NOTIFY_HOSTS)
    except NotAllowed:
        text = _("The operator of the portal does not allow messages to %(host)s.") % {"host": gateway.place}
        return Outcome(Result.FAILED_FOR_GOOD, text)
    plugin = WardGateway(gateway, target, to=to, key=key)
    plugin.notify(body=body, title=title)
    return plugin.outcome


def text(letter: Letter) -> str:
    """The letter as a chat shows it: the first lines, and how many more there are."""
    groups, left = [], MOST_LINES
    for group in letter.groups:
        lines: list[Line] = group.lines[:left]
        left -= len(lines)
        if lines:
            groups.append({"title": group.title, "count": len(group.lines), "lines": lines})
    context = {"letter": letter, "groups": groups, "more": max(0, letter.count - MOST_LINES), "site": settings.SITE_URL}
    return render_to_string("emails/chat.txt", context).strip()
