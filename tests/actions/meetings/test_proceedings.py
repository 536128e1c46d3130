"""A meeting at the table: begun, recorded, challenged, followed up."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.decided_changes.apply import apply
from actions.meetings import proceedings
from actions.meetings.matters_arising import open_matters
from actions.meetings.pack import pack_of, since_then
from actions.meetings.proceedings import NotInProgress
from actions.models import Action, DecidedChange, Draft, Record
from partners import clock
from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, outline
from plans.serialization import freeze, thaw
from plans.soft_delete import retire
from tests import factories
from tests.page_words import words_of

pytestmark = pytest.mark.both_databases

ADD = {"carries": "add"}


def decide(meeting, cast, **fields):
    fields = {"kind": "decision", "text": "Buy locks", "follow_up": True} | fields
    return proceedings.record(meeting, by=cast.chair, token=uuid.uuid4(), target=fields.pop("target", {}), **fields)


def test_a_decision_is_recorded_where_one_is_with_the_action_that_it_adds(begun, path, here, cast, sign_in):
    form = {
        "at": "priority-burglary", "token": str(uuid.uuid4()), "kind": "decision", "text": "More alarms",
        "follow_up": "on",
        "carries": "add", "add_wording": "Fit alarms", "add_lead": here.fire.pk, "add_due_on": "30 9 2009",
        "add_under": "priority-burglary",
    }  # fmt: skip
    client = sign_in(cast.chair)
    answers = [client.post(f"{path}/record/", form).status_code for _ in range(2)]
    record, change = Record.objects.get(), DecidedChange.objects.get()
    assert (answers, record.priority, record.change, record.by) == ([302, 302], here.priority, change, cast.chair)
    assert (change.wording, change.lead, change.due_on) == ("Fit alarms", here.fire, date(2009, 9, 30))
    assert (change.priority, change.action, change.decided_on) == (here.priority, None, date(2009, 6, 15))
    assert not Action.objects.filter(wording="Fit alarms").exists()
    page = client.get(f"{path}/run/?at=priority-burglary").content.decode()
    assert ("More alarms" in page, "Fit alarms" in page) == (True, True)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "decision", "text": ""}, "text"),
        ({"kind": "", "text": "Buy locks"}, "kind"),
        ({"kind": "challenge", "text": "Why?"}, "kind"),
        ({"kind": "note", "text": "x", **ADD, "add_wording": "Do it"}, "kind"),
        ({"kind": "decision", "text": "x", "add_wording": "Do it"}, "carries"),
        ({"kind": "decision", "text": "x", **ADD, "add_wording": "Do it"}, "add_lead"),
        ({"kind": "decision", "text": "x", **ADD, "add_lead": "an authority"}, "add_wording"),
        ({"kind": "decision", "text": "x", **ADD, "add_wording": "Do it", "add_due_on": "soon"}, "add_due_on"),
        ({"kind": "decision", "text": "x", **ADD, "add_wording": "Do it", "add_due_on": "1 1 1999"}, "add_due_on"),
    ],
)
def test_what_is_missing_is_said_by_its_field_and_the_words_stay(form, field, begun, path, here, cast, sign_in):
    if "add_lead" in form:
        form = {**form, "add_lead": str(here.fire.pk)}
    page = sign_in(cast.chair).post(f"{path}/record/", {"at": "welcome", **form})
    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert (Record.objects.count(), DecidedChange.objects.count()) == (0, 0)
    assert all(text in page.content.decode() for text in form.values() if len(text) > 2)


def test_the_words_in_which_a_meeting_says_when_are_kept_with_the_date(begun, path, here, cast, sign_in):
    form = {
        "at": "priority-burglary", "token": str(uuid.uuid4()), "kind": "decision", "text": "More alarms",
        "carries": "add", "add_wording": "Fit alarms", "add_lead": here.fire.pk, "add_due_on": "Q2 2009/10",
        "add_under": "priority-burglary",
    }  # fmt: skip
    sign_in(cast.chair).post(f"{path}/record/", form)
    change = DecidedChange.objects.get(wording="Fit alarms")
    assert (change.due_on, change.due_words) == (date(2009, 9, 30), "Q2 2009/10")


def test_an_authority_that_has_ended_is_not_chosen_to_lead_what_a_meeting_decides(begun, path, here, cast, sign_in):
    here.fire.ends_on = date(2009, 5, 31)
    here.fire.save()
    decision = {"at": "priority-burglary", "kind": "decision", "text": "x", **ADD, "add_wording": "Do it"}
    page = sign_in(cast.chair).post(f"{path}/record/", decision | {"add_lead": str(here.fire.pk)})
    form = page.context["form"]
    assert list(form.fields["add_lead"].queryset) == [here.police, here.council]
    assert "add_lead" in form.errors
    assert not DecidedChange.objects.exists()


@pytest.mark.slow
def test_an_action_is_challenged_and_its_authority_alone_answers_once(begun, path, here, cast, sign_in, report):
    report(here.action, cast.officer, happened="All is well")
    form = {
        "at": f"action-{here.action.pk}",
        "kind": "challenge",
        "text": "How do you know?",
        "challenged": here.police.pk,
    }
    sign_in(cast.chair).post(f"{path}/record/", form)
    challenge = Record.objects.get()
    assert [(m["kind"], m["asked_of"]) for m in open_matters(begun.group)] == [("challenge", "Police")]
    assert [u.happened for u in here.action.updates.all()] == ["All is well"]
    to_answer = f"/here/records/{challenge.pk}/answer/"
    for page in ("/here/my-actions/", f"/here/actions/{here.action.pk}/"):
        assert to_answer in sign_in(cast.officer).get(page).content.decode()
    assert to_answer not in sign_in(cast.fire_officer).get("/here/my-actions/").content.decode()
    who = (cast.fire_officer, cast.chair, cast.observer, cast.officer, cast.coordinator)
    assert [sign_in(one).post(to_answer, {"text": f"By {one}"}).status_code for one in who] == [
        403,
        403,
        403,
        302,
        409,
    ]
    assert (challenge.answer.text, challenge.answer.by, open_matters(begun.group)) == (
        f"By {cast.officer}",
        cast.officer,
        [],
    )
    assert (
        "By Officer of the Constabulary"
        in sign_in(cast.observer).get(f"/here/actions/{here.action.pk}/").content.decode()
    )


def test_a_coordinator_answers_on_behalf_and_it_is_marked_so(begun, here, cast, sign_in):
    challenge = factories.RecordFactory(meeting=begun, kind="challenge", action=here.action, challenged=here.police)
    sign_in(cast.coordinator).post(f"/here/records/{challenge.pk}/answer/", {"text": "They rang me"})
    assert (challenge.answer.authority, challenge.answer.on_behalf) == (here.police, True)


@pytest.mark.slow
def test_matters_arise_until_they_are_done(begun, here, cast, sign_in, report):
    settled, kept, other = (decide(begun, cast, text=text) for text in ("One", "Two", "Three"))
    change = {"wording": "Fit alarms", "lead": here.police, "due_on": date(2009, 9, 30), "priority": here.priority}
    with_action = decide(begun, cast, text="Four", follow_up=False, change={"kind": "add", **change})
    decide(begun, cast, text="Five", follow_up=False)
    sign_in(cast.chair).post(f"/here/records/{settled.pk}/settle/", {"text": "Bought"})
    ids = [m["id"] for m in open_matters(begun.group)]
    assert ids == [kept.pk, other.pk, with_action.pk]
    added = apply(with_action.change, by=cast.coordinator)
    assert [m["id"] for m in open_matters(begun.group)] == ids
    report(added, cast.officer, status="complete", achieved="Fitted")
    assert [m["id"] for m in open_matters(begun.group)] == ids[:2]
    assert open_matters(begun.group, before=begun) == []
    later = factories.MeetingFactory(group=begun.group, starts_at=begun.starts_at + timedelta(days=90))
    assert [m["words"] for m in pack_of(later)["matters"]] == ["Two", "Three"]


@pytest.mark.slow
def test_since_the_last_meeting_is_what_changes_says(begun, here, cast, report):
    with clock.frozen_at(begun.starts_at + timedelta(days=60)):
        report(here.action, cast.officer, status="off_track", happened="No locks to be had")
        here.action.due_on = date(2010, 3, 31)
        here.action.revise(by=cast.coordinator, why="No locks")
        later = factories.MeetingFactory(group=begun.group, starts_at=clock.now())
        contents = pack_of(later)
        older = outline(here.plan, audience=PARTNERSHIP, as_at=begun.started_at)
    changed = changes(older, contents["outline"])
    assert contents["changes"] == changed
    assert thaw(freeze(contents))["changes"] == thaw(freeze(changed))
    assert [(heading, [i["title"] for i in items]) for heading, items in since_then(changed)] == [
        ("Now off track, overdue or not updated", ["Fit better locks"]),
        ("Dates moved", ["Fit better locks"]),
    ]


def test_the_first_meeting_of_a_group_has_nothing_before_it(planned):
    contents = pack_of(planned)
    assert (contents["since"], contents["changes"]) == (None, None)


def test_words_are_mended_struck_out_and_never_overwritten_in_silence(begun, here, cast, sign_in):
    record = decide(begun, cast)
    path, chair, coordinator = f"/here/records/{record.pk}/edit/", sign_in(cast.chair), sign_in(cast.coordinator)
    base = chair.get(path).context["form"].fingerprint
    chair.post(path, {"base": base, "text": "Buy forty locks"})
    page = coordinator.post(path, {"base": base, "text": "Buy fifty locks"})
    record.refresh_from_db()
    text = page.content.decode()
    assert (page.status_code, record.text) == (200, "Buy forty locks")
    assert "Somebody else changed this while you were editing" in text
    assert f"Changed by {cast.chair.name}" in text
    assert "<dd>Buy forty locks</dd><dd><b>You wrote:</b> Buy fifty locks</dd>" in text
    coordinator.post(path, {"base": page.context["form"].fingerprint, "text": "Buy fifty locks"})
    record.refresh_from_db()
    assert record.text == "Buy fifty locks"
    chair.post(path, {"strike": "1"})
    assert (Record.objects.count(), Record.history.count()) == (0, 4)


def test_what_is_being_typed_is_kept_until_it_is_recorded(begun, path, here, cast, sign_in):
    chair, at = sign_in(cast.chair), f"action-{here.action.pk}"
    assert chair.post(f"{path}/draft/", {"at": at, "text": "We agr"}).status_code == 204
    assert chair.post(f"{path}/draft/", {"at": at, "text": "We agreed"}).status_code == 204
    assert "We agreed" in sign_in(cast.chair).get(f"{path}/run/?at={at}").content.decode()
    assert "We agreed" not in sign_in(cast.coordinator).get(f"{path}/run/?at={at}").content.decode()
    chair.post(f"{path}/record/", {"at": at, "kind": "note", "text": "We agreed."})
    assert (Draft.objects.count(), Record.objects.get().text) == (0, "We agreed.")


def test_a_draft_is_kept_and_a_record_made_without_reading_the_pack(begun, path, here, cast, sign_in):
    chair = sign_in(cast.chair)
    keys = ["welcome", f"point-{begun.agenda.first().pk}", f"action-{here.action.pk}", "priority-burglary", "nowhere"]
    for key in [*keys, f"action-{here.hallmark_action.pk}", "hallmark-skills"]:
        with CaptureQueriesContext(connection) as queries:
            assert chair.post(f"{path}/draft/", {"at": key, "text": "We agr"}).status_code == 204
        assert not [query for query in queries if "actions_pack" in query["sql"]]
        assert "We agr" in chair.get(f"{path}/run/?at={key}").content.decode()
        with CaptureQueriesContext(connection) as queries:
            page = chair.post(f"{path}/record/", {"at": key, "kind": "note", "text": f"At {key}"})
        assert page.status_code == 302
        assert not [query for query in queries if "actions_pack" in query["sql"]]
        assert f"At {key}" in chair.get(page.url).content.decode()
    assert Draft.objects.count() == 0
    assert Record.objects.get(text="At priority-burglary").priority == here.priority
    assert Record.objects.get(text="At hallmark-skills").hallmark == here.hallmark
    assert Record.objects.get(text="At nowhere").place == "welcome"


def test_nothing_is_recorded_at_an_action_that_has_left_the_plan(begun, path, here, cast, sign_in):
    retire([here.action], by=cast.coordinator, why="Done elsewhere")
    form = {"at": f"action-{here.action.pk}", "kind": "note", "text": "We will see"}
    page = sign_in(cast.chair).post(f"{path}/record/", form).content.decode()
    assert ("This is no longer in the plan" in page, "We will see" in page) == (True, True)
    assert Record.objects.count() == 0


def seat(client, path, authority, **typed):
    """What one posts who changes one authority's row of the page as they see it."""
    page = client.get(f"{path}/attendance/")
    form = {}
    for each in page.context["seats"]:
        values = {name: each[name].value() for name in each.fields}
        values = {name: "on" if value is True else value for name, value in values.items() if value is not False}
        form |= {f"{each.prefix}-seen": each.fingerprint, **{f"{each.prefix}-{n}": v or "" for n, v in values.items()}}
    return form | {f"a{authority.pk}-{name.replace('_', '-')}": value for name, value in typed.items()}


