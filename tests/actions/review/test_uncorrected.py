"""Off track or overdue, and nobody says what will be done about it: a list for chair and coordinator."""

from datetime import date

import pytest

from actions.models import Action
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.django_db

PATH = "/here/review/without-corrective-action/"


def listed(client, address=PATH):
    return {part["name"]: [a["wording"] for a in part["actions"]] for part in client.get(address).context["parts"]}


def test_it_lists_what_is_off_track_or_overdue_without_a_word_on_what_is_next(here, cast, sign_in, report):
    chair = sign_in(cast.chair)
    assert listed(chair) == {}
    assert "Every action off track or overdue has a corrective action" in chair.get(PATH).content.decode()

    def action(wording, lead, due_on=None, **said):
        made = factories.ActionFactory(priority=here.priority, wording=wording, lead=lead, due_on=due_on)
        if said:
            report(made, cast.coordinator, authority=here.police, **said)
        return made

    action("Silent and late", here.police, date(2009, 6, 1))
    action("On track and late", here.council, date(2009, 6, 1), status=Status.ON_TRACK)
    mended = action("Off track", None, status=Status.OFF_TRACK)
    action("Off track, and they know what next", here.police, status=Status.OFF_TRACK, next="Hire two")
    action("At risk", here.police, status=Status.AT_RISK)
    action("Done late", here.police, date(2009, 6, 1), status=Status.COMPLETE)
    expected = {
        "The Constabulary": ["Silent and late"],
        "The Council": ["On track and late"],
        "Lead to be agreed": ["Off track"],
    }
    assert listed(chair) == expected
    assert "3 actions off track or overdue without corrective action." in chair.get("/here/review/").content.decode()
    desk = sign_in(cast.coordinator).get("/here/desk/")
    assert [task.number for task in desk.context["tasks"] if task.title == "corrective action"] == [3]

    report(mended, cast.officer, status=Status.OFF_TRACK, next="Ask the county")
    assert list(listed(chair)) == ["The Constabulary", "The Council"]
    assert Action.objects.get(pk=mended.pk).latest_update.next == "Ask the county"


def test_officers_and_observers_are_not_told_of_it(here, cast, sign_in):
    assert [sign_in(who).get(PATH).status_code for who in (cast.officer, cast.observer)] == [403, 403]
    assert "without-corrective-action" not in sign_in(cast.officer).get("/here/review/").content.decode()
