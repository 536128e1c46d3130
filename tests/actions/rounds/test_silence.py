"""Not updated since: silence shows on every page, the public one of the next edition too."""

from datetime import date

import pytest

from actions.models import Action
from tests.actions.conftest import at

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_an_action_without_an_answer_reads_not_updated_once_the_grace_is_over(spring, here, cast, report):
    with at(2009, 3, 20):
        report(here.action, cast.officer)
    statuses = {}
    for day in (date(2009, 4, 29), date(2009, 4, 30)):
        with at(day.year, day.month, day.day):
            statuses[day.day] = Action.objects.get(pk=here.action.pk).effective_status
    assert statuses == {29: "on_track", 30: "not_updated"}
    report(here.action, cast.officer)
    assert Action.objects.get(pk=here.action.pk).effective_status == "on_track"


def test_the_public_page_of_the_next_edition_has_lost_the_green(spring, here, cast, sign_in, report, published):
    green = 'status--on_track"><svg'

    def public_page():
        published()
        return " ".join(sign_in(None).get("/here/whole-plan/").content.decode().split())

    with at(2009, 3, 20):
        report(here.action, cast.officer, public="Locks are on their way.")
        before = public_page()
    assert (green in before, "since 20 March 2009" in before) == (True, False)
    after = public_page()
    assert (green in after, "Last said" in after) == (False, False)
    assert "Not updated</span> since 20 March 2009" in after
    assert "Not updated</span> since it was added on 12 June 2008" in after


@pytest.mark.parametrize(
    ("path", "since", "last"),
    [
        ("/here/plan/", "since 20 March 2009", "Last reported: On track, 20 March 2009"),
        ("/here/review/", "since 20 March 2009", "Last reported: On track, 20 March 2009"),
        ("/here/actions/{}/", "since 20 March 2009", "last reported: On track, 20 March 2009"),
        ("/here/my-actions/", "since 20 March 2009", "Last reported: On track."),
        ("/here/my-updates/", "20 March 2009", "Last reported: On track."),
    ],
)
def test_members_read_since_when_it_is_not_updated_and_what_was_last_said(
    path, since, last, spring, here, cast, sign_in, report
):
    with at(2009, 3, 20):
        report(here.action, cast.officer)
    page = sign_in(cast.officer).get(path.format(here.action.pk)).content.decode()
    assert ("Not updated</span>" in page, since in page, last in page) == (True, True, True)
    if "{}" not in path and "my-" not in path:
        assert "since it was added on 12 June 2008" in page


def test_print_and_what_changed_say_since_when(spring, here, cast, report, published):
    from django.template.loader import render_to_string

    from plans.changes.describe import changes
    from plans.exports.pdf import print_context
    from plans.outline.build import PARTNERSHIP, outline

    with at(2009, 3, 20):
        report(here.action, cast.officer)
        before = outline(here.plan, audience=PARTNERSHIP)
    after = outline(here.plan, audience=PARTNERSHIP)
    page = render_to_string("plans/exports/print.html", print_context(after))
    assert "since 20 March 2009 (then: on track)" in page
    notes = [note for group in changes(before, after)["groups"] for item in group["items"] for note in item["notes"]]
    assert [(note["old"], note["new"]) for note in notes] == [("On track", "Not updated since 20 March 2009")]


def test_a_due_date_that_passed_reads_overdue_by_itself(here, cast, report):
    report(here.action, cast.officer)
    with at(2010, 1, 1):
        assert Action.objects.get(pk=here.action.pk).effective_status == "overdue"
