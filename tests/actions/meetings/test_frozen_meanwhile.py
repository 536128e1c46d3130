"""What a pack holds is of one revision, whatever is saved while it is put together.

Only PostgreSQL has several writers.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event

import pytest
from django.db import connection, transaction

from actions.meetings import pack
from actions.models import Pack
from partners import clock
from partners.history import attributed_to
from partners.models import Revision
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(here):
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has several writers")
    group = factories.GroupFactory(partnership=here.partnership)
    return factories.MeetingFactory(group=group, starts_at=clock.now())


def test_a_pack_waits_for_the_change_that_is_under_way_and_has_all_of_it(here, cast, meeting, long_change):
    begin, end = long_change
    begin()

    def freeze():
        try:
            return pack.freeze_pack(meeting, by=cast.chair, why=Pack.Why.SENT)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        frozen = pool.submit(copy_context().run, freeze)
        end()
        assert frozen.result().contents["outline"]["priorities"][0]["name"] == "Reduce what is new"


def test_what_is_saved_while_a_pack_is_made_is_not_in_it(here, cast, meeting, monkeypatch):
    """Not even by half: two rows that change together are both in it or neither is."""
    began, changing = Event(), []

    def reword():
        try:
            began.set()
            with transaction.atomic(), attributed_to(by=cast.coordinator):
                here.priority.name = here.action.wording = "Reworded"
                here.priority.save()
                here.action.save()
        finally:
            connection.close()

    real = pack._since

    def in_the_middle(*args):
        changing.append(pool.submit(copy_context().run, reword))
        assert began.wait(60)
        with pytest.raises(TimeoutError):
            changing[0].result(timeout=1)
        return real(*args)

    monkeypatch.setattr(pack, "_since", in_the_middle)
    with ThreadPoolExecutor(1) as pool:
        frozen = pack.freeze_pack(meeting, by=cast.chair, why=Pack.Why.SENT)
        changing[0].result()
    assert "Reworded" not in frozen.payload
    assert Revision.objects.latest("pk").number == frozen.revision.number + 1
