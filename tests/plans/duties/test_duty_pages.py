"""The register's pages: the coordinator keeps it, everybody in the partnership reads it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from plans.editions.publishing import publish
from plans.models import Duty, DutyDone
from tests import factories
from tests.actions.at_once import Browser
from tests.page_words import words_of

pytestmark = pytest.mark.django_db

DUTY = {
    "obligation": "Meet in public",
    "source_kind": "regulations",
    "source": "Regulation 12",
    "often": "every",
    "months": "12",
    "done_by": "each",
    "hallmark": "skills",
    "knows": "public_meeting",
}
DONE = {"done_on": "17 March 2009", "description": "Held in the Town Hall", "url": "https://example.org/minutes.pdf"}


@pytest.fixture
def duty(here):
    return factories.DutyFactory(partnership=here.partnership, obligation="Review skills")


@pytest.mark.slow
def test_a_new_partnership_begins_with_one_press(here, cast, sign_in):
    assert "The coordinator adds them" in words_of(sign_in(cast.chair).get("/here/duties/"))
    client = sign_in(cast.coordinator)
    assert "Start with the standard duties" in words_of(client.get("/here/duties/"))
    page = client.post("/here/duties/start/", follow=True)
    assert "12 duties added." in words_of(page)
    assert client.post("/here/duties/start/").status_code == 302
    assert (Duty.objects.count(), "Start with" in words_of(client.get("/here/duties/"))) == (12, False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_once(here, cast):
    browsers = [Browser(cast.coordinator) for _ in range(4)]

    def start(browser):
        try:
            return browser.post("/here/duties/start/", {}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert list(pool.map(start, browsers)) == [302] * len(browsers)
    # Their threads' clock is the machine's: how many duties are known by then is not ours to say.
    assert Duty.objects.count() == Duty.history.count() >= 12


def test_the_hallmark_s_actions_stand_beside_its_duties_with_their_effective_status(here, cast, sign_in, duty, report):
    report(here.hallmark_action, cast.coordinator, status="off_track", next="Ask again")
    page = sign_in(cast.observer).get("/here/duties/")
    assert "Hallmark actions for Skills Off track Review our skills" in words_of(page)
    assert f'href="/here/actions/{here.hallmark_action.pk}/"' in page.content.decode()


@pytest.mark.slow
def test_who_may_only_read_is_offered_nothing_to_write(here, cast, sign_in, duty):
    factories.DutyDoneFactory(duty=duty)
    writing = re.compile('href="[^"]*/(new|edit|evidence|retire|return|take-back|sign)/')
    paths = ["/here/duties/", f"/here/duties/{duty.pk}/", "/here/protocols/"]
    factories.ProtocolFactory(partnership=here.partnership)
    for user, offered in ((cast.chair, [False] * 3), (cast.coordinator, [True] * 3)):
        client = sign_in(user)
        assert [bool(writing.search(client.get(path).content.decode())) for path in paths] == offered


def test_the_coordinator_writes_a_duty_once_however_often_the_button_is_pressed(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    assert [client.post("/here/duties/new/", DUTY).status_code for _ in range(2)] == [302, 302]
    one = Duty.objects.get()
    assert (one.months, one.by_each, one.group, one.hallmark, one.position) == (12, True, None, "skills", 1)
    assert [row.history_user for row in Duty.history.all()] == [cast.coordinator]


@pytest.mark.parametrize("kind", ["group", "authority"])
def test_a_duty_is_done_by_a_group_or_an_authority(kind, here, cast, sign_in):
    doer = factories.GroupFactory(partnership=here.partnership) if kind == "group" else here.fire
    sign_in(cast.coordinator).post("/here/duties/new/", DUTY | {"done_by": f"{kind}-{doer.pk}"})
    one = Duty.objects.get()
    assert (getattr(one, kind), one.by_each, one.done_by) == (doer, False, doer.name)


def test_nobody_of_the_next_partnership_does_our_duty(here, next_door, cast, sign_in):
    form = DUTY | {"done_by": f"authority-{next_door.council.pk}"}
    page = sign_in(cast.coordinator).post("/here/duties/new/", form)
    assert ("done_by" in page.context["form"].errors, Duty.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"obligation": ""}, "obligation", "Enter what must be done"),
        ({"obligation": "x" * 501}, "obligation", "Shorten it to 500."),
        ({"obligation": "Review skills"}, "obligation", "A duty with this wording exists already"),
        ({"source": " "}, "source", "Enter the source"),
        ({"source_kind": "rumour"}, "source_kind", "Select a valid choice."),
        ({"often": ""}, "often", "Choose how often it must be done"),
        ({"months": ""}, "months", "Enter the number of months, such as 12"),
        ({"months": "a year"}, "months", "Enter the months as a number, such as 12"),
        ({"months": "0"}, "months", "Enter a number of months from 1 to 120"),
        ({"months": "9" * 40}, "months", "Enter a number of months from 1 to 120"),
        ({"position": "0"}, "position", "Enter a position from 1 to 999"),
        ({"position": "9" * 40}, "position", "Enter a position from 1 to 999"),
        ({"hallmark": "luck"}, "hallmark", "Select a valid choice."),
        ({"knows": "everything"}, "knows", "Select a valid choice."),
    ],
)
def test_a_wrong_duty_is_refused_by_its_field_and_the_words_stay(change, field, says, here, cast, sign_in, duty):
    form = DUTY | change
    page = sign_in(cast.coordinator).post("/here/duties/new/", form)
    assert says in page.context["form"].errors[field][0]
    assert {name: page.context["form"][name].value() for name in form} == form
    assert list(Duty.objects.all()) == [duty]


def test_a_duty_that_changed_while_it_was_edited_is_not_overwritten(here, cast, sign_in, duty):
    client, path = sign_in(cast.coordinator), f"/here/duties/{duty.pk}/edit/"
    base = client.get(path).context["form"].fingerprint
    theirs, mine = DUTY | {"base": base, "why": "The law changed"}, DUTY | {"base": base, "obligation": "Mine"}
    assert client.post(path, theirs).status_code == 302
    page = client.post(path, mine)
    assert "Somebody else changed this while you were editing" in words_of(page)
    assert f"What it says now Changed by {cast.coordinator.name}" in words_of(page)
    assert "<dd>Meet in public</dd><dd><b>You wrote:</b> Mine</dd>" in page.content.decode()
    assert page.context["form"]["obligation"].value() == "Mine"
    duty.refresh_from_db()
    assert (duty.obligation, duty.history.first().history_change_reason) == ("Meet in public", "The law changed")
    again = mine | {"base": page.context["form"].fingerprint}
    assert client.post(path, again).status_code == 302
    assert client.post(path, again).status_code == 302, "a second click of the same save"
    assert duty.history.count() == 3


def test_a_form_that_changes_nothing_writes_nothing(here, cast, sign_in, duty):
    client, path = sign_in(cast.coordinator), f"/here/duties/{duty.pk}/edit/"
    form = client.get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    page = client.post(path, sent | {"base": form.fingerprint, "why": "No reason"}, follow=True)
    assert "Nothing was different, so nothing changed." in words_of(page)
    assert duty.history.count() == 1


def test_a_hallmark_that_the_plan_has_no_more_is_kept_until_another_is_chosen(here, cast, sign_in, duty):
    Duty.objects.update(hallmark="courage")
    form = sign_in(cast.coordinator).get(f"/here/duties/{duty.pk}/edit/").context["form"]
    assert form["hallmark"].value() == "courage"
    assert form.fields["hallmark"].choices[-1] == ("courage", "courage (not in this plan)")


def test_evidence_is_recorded_once_with_who_and_when(here, cast, sign_in, duty):
    client, path = sign_in(cast.coordinator), f"/here/duties/{duty.pk}/evidence/"
    assert [client.post(path, DONE).status_code for _ in range(2)] == [302, 302]
    done = DutyDone.objects.get()
    assert (done.done_on, done.description, done.url, done.by) == (
        date(2009, 3, 17),
        "Held in the Town Hall",
        "https://example.org/minutes.pdf",
        cast.coordinator,
    )
    page = words_of(client.get(f"/here/duties/{duty.pk}/"))
    assert "17 March 2009. Held in the Town Hall Document on example.org" in page
    assert "Recorded by Coordinator on 15 June 2009" in page
    story = words_of(client.get(f"/here/history/duty/{duty.pk}/"))
    assert "added a piece of evidence" in story


def test_evidence_links_to_the_meeting_the_edition_and_the_version_that_show_it(here, cast, sign_in, duty, published):
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=datetime(2009, 3, 17, 19, tzinfo=UTC), held=True)
    protocol = factories.ProtocolFactory(partnership=here.partnership)
    shows = {"meeting": meeting.pk, "edition": published().pk, "protocol": protocol.pk}
    client = sign_in(cast.coordinator)
    page = client.post(f"/here/duties/{duty.pk}/evidence/", DONE | {"url": ""} | shows, follow=True).content.decode()
    page = page.partition("<main")[2]
    for address in (f"/here/meetings/{meeting.pk}/", "/here/editions/2008-2011/1/", "/here/protocols/"):
        assert page.count(f'href="{address}"') == 2, address


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"url": ""}, "__all__", "Enter evidence: a meeting, an edition, a version of the protocol or a document"),
        ({"description": ""}, "description", "Enter what was done"),
        ({"done_on": "16 6 2009"}, "done_on", "16 June 2009 is in the future."),
        ({"done_on": ""}, "done_on", "Enter the date: done on"),
        ({"url": "http://example.org/"}, "url", "Enter the whole address, beginning with https://"),
        ({"url": "example"}, "url", "Enter the whole address, beginning with https://"),
        ({"edition": "0"}, "edition", "Select a valid choice."),
    ],
)
def test_wrong_evidence_is_refused_by_its_field_and_the_words_stay(change, field, says, here, cast, sign_in, duty):
    form = DONE | change
    page = sign_in(cast.coordinator).post(f"/here/duties/{duty.pk}/evidence/", form)
    assert says in page.context["form"].errors[field][0]
    assert {name: page.context["form"][name].value() for name in form} == form
    assert not DutyDone.objects.exists()


def test_neither_a_meeting_to_come_nor_anything_next_door_shows_that_it_was_done(here, next_door, cast, sign_in, duty):
    def meeting(partnership, **fields):
        group = factories.GroupFactory(partnership=partnership)
        return factories.MeetingFactory(group=group, starts_at=datetime(2009, 3, 17, 10, tzinfo=UTC), **fields)

    client = sign_in(cast.coordinator)
    for wrong in (
        {"meeting": meeting(here.partnership, state="ready").pk},
        {"meeting": meeting(next_door.partnership, held=True).pk},
        {"protocol": factories.ProtocolFactory(partnership=next_door.partnership).pk},
        {"edition": publish(next_door.plan, by=cast.chair, note="Theirs").pk},
    ):
        page = client.post(f"/here/duties/{duty.pk}/evidence/", DONE | wrong)
        assert list(page.context["form"].errors) == list(wrong)
    assert not DutyDone.objects.exists()


def test_mistaken_evidence_is_taken_back_with_the_reason_and_stays_to_be_read(here, cast, sign_in, duty):
    done = factories.DutyDoneFactory(duty=duty)
    client, path = sign_in(cast.coordinator), f"/here/duties/evidence/{done.pk}/take-back/"
    assert client.post(path, {"why": ""}).context["form"].errors["why"] == ["Enter a reason"]
    assert [client.post(path, {"why": f"Another meeting {n}"}).status_code for n in range(2)] == [302, 302]
    assert client.get(path).status_code == 404
    page = words_of(client.get(f"/here/duties/{duty.pk}/"))
    assert "No record that it was done." in page
    assert "Withdrawn on 15 June 2009 by Coordinator: Another meeting 0" in page


def test_a_retired_duty_is_below_the_register_with_its_reason_and_takes_no_evidence(here, cast, sign_in, duty):
    client, path = sign_in(cast.coordinator), f"/here/duties/{duty.pk}"
    assert client.post(f"{path}/retire/", {"why": ""}).context["form"].errors["why"] == ["Enter a reason"]
    client.post(f"{path}/retire/", {"why": "Repealed in June"})
    page = words_of(client.get("/here/duties/"))
    assert "Removed Review skills Removed on 15 June 2009: Repealed in June" in page
    assert [client.get(f"{path}/evidence/").status_code, client.post(f"{path}/evidence/", DONE).status_code] == [
        404
    ] * 2
    client.post(f"{path}/return/", {"why": ""})
    assert "Retired on" not in words_of(client.get("/here/duties/"))
    assert client.get(f"{path}/evidence/").status_code == 200


def test_a_duty_whose_words_another_has_by_now_is_not_brought_back(here, cast, sign_in, duty):
    client, path = sign_in(cast.coordinator), f"/here/duties/{duty.pk}"
    client.post(f"{path}/retire/", {"why": "Repealed"})
    factories.DutyFactory(partnership=here.partnership, obligation=duty.obligation)
    page = client.post(f"{path}/return/", {"why": "It is back"})
    assert "Another duty has this wording." in words_of(page)
    assert page.context["form"]["why"].value() == "It is back"


def test_what_the_site_knows_by_itself_is_said_so_with_its_link(here, cast, sign_in):
    one = factories.DutyFactory(partnership=here.partnership, knows="plan")
    page = sign_in(cast.observer).get(f"/here/duties/{one.pk}/")
    assert "12 June 2008. Date of the plan’s last update." in words_of(page)
    assert "Automatic evidence." in words_of(page)


def test_the_ways_to_the_register_are_the_meetings_and_the_plan(here, cast, sign_in):
    client = sign_in(cast.observer)
    assert ['href="/here/duties/"' in client.get(f"/here/{at}/").content.decode() for at in ("meetings", "plan")] == [
        True,
        True,
    ]