def test_two_people_write_down_who_is_here_at_once(begun, path, here, cast, sign_in):
    chair, coordinator = sign_in(cast.chair), sign_in(cast.coordinator)
    two = {"name_0": "Chief Inspector", "senior_0": "on", "name_1": "Sergeant", "name_2": "Clerk", "apologies_2": "on"}
    first = seat(chair, path, here.police, state="present", **two)
    second = seat(coordinator, path, here.fire, state="apologies", name_0="Station manager")
    third = seat(coordinator, path, here.police, state="absent")
    assert [c.post(f"{path}/attendance/", f).status_code for c, f in ((chair, first), (coordinator, second))] == [
        302,
        302,
    ]
    attendances = {
        a.authority: (a.state, [(p.name, p.senior, p.apologies) for p in a.people.all()], a.senior)
        for a in begun.attendances.all()
    }
    people = [("Chief Inspector", True, False), ("Sergeant", False, False), ("Clerk", False, True)]
    assert attendances == {
        here.police: ("present", people, True),
        here.fire: ("apologies", [("Station manager", False, True)], False),
    }
    who = words_of(chair.get(f"{path}/run/"))
    assert "Chief Inspector senior , Sergeant, Clerk (apologies)" in who
    assert "apologies: Station manager" in who
    page = coordinator.post(f"{path}/attendance/", third)
    text = words_of(page)
    assert (page.status_code, "Somebody else changed this while you were editing" in text) == (200, True)
    assert f"What it says now Changed by {cast.chair.name}" in text
    assert (
        "Present You wrote: Absent People Chief Inspector (senior), Sergeant, Clerk (apologies) You wrote: nothing"
        in text
    )
    assert begun.attendances.get(authority=here.police).state == "present"


