"""Which pages may read from a replica, and what is never asked of it. With real servers: tests/hosts."""

import pytest
from django.db import OperationalError
from django.http import Http404
from django.urls import URLPattern, get_resolver

from partners.database_router import Router, prefers_replica, replica_preferred
from partners.outages import TtlCache, of_primary
from tests.access import SAME_FOR_ALL

# Made of no rows of ours.
WITHOUT_ROWS = {"security_txt", "robots_txt", "favicon"}
# They differ for members, who never read the replica.
LIVE = {
    "accessibility",
    "edition_check",
    "home",
    "how_judged",
    "on_your_site",
    "privacy",
    "public_answer",
    "public_meeting",
    "public_meetings",
    "questions",
    "said_and_done",
}


class Away(OperationalError):
    pass


def asked():
    """Which database a query goes to here."""
    return Router().db_for_read(None)


def addresses(group):
    for each in group.url_patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from addresses(each)


def test_it_is_asked_for_what_everybody_may_read_and_for_nothing_else():
    views = {each.name: each.callback for each in addresses(get_resolver())}
    reading = {name for name, view in views.items() if getattr(view, "reads_replica", False)}
    assert reading == SAME_FOR_ALL - WITHOUT_ROWS | LIVE
    assert {view.login_required for name, view in views.items() if name in reading} == {False}


def test_reads_within_its_block_go_there_and_writes_never():
    with replica_preferred():
        assert (asked(), Router().db_for_write(None)) == ("replica", "default")
        with replica_preferred(False):
            assert asked() == "default"
        assert asked() == "replica"
    assert asked() == "default"
    assert [Router().allow_migrate(alias, "plans") for alias in ("default", "replica")] == [True, False]


def test_what_is_kept_is_asked_of_the_primary_and_while_that_is_away_it_is_not_kept():
    def ask():
        if primary_is_away and not prefers_replica():
            raise Away
        return asked()

    primary_is_away, cache = False, TtlCache(ttl=0)
    with replica_preferred():
        assert of_primary(ask) == ("default", True)
        primary_is_away = True
        assert of_primary(ask) == ("replica", False)
        assert cache.get("here", ask) == "replica"
    assert not cache.entries
    with pytest.raises(Away):
        of_primary(ask)


def test_a_fault_that_is_no_outage_is_not_asked_again_of_the_replica():
    def ask():
        asks.append(asked())
        raise Http404

    asks = []
    with replica_preferred(), pytest.raises(Http404):
        of_primary(ask)
    assert asks == ["default"]
