"""People and their posts, made by whoever runs the portal: before a ward has an administrator, nobody else can."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wards.models import UNIT_ROLES, Membership, Role, Unit, User, Ward
from wards.setup import known_units
from wards.text import nfc
from wards.unit_names import Match, split_units

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that a person who reads it aloud or copies it by hand takes for something else."""


def first_password() -> str:
    """A password to be given to somebody by word or on paper: "xxxx-xxxx-xxxx-xxxx", some 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _each in range(4)) for _group in range(4))


def unit_named(ward: Ward, name: str) -> Unit | None:
    """The ward's unit that goes by this name, read as in a plan's cell; None for a group and where it is not clear."""
    readings = split_units(name, known_units(ward))
    if len(readings) != 1 or readings[0].match is not Match.UNIT:
        return None
    return Unit.objects.get(ward=ward, name=readings[0].name)


@transaction.atomic
def add_person(
    author: User,
    *,
    username: str,
    full_name: str,
    email: str,
    password: str,
    wards: Iterable[Ward],
    roles: Iterable[Role],
    unit: Unit | None = None,
    head: bool = False,
) -> User:
    """A person with these roles in each of the wards; `unit` belongs to the roles that are held in one.

    `head`: the unit's head, whichever role in it is named. ValidationError where the sign-in name is taken whatever
    its case, where a value or the password will not do, and where roles, wards and unit do not fit together.
    """
    wards, roles = list(wards), list(dict.fromkeys(roles))
    _check_posts(wards, roles, unit, head=head)
    user = User(username=User.normalize_username(username), full_name=nfc(full_name), email=email)
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError(_("There is a person %(username)s already.") % {"username": user.username})
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user._history_user = author  # type: ignore[attr-defined]
    user.save()
    for role in roles:
        held = unit if role in UNIT_ROLES else None
        places: list[Ward | None] = [*wards] or [None]
        for ward in places:
            is_head = held is not None and (head or role == Role.HEAD)
            Membership.objects.create(user=user, ward=ward, unit=held, role=role, is_head=is_head)
    return user


def _check_posts(wards: list[Ward], roles: list[Role], unit: Unit | None, *, head: bool) -> None:
    in_unit = [role for role in roles if role in UNIT_ROLES]
    if not roles:
        raise ValidationError(_("Give the person a role."))
    if Role.PROVINCE_ADMIN in roles and (wards or len(roles) > 1):
        raise ValidationError(_("A province admin belongs to no ward."))
    if Role.PROVINCE_ADMIN not in roles and not wards:
        raise ValidationError(_("Name the ward."))
    if len(wards) > 1 and roles != [Role.OVERSIGHT]:
        raise ValidationError(_("Only oversight is given for several wards at once."))
    if bool(in_unit) != (unit is not None):
        raise ValidationError(_("Officers and heads belong to a unit, other roles to none."))
    if head and not in_unit:
        raise ValidationError(_("Only an officer or head can be the head of a unit."))
