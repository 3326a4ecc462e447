"""People who cannot sign in yet, with the link by which each sets a password."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from wards.models import Membership, User, Ward


def without_password(ward: Ward) -> list[tuple[User, str]]:
    """The active people of the ward who never had a password, each with the link to set one.

    Only whose posts are all in this ward: somebody of another ward is not for this one's administrator to let in. The
    link is good for one use, and as long as PASSWORD_RESET_TIMEOUT says.
    """
    elsewhere = Membership.objects.exclude(ward=ward).values("user")
    people = User.objects.filter(
        memberships__ward=ward, is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return [(user, _link(user)) for user in people.exclude(pk__in=elsewhere).distinct().order_by("full_name")]


def _link(user: User) -> str:
    kwargs = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return reverse("set_password", kwargs=kwargs)
