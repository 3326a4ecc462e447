"""Posts decide what a person sees: their own wards, and nothing of the others."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factory import ECONOMY, make_user, make_ward, unit
from wards.access import holds, may, posts, wards_seen
from wards.models import Membership, Role

pytestmark = pytest.mark.django_db


def test_a_post_shows_its_ward_and_no_other():
    ours, theirs = make_ward("Phường Một"), make_ward("Phường Hai")
    user = make_user(ours, Role.VIEWER)
    assert list(wards_seen(user)) == [ours]
    assert not may(user, theirs.pk, Role.VIEWER)


def test_the_province_sees_every_ward():
    make_ward("Phường Một"), make_ward("Phường Hai")
    assert wards_seen(make_user(None, Role.PROVINCE_ADMIN)).count() == 2


def test_nobody_sees_nothing():
    make_ward()
    assert not wards_seen(AnonymousUser()).exists()


def test_units_come_from_unit_posts_and_heads_are_known():
    ward = make_ward()
    user = make_user(ward, Role.HEAD, ECONOMY)
    Membership.objects.create(user=user, ward=ward, role=Role.LEADER)
    held = posts(user)
    economy = unit(ward, ECONOMY).pk
    assert held.roles == {ward.pk: {Role.HEAD, Role.LEADER}}
    assert held.units == held.headed_units == {ward.pk: {economy}}


def test_posts_are_read_once(django_assert_num_queries):
    user = make_user(make_ward(), Role.VIEWER)
    with django_assert_num_queries(1):
        posts(user), posts(user), posts(user)


def test_a_predicate_asks_for_a_role_where_the_thing_is():
    ours, theirs = make_ward("Phường Một"), make_ward("Phường Hai")
    user = make_user(ours, Role.ADMIN)
    is_admin = holds(Role.ADMIN)
    assert is_admin(user, ours)
    assert not is_admin(user, theirs)
    assert not is_admin(user, None)
