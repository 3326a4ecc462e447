"""Who is reminded of a part: the fallback chain, and people with several posts."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tasks.models import Channel, Gateway, Handle
from tasks.recipients import EMAIL, PORTAL, Directory, Way, directories, ways
from tests.factory import CENTRE, CULTURE, ECONOMY, make_user, make_ward, unit
from wards.models import Membership, Role, Unit, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def economy(ward: Ward) -> Unit:
    return unit(ward, ECONOMY)


def directory(ward: Ward) -> Directory:
    return directories([ward.pk])[ward.pk]


def asked(ward: Ward, unit: Unit | None, officer: User | None = None, leads: tuple[Unit, ...] = ()) -> set[str]:
    """The user names of those reminded."""
    found = directory(ward).of_part(
        unit.pk if unit else None, officer.pk if officer else None, [lead.pk for lead in leads]
    )
    assert len(found) == len(set(found))
    return set(User.objects.filter(pk__in=found).values_list("username", flat=True))


def test_the_chain_from_the_named_officer_to_the_centre(ward: Ward, economy: Unit) -> None:
    make_user(ward, Role.LEADER, username="chair")
    make_user(ward, Role.ADMIN, username="admin")
    make_user(ward, Role.OFFICER, CULTURE, username="culture")
    assert asked(ward, economy) == set()
    for name in ("desk1", "desk2"):
        make_user(ward, Role.ONE_DOOR, CENTRE, username=name)
    assert asked(ward, economy) == {"desk1", "desk2"}
    head = make_user(ward, Role.HEAD, ECONOMY, username="head")
    assert asked(ward, economy) == {"head"}
    officers = [make_user(ward, Role.OFFICER, ECONOMY, username=name) for name in ("first", "second")]
    assert asked(ward, economy) == {"first", "second"}
    assert asked(ward, economy, officer=officers[1], leads=(economy,)) == {"second"}
    assert asked(ward, economy, officer=head, leads=(economy,)) == {"head"}


def test_an_unknown_lead_unit_is_the_centres(ward: Ward) -> None:
    make_user(ward, Role.ONE_DOOR, CENTRE, username="desk")
    make_user(ward, Role.OFFICER, ECONOMY)
    assert asked(ward, None) == {"desk"}


def test_people_who_left_are_not_asked(ward: Ward, economy: Unit) -> None:
    gone = make_user(ward, Role.OFFICER, ECONOMY, username="gone", is_active=False)
    make_user(ward, Role.OFFICER, ECONOMY, username="here")
    assert asked(ward, economy, officer=gone, leads=(economy,)) == {"here"}
    moved = make_user(make_ward("Phường Bên Cạnh"), Role.OFFICER, ECONOMY, username="moved")
    assert asked(ward, economy, officer=moved, leads=(economy,)) == {"here"}


def test_a_named_officer_answers_for_the_own_unit_where_several_lead(ward: Ward, economy: Unit) -> None:
    culture = unit(ward, CULTURE)
    officer = make_user(ward, Role.OFFICER, ECONOMY, username="named")
    make_user(ward, Role.OFFICER, ECONOMY, username="colleague")
    make_user(ward, Role.OFFICER, CULTURE, username="culture")
    assert asked(ward, economy, officer, (economy, culture)) == {"named"}
    assert asked(ward, culture, officer, (economy, culture)) == {"culture"}
    # Of a unit that does not lead, the officer was named for all of it.
    assert asked(ward, culture, officer, (culture,)) == {"named"}


def test_a_person_with_several_posts_is_named_once(ward: Ward, economy: Unit) -> None:
    both = make_user(ward, Role.OFFICER, ECONOMY, username="both")
    Membership.objects.create(user=both, ward=ward, unit=economy, role=Role.HEAD, is_head=True)
    Membership.objects.create(user=both, ward=ward, role=Role.ONE_DOOR)
    assert asked(ward, economy) == {"both"}
    assert asked(ward, None) == {"both"}


def test_wards_are_read_in_one_query_and_apart(ward: Ward, economy: Unit) -> None:
    other = make_ward("Phường Bên Cạnh")
    make_user(ward, Role.OFFICER, ECONOMY, username="ours")
    make_user(other, Role.OFFICER, ECONOMY, username="theirs")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = directories([ward.pk, other.pk])
    assert len(queries) == 1
    assert len(found[ward.pk].of_part(economy.pk, None, [])) == 1
    assert found[other.pk].of_part(economy.pk, None, []) == ()


def test_mail_goes_to_those_who_have_an_address_and_want_it(ward: Ward) -> None:
    both = (PORTAL, EMAIL)
    people = {
        make_user(ward, Role.OFFICER, ECONOMY).pk: both,
        make_user(ward, Role.OFFICER, ECONOMY, email="").pk: both[:1],
        make_user(ward, Role.OFFICER, ECONOMY, mail_reminders=False).pk: both[:1],
    }
    assert ways(people) == people


def test_the_gateway_reaches_those_who_gave_their_name_there(ward: Ward) -> None:
    gateway = Gateway.objects.create(ward=ward, name="Zalo", place="gateway.example.net")
    user = make_user(ward, Role.OFFICER, ECONOMY, mail_reminders=False)
    other = make_user(ward, Role.OFFICER, ECONOMY)
    Handle.objects.create(user=user, ward=ward, gateway=gateway, name="0901")
    way = Way(Channel.WEBHOOK, ward.pk)
    with override_settings(NOTIFY_HOSTS=["gateway.example.net"]):
        with CaptureQueriesContext(connection) as queries:
            assert ways([user.pk, other.pk]) == {user.pk: (PORTAL, way), other.pk: (PORTAL, EMAIL)}
        assert len(queries) == 1
        Gateway.objects.update(active=False)
        assert ways([user.pk]) == {user.pk: (PORTAL,)}
        Gateway.objects.update(active=True)
    with override_settings(NOTIFY_HOSTS=["gateway.example.net:8443"]):
        assert ways([user.pk]) == {user.pk: (PORTAL,)}
    assert way.takes(ward.pk)
    assert not way.takes(ward.pk + 1)
    assert PORTAL.takes(ward.pk)
