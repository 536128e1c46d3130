"""The log: everything that anybody did, for every member to read, narrowed by its address."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners import clock
from partners.history import attributed_to
from plans.history.activity_log import labels_of, log_entries, place_in, scope
from tests import factories
from tests.tracked import one_of_each

pytestmark = pytest.mark.both_databases

PATH = "/here/log/"


def lines(here, most=1000, **narrower):
    return log_entries(here.partnership, most=most, **narrower)


def told(line):
    return line.by and line.by.name, line.happened, line.what, line.called, line.why


def move_the_date(here, cast, why="The winter"):
    here.action.due_on += timedelta(days=90)
    here.action.revise(by=cast.coordinator, why=why)


def test_every_model_with_a_history_belongs_to_a_partnership_or_is_left_out_by_name():
    with_history = {m._meta.label for m in apps.get_models() if hasattr(m, "history")}
    assert with_history == {*labels_of(), "partners.User"}


@pytest.mark.slow
def test_who_did_what_to_what_when_and_why(here, cast, sign_in):
    move_the_date(here, cast)
    newest = lines(here)[0]
    assert told(newest) == ("Coordinator", "changed", "action", "Fit better locks", "The winter")
    (move,) = [d for d in newest.differences if d.name == "due_on"]
    assert (move.old, move.new, newest.kind, newest.pk) == (
        "31 December 2009",
        "31 March 2010",
        "action",
        here.action.pk,
    )
    page = sign_in(cast.observer).get(PATH).content.decode()
    for words in ("Coordinator", "Fit better locks", "Why: The winter", "31 March 2010"):
        assert words in page


@pytest.mark.slow
def test_what_is_gone_is_still_told_of(here, cast):
    record = factories.RecordFactory(
        meeting=factories.MeetingFactory(
            group=factories.GroupFactory(partnership=here.partnership), starts_at=clock.now()
        ),
        text="Zstruck",
    )
    with attributed_to(by=cast.chair, why="A mistake"):
        record.delete()
    newest = lines(here)[0]
    assert (told(newest), newest.kind) == (("Chair", "removed", "record", "Zstruck", "A mistake"), "")


@pytest.mark.slow
def test_all_that_has_a_history_is_in_it_and_each_line_once(here, cast, report):
    one_of_each(here, cast, report)
    found = [(line.label, line.number) for line in lines(here)]
    every = {label: scope(label, here.partnership).count() for label in labels_of()}
    assert {label: sum(1 for it, _ in found if it == label) for label in every} == every
    assert len(found) == len(set(found)) == sum(every.values())
    moments = [line.moment for line in lines(here)]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.slow
def test_next_door_s_doings_are_never_in_it(here, cast, next_door, report):
    before = lines(here)
    door = type(here)(**vars(here) | {"partnership": next_door.partnership, "plan": next_door.plan})
    door.priority, door.action, door.police = next_door.priority, next_door.action, next_door.council
    door.criterion = factories.CriterionFactory(priority=next_door.priority)
    door.hallmark = factories.HallmarkFactory(plan=next_door.plan)
    theirs = type(cast)(**dict.fromkeys(vars(cast), next_door.officer))
    one_of_each(door, theirs, report)
    assert [line.place for line in lines(here)] == [line.place for line in before]
    assert len(log_entries(next_door.partnership, most=1000)) > 15


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_follow_each_other_without_a_gap_also_when_something_new_comes(size, here, cast, report):
    one_of_each(here, cast, report)
    whole, found, after = [line.place for line in lines(here)], [], None
    while page := lines(here, most=size, after=after):
        found += [line.place for line in page]
        after = place_in(page[-1].place)
        report(here.action, cast.officer)
    assert found == whole


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"who": "coordinator"}, 1),
        ({"who": "officer"}, 1),
        ({"kind": "action", "did": "changed"}, 1),
        ({"kind": "update"}, 1),
        ({"words": "winter"}, 1),
        ({"words": "summer"}, 0),
        ({"from": "16 6 2009"}, 0),
        ({"kind": "action", "did": "removed"}, 0),
    ],
)
def test_it_is_narrowed_by_its_address_and_the_file_is_what_is_shown(query, number, here, cast, sign_in, report):
    report(here.action, cast.officer)
    move_the_date(here, cast)
    query = {key: getattr(cast, value).pk if key == "who" else value for key, value in query.items()}
    client = sign_in(cast.observer)
    page = client.get(f"{PATH}?{urlencode(query)}")
    assert len(page.context["rows"]) == number
    file = client.get(f"{PATH}log.csv?{urlencode(query)}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["called"] for row in rows] == [line.called for _, line in page.context["rows"]]


@pytest.mark.slow
def test_what_is_wrong_in_the_address_is_told_and_the_rest_holds(here, cast, sign_in):
    move_the_date(here, cast)
    client = sign_in(cast.observer)
    page = client.get(f"{PATH}?who=999999&kind=poem&from=soon&words=winter")
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"who", "kind", "from"}
    assert len(page.context["rows"]) == 1
    no_places = ("x", "2009~a~b", "2009-06-15T00:00:00~actions.Action~1", "2009-06-15T00:00:00+00:00~auth.User~1")
    beyond = ("0001-01-01T00:00:00+14:00~actions.Action~1", "9999-12-31T23:00:00-10:00~actions.Action~1")
    for after in (*no_places, *beyond):
        assert client.get(f"{PATH}?{urlencode({'after': after, 'words': 'winter'})}").status_code == 302
    assert client.get(f"{PATH}log.exe").status_code == 404


@pytest.mark.slow
def test_a_reason_cannot_become_a_formula(here, cast, sign_in):
    move_the_date(here, cast, why="=cmd()")
    file = sign_in(cast.observer).get(f"{PATH}log.csv").content.decode()
    assert ("=cmd()" in file, ",=cmd()" in file) == (True, False)


@pytest.mark.slow
def test_it_asks_no_more_of_a_longer_past(here, cast, sign_in, report):
    client = sign_in(cast.observer)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{PATH}?kind=action").status_code == 200
        return len(queries)

    def more():
        factories.ActionFactory(priority=here.priority, lead=here.fire)
        move_the_date(here, cast)
        report(here.action, cast.officer)

    for _ in range(30):
        more()
    asked()
    more()
    before = asked()
    for _ in range(40):
        more()
    assert asked() == before