@pytest.mark.slow
def test_the_quorum_and_the_senior_test_are_said(begun, path, here, cast, sign_in):
    chair = sign_in(cast.chair)
    before = chair.get(f"{path}/run/").content.decode()
    assert ("Attendance not recorded yet" in before, "Quorum not met" in before) == (True, False)
    for authority in (here.police, here.fire, here.council):
        chair.post(f"{path}/attendance/", seat(chair, path, authority, state="present", senior_0="on"))
        page = chair.get(f"{path}/run/").content.decode()
        assert ("Senior representation missing" in page) == (authority != here.council)
    page = chair.get(f"{path}/run/").content.decode()
    assert ("Quorum met: 3 responsible authorities present, 2 needed" in page, "Senior representation met" in page) == (
        True,
        True,
    )


def test_nothing_is_recorded_before_it_begins_or_after_it_is_closed(planned, here, cast, sign_in):
    closed = factories.MeetingFactory(group=planned.group, starts_at=clock.now() - timedelta(days=90), held=True)
    client = sign_in(cast.chair)
    for one in (planned, closed):
        record = factories.RecordFactory(meeting=one)
        for name, form in (("record", {"at": "welcome", "kind": "note", "text": "Late"}), ("attendance", {})):
            page = client.post(f"/here/meetings/{one.pk}/{name}/", form)
            assert (page.status_code, "Nothing was saved" in page.content.decode()) == (409, True)
        assert client.post(f"/here/records/{record.pk}/edit/", {"strike": "1"}).status_code == 409
        calls = [
            lambda one=one: decide(one, cast),
            lambda record=record: proceedings.amend(record, by=cast.chair, text="x"),
            lambda record=record: proceedings.strike(record, by=cast.chair),
            lambda one=one: proceedings.attend(one, here.police, by=cast.chair, state="present"),
            lambda one=one: proceedings.keep_draft(one, by=cast.chair, place="", text="x"),
        ]
        for call in calls:
            with pytest.raises(NotInProgress):
                call()
        assert [r.text for r in one.records.all()] == [record.text]
    assert client.post(f"/here/meetings/{closed.pk}/begin/").status_code == 409


def test_what_is_recorded_at_a_confidential_point_is_told_to_nobody_outside(planned, here, cast, sign_in):
    planned.in_public = True
    planned.save()
    point = planned.agenda.create(position=9, title="Staff", confidential=True)
    proceedings.begin(planned, by=cast.chair)
    chair, key = sign_in(cast.chair), f"point-{point.pk}"
    page = chair.get(f"/here/meetings/{planned.pk}/run/?at={key}")
    assert ("public" in page.context["form"].fields, "Confidential" in page.content.decode()) == (False, True)
    added = ADD | {"add_wording": "Move the desk", "add_lead": here.police.pk, "add_due_on": "30 9 2009"}
    form = {
        "at": key,
        "kind": "decision",
        "text": "Move them",
        "public": "on",
        "add_under": "priority-burglary",
        **added,
    }
    chair.post(f"/here/meetings/{planned.pk}/record/", form)
    record = Record.objects.get()
    action = apply(record.change, by=cast.coordinator)
    assert (record.public, action.wording, action.private) == (False, "Move the desk", True)
