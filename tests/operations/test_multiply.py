"""Copies of a partnership are as real as the first: with ids, words and hashes of their own."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from actions.meetings.pack import freeze_pack
from actions.models import Pack, Update
from config.operations.bench.multiply import make_room, multiply, slug_of
from partners import clock
from partners.models import Partnership, Revision, User
from partners.permissions import Role
from plans.editions.publishing import publish
from plans.models import Edition
from tests import factories

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL makes the copies"),
]
NUMBER = 3


@pytest.fixture
def copies(client):
    """Three partnerships: the first with an update, a pack and two editions, the others its copies."""
    make_room()
    first = factories.PartnershipFactory(slug=slug_of(0))
    police = factories.AuthorityFactory(partnership=first)
    officer = User.objects.create(email=f"officer@{first.slug}.example.org", name="Officer")
    factories.MembershipFactory(user=officer, authority=police, role=Role.OFFICER)
    plan = factories.PlanFactory(partnership=first)
    action = factories.ActionFactory(priority=factories.PriorityFactory(plan=plan), lead=police)
    publish(plan, by=officer, note="The first")
    action.report(by=officer, authority=police, status="on_track", happened="The locks came")
    freeze_pack(
        factories.MeetingFactory(group__partnership=first, starts_at=clock.now()), by=officer, why=Pack.Why.SENT
    )
    publish(plan, by=officer, note="The second")
    multiply(NUMBER)
    return list(Partnership.objects.order_by("pk"))


def test_each_copy_has_its_own_rows_and_is_unbroken(copies, client):
    assert [each.slug for each in copies] == [slug_of(0), slug_of(1), slug_of(2)]
    told = StringIO()
    call_command("verify", stdout=told)
    assert told.getvalue().count("2 editions, 1 pack: unbroken") == NUMBER
    for each in copies:
        (update,) = Update.objects.in_partnership(each)
        action = update.action
        editions = Edition.objects.filter(plan__partnership=each).order_by("number")
        written = [item["id"] for item in editions.last().outline["priorities"][0]["actions"]]
        (pack,) = Pack.objects.in_partnership(each)
        assert (written, pack.contents["meeting"]["id"]) == ([action.pk], pack.meeting_id)
        assert (update.by.email, editions.last().envelope["partnership"]) == (
            f"officer@{each.slug}.example.org",
            each.slug,
        )
        client.force_login(update.by)
        page = client.get(f"/{each.slug}/actions/{action.pk}/", secure=True)
        assert (page.status_code, "The locks came" in page.content.decode()) == (200, True)
        assert [r.number for r in Revision.objects.filter(partnership=each).order_by("number")][:3] == [1, 2, 3]


def test_a_copy_can_be_written_to_and_its_history_cannot(copies):
    update = Update.objects.in_partnership(copies[1]).get()
    again = update.action.report(by=update.by, authority=update.authority, status="at_risk", happened="They are lost")
    assert (again.pk > update.pk, again.action.updates.count()) == (True, 2)
    with pytest.raises(Exception, match="never changes"), connection.cursor() as cursor:
        cursor.execute("UPDATE actions_historicalupdate SET happened = 'x'")
