"""A ward's own gateway for messages: its administrator enters it, tries it out, and sees who changed it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tasks.changes import FieldEntry, Fields, field_entry
from tasks.channels import Outcome, webhook
from tasks.channels.address import NotAllowed, Reason, Target, read
from tasks.models import Gateway
from tasks.versions import check_version
from wards.clock import now
from wards.models import User, Ward
from wards.refusal import Refused

TRY_AGAIN = timedelta(seconds=20)
"""Between two trials: the button is no way to send many messages."""

FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
TAKEN = {"id", "title"}
"""Fields that every message has."""


def available() -> bool:
    """Whether the operator allows any host."""
    return bool(settings.NOTIFY_HOSTS)


def gateway_of(ward: Ward) -> Gateway | None:
    """The ward's gateway, also one that is switched off."""
    return Gateway.objects.filter(ward=ward).first()


@transaction.atomic
def settle(ward: Ward, author: User, *, version: int, address: str, **values: Any) -> Gateway:
    """Enters or changes the ward's gateway; an empty `address` leaves the one that is there.

    `values` are the other fields. PermissionDenied for all but the ward's administrator, Refused where somebody else
    saved meanwhile and where a value will not do.
    """
    if not author.has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    # The ward's row is locked: before there is a gateway, there is nothing else to lock.
    Ward.objects.select_for_update().get(pk=ward.pk)
    gateway = gateway_of(ward) or Gateway(ward=ward, version=0)
    check_version(gateway, version, changes)
    if address or not gateway.pk:
        target = _target(address)
        gateway.address, gateway.place, gateway.mark = target.url, target.place, _mark(target)
    for name, value in values.items():
        setattr(gateway, name, value)
    _check_fields(gateway)
    gateway.version += 1
    gateway._history_user = author  # type: ignore[attr-defined]
    gateway.save()
    return gateway


def try_out(ward: Ward, author: User, *, to: str) -> Outcome:
    """Sends a message that says it is a trial to the name given; Refused where there is no gateway to try, and right
    after another trial. PermissionDenied for all but the ward's administrator."""
    if not author.has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    gateway = gateway_of(ward)
    if gateway is None or not gateway.active:
        raise Refused(_("Enter the gateway's address and save before trying it."))
    with transaction.atomic():
        gateway = Gateway.objects.select_for_update().get(pk=gateway.pk)
        if gateway.tried_at and gateway.tried_at > now() - TRY_AGAIN:
            raise Refused(_("It was tried a moment ago; wait half a minute."))
        gateway.tried_at = now()
        # A trial changes nothing that anybody set.
        gateway.skip_history_when_saving = True  # type: ignore[attr-defined]
        gateway.save(update_fields=["tried_at"])
    with translation.override("vi"):
        title = _("Trial message of the plan portal")
        body = _("%(ward)s tries out its gateway. Nothing has to be done.") % {"ward": ward.name}
    return webhook.deliver(gateway, to=to, key=str(uuid4()), title=title, body=f"{title}\n{body}")


def changes(gateway: Gateway | None) -> list[FieldEntry]:
    """Who changed which field, the latest first. One query."""
    if gateway is None:
        return []
    history = gateway.history.select_related("history_user").order_by("history_date", "history_id")
    versions = list(history)
    pairs = zip([None, *versions], versions, strict=False)
    entries = (field_entry(old, new, _fields()) for old, new in pairs)
    return [entry for entry in entries if entry is not None][::-1]


def shown(gateway: Any) -> str:
    """The address as it may be shown: its host, and a mark that changes with the secret."""
    return f"https://{gateway.place}/•••••• ({gateway.mark})"


def _fields() -> Fields:
    return {
        _("Name"): lambda gateway: gateway.name,
        _("What people enter"): lambda gateway: gateway.hint,
        _("Address"): shown,
        _("Field of the recipient"): lambda gateway: gateway.recipient_field,
        _("Field of the text"): lambda gateway: gateway.text_field,
        _("In use"): lambda gateway: _("yes") if gateway.active else _("no"),
    }


def _target(address: str) -> Target:
    try:
        return read(address, settings.NOTIFY_HOSTS)
    except NotAllowed as refused:
        raise Refused(_reasons()[refused.reason], "address") from None


def _reasons() -> dict[Reason, str]:
    allowed = ", ".join(settings.NOTIFY_HOSTS)
    return {
        Reason.SCHEME: _("Enter an address that begins with https://."),
        Reason.CREDENTIALS: _("No name and password before the host: put the key into the path or after the “?”."),
        Reason.FRAGMENT: _("Leave out “#” and what follows it."),
        Reason.NUMBER: _("Enter the host's name, not its number."),
        Reason.FORM: _("This is no address of a gateway: check it letter by letter."),
        Reason.HOST: _("The operator of the portal allows these hosts only: %(hosts)s.") % {"hosts": allowed},
    }


def _mark(target: Target) -> str:
    """Tells one secret from another; keyed, so that nobody can try addresses against it."""
    return salted_hmac("tasks.gateways", target.url, algorithm="sha256").hexdigest()[:6]


def _check_fields(gateway: Gateway) -> None:
    names = [gateway.recipient_field, gateway.text_field]
    for field, name in zip(("recipient_field", "text_field"), names, strict=True):
        if not FIELD_NAME.fullmatch(name) or name in TAKEN:
            raise Refused(_("Letters, digits, “_” and “-”, and neither “id” nor “title”."), field)
    if names[0] == names[1]:
        raise Refused(_("Recipient and text need two fields."), "text_field")
