"""How a person wants to be reached: by e-mail, by a gateway of their ward."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tasks.channels.address import allows
from tasks.models import Gateway, Handle
from wards.access import posts
from wards.models import User
from wards.refusal import Refused


def gateways_for(user: User) -> list[Gateway]:
    """The gateways in use of the person's wards, as far as the operator allows them. One query."""
    found = Gateway.objects.filter(ward__in=posts(user).ward_ids, active=True).select_related("ward").order_by("pk")
    return [gateway for gateway in found if allows(settings.NOTIFY_HOSTS, gateway.place)]


def handle_of(user: User) -> Handle | None:
    """The person's name at the gateway they chose."""
    return Handle.objects.filter(user=user).first()


@transaction.atomic
def settle(user: User, *, mail: bool, gateway: str, name: str) -> None:
    """Writes what the person chose; `gateway` is the public id of its ward, "" for none.

    Refused where the gateway is none of theirs, or they gave no name for it.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.mail_reminders != mail:
        locked.mail_reminders = mail
        locked.version += 1
        locked.save(update_fields=["mail_reminders", "version"])
    if not gateway:
        Handle.objects.filter(user=user).delete()
        return
    chosen = next((each for each in gateways_for(user) if str(each.ward.public_id) == gateway), None)
    if chosen is None:
        raise Refused(_("This gateway is not in use any more; choose again."), "gateway")
    if not name or not name.isprintable():
        raise Refused(_("Enter the name under which the gateway knows you."), "name")
    Handle.objects.update_or_create(user=user, defaults={"ward": chosen.ward, "gateway": chosen, "name": name})
