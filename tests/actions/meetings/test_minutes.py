"""The minutes write themselves; their words are edited; nobody's words are lost."""

import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from actions.meetings.closing import close
from actions.meetings.minutes import minutes_of, omissions
from actions.models import Answer, FollowUp, Minutes, Passage
from plans.serialization import freeze, thaw
from plans.status import Status
from tests import factories
from tests.worlds import MONDAY


@pytest.fixture
def edit(running, sign_in):
    """The editing page as somebody has it open: what it holds, and sending it with changes."""

    class Edit:
        def __init__(self, user):
            self.client, self.path = sign_in(user), f"/here/meetings/{running.pk}/minutes/edit/"
            page = self.client.get(self.path)
            form = page.context["form"]
            self.form = dict(form.now) | dict(form.seen)

        def save(self, **changes):
            changes = {name.replace("_", "-"): text for name, text in changes.items()}
            return self.client.post(self.path, self.form | changes)

    return Edit


def point(minutes, title):
    return next(p for p in minutes["points"] if p["title"] == title)


def words_of(records):
    return [(r["kind"], r["words"]) for r in records]


def test_they_say_who_was_there_and_whether_that_is_enough(running):
    minutes = minutes_of(running)
    names = ("Chief Inspector", "Station Manager")
    chief, manager = ({"name": name, "senior": False, "apologies": False} for name in names)
    assert [(a["authority"], a["people"], a["label"], a["senior"]) for a in minutes["attendance"]] == [
        ("The Constabulary", [chief | {"senior": True}], "Present", True),
        ("The Fire Service", [manager], "Present", False),
        ("The Council", [], "Apologies", False),
    ]
    assert minutes["quorum"] == {"needed": 2, "present": 2, "met": True}
    assert minutes["seniors"] == {"needed": 3, "missing": ["The Fire Service", "The Council"], "met": False}


def test_they_say_which_state_of_the_plan_was_reviewed_and_which_exceptions_were_looked_at(
    running, here, cast, report, record
):
    late = factories.ActionFactory(priority=here.priority, wording="Mend the lamp", due_on=date(2009, 5, 1))
    record(action=here.action)
    pack = running.packs.get()
    reviewed = point(minutes_of(running), "The plan")["reviewed"]
    assert {key: reviewed[key] for key in ("number", "sha256", "total", "exceptions")} == {
        "number": 1, "sha256": pack.sha256, "total": 2, "exceptions": [],
    }  # fmt: skip
    assert late.wording not in str(reviewed)  # it was added after the plan was frozen


def test_the_exceptions_are_those_of_the_frozen_plan(meeting, here, cast, report, packed):
    factories.ActionFactory(priority=here.priority, wording="Mend the lamp", due_on=date(2009, 5, 1), lead=here.fire)
    report(here.action, cast.officer, status=Status.OFF_TRACK, next="Ask")
    held = meeting(0, begun=True)
    packed(held)
    factories.RecordFactory(meeting=held, action=here.action, by=cast.chair)
    report(here.action, cast.officer)
    reviewed = point(minutes_of(held), "Review of the plan")["reviewed"]
    assert [(a["wording"], a["label"], a["lead"], a["recorded"]) for a in reviewed["exceptions"]] == [
        ("Fit better locks", "Off track", "The Constabulary", True),
        ("Mend the lamp", "Overdue", "The Fire Service", False),
    ]


def test_what_was_recorded_stands_at_its_point_and_at_its_part_of_the_plan(running, here, record):
    item = running.agenda.get(title="Any other business")
    record(text="About the hall", item=item)
    record("decision", "About skills", hallmark=here.hallmark)
    record("decision", "About burglary", priority=here.priority)
    record("challenge", "Why so late?", action=here.action, challenged=here.police)
    record(text="Of it all")
    minutes = minutes_of(running)
    assert [p["title"] for p in minutes["points"]] == [
        "Apologies", "Matters arising", "The plan", "Any other business", "Also recorded",
    ]  # fmt: skip
    assert words_of(point(minutes, "Any other business")["records"]) == [("note", "About the hall")]
    assert words_of(point(minutes, "Also recorded")["records"]) == [("note", "Of it all")]
    burglary, skills = point(minutes, "The plan")["parts"]
    assert (burglary["name"], words_of(burglary["records"])) == ("Reduce burglary", [("decision", "About burglary")])
    assert (skills["name"], words_of(skills["records"])) == ("Skills", [("decision", "About skills")])
    (action,) = burglary["actions"]
    assert (action["wording"], action["lead"], words_of(action["records"])) == (
        "Fit better locks", "The Constabulary", [("challenge", "Why so late?")],
    )  # fmt: skip


def test_parts_of_the_plan_come_in_its_order_whatever_was_recorded_first(running, here, record):
    first = factories.PriorityFactory(plan=here.plan, name="Newer than the pack", assessment_order=9)
    record(priority=first)
    record(hallmark=here.hallmark)
    record(priority=here.priority)
    names = [part["name"] for part in point(minutes_of(running), "The plan")["parts"]]
    assert names == ["Reduce burglary", "Skills", "Newer than the pack"]


def test_what_is_decided_to_change_in_the_plan_is_listed(running, here, record):
    change = {
        "kind": "add", "priority": here.priority, "wording": "Light the alley", "lead": here.fire,
        "due_on": date(2009, 9, 1), "due_words": "before the clocks change",
    }  # fmt: skip
    decision = record("decision", "Light it", priority=here.priority, change=change, follow_up=True)
    minutes = minutes_of(running)
    del change["priority"]
    nothing = dict.fromkeys(("action", "was_lead", "was_due_on"), None) | {"outcome": "", "why": "", "was_wording": ""}
    assert minutes["changes"] == [
        {**nothing, **change, "id": decision.change.pk, "part": here.priority.name, "lead": "The Fire Service"}
    ]


def test_a_challenge_stands_with_its_answer(running, here, record, cast):
    challenge = record("challenge", "Why so late?", action=here.action, challenged=here.police)
    Answer.objects.create(record=challenge, text="Snow", by=cast.officer, authority=here.police)
    (part,) = point(minutes_of(running), "The plan")["parts"]
    (data,) = part["actions"][0]["records"]
    assert (data["challenged"], data["answer"]) == (
        "The Constabulary",
        {"words": "Snow", "said_on": date(2009, 6, 15), "by": "The Constabulary"},
    )


def test_matters_arising_stand_with_what_became_of_them(running, meeting, cast):
    earlier = meeting(13)
    decision = factories.RecordFactory(meeting=earlier, kind="decision", text="Fix it", follow_up=True, by=cast.chair)
    open_one = factories.RecordFactory(meeting=earlier, kind="decision", text="Ask", follow_up=True, by=cast.chair)
    FollowUp.objects.create(done=True, record=decision, text="Fixed", by=cast.chair)
    matters = point(minutes_of(running), "Matters arising")["matters"]
    assert [(m["record"], m["raised_on"], m["became"], m["told"], m["waits_for"]) for m in matters] == [
        (decision.pk, date(2009, 3, 16), "Done", "Fixed", "not yet confirmed as done"),
        (open_one.pk, date(2009, 3, 16), "", "", "not yet confirmed as done"),
    ]


def test_the_next_meeting_is_the_group_s_own(running, meeting, here):
    assert minutes_of(running)["next"] is None
    other = factories.GroupFactory(partnership=here.partnership, name="Another group")
    meeting(-1, of=other, state="draft")
    meeting(-26, state="draft", place="Later")
    meeting(-13, state="ready", place="Town Hall")
    assert minutes_of(running)["next"] == {"starts_at": MONDAY + timedelta(weeks=13), "place": "Town Hall"}


def test_a_meeting_without_an_agenda_still_says_what_it_did(meeting, here, cast):
    held = meeting(0, begun=True)
    assert minutes_of(held)["points"] == []
    factories.RecordFactory(meeting=held, action=here.action, by=cast.chair)
    factories.RecordFactory(meeting=held, by=cast.chair)
    titles = [p["title"] for p in minutes_of(held)["points"]]
    assert titles == ["Review of the plan", "Also recorded"]


def test_words_under_a_point_that_was_taken_off_the_agenda_are_not_lost(running):
    item = running.agenda.get(title="Apologies")
    running.passages.create(place=f"item-{item.pk}", text="Two were ill")
    item.delete()
    assert point(minutes_of(running), "Also recorded")["words"] == "Two were ill"


def test_what_is_missing_is_said(running, meeting, here, record):
    record(text="Yes", item=running.agenda.get(title="Apologies"))
    record("decision", "Ask", follow_up=True)
    made = factories.ActionFactory(priority=here.priority, wording="Light the alley")
    record("decision", "Light it", made=made, follow_up=True)
    running.group.quorum, running.in_public = 3, True
    assert omissions(minutes_of(running)) == [
        "Quorum not met: 2 responsible authorities present, 3 needed.",
        "A meeting in public has nobody senior from The Fire Service, The Council.",
        "A decision that is to be followed up changes nothing in the plan: “Ask”",
        "Nothing is recorded under “Any other business”.",
    ]
    assert omissions(minutes_of(meeting(1, begun=True))) == [
        "Attendance not recorded.",
        "No state of the plan is kept as what the meeting reviewed.",
    ]


def test_the_number_of_queries_does_not_grow_with_the_records(
    running, meeting, here, record, cast, django_assert_max_num_queries
):
    def more():
        for _ in range(3):
            action = factories.ActionFactory(priority=here.priority, lead=here.police)
            made = factories.ActionFactory(priority=here.priority, lead=here.fire)
            record("decision", "Light it", action=action, made=made, follow_up=True)
            challenge = record("challenge", "Why?", action=action, challenged=here.police)
            Answer.objects.create(record=challenge, text="Snow", by=cast.officer, authority=here.police)
            running.agenda.create(position=9, title="More")

    more()
    earlier = meeting(13)
    factories.RecordFactory(meeting=earlier, kind="decision", follow_up=True, by=cast.chair)
    with django_assert_max_num_queries(16):
        minutes_of(running)
    more()
    with django_assert_max_num_queries(16):
        minutes_of(running)


def test_every_member_reads_a_draft_that_says_so(running, cast, sign_in, record, here):
    record("decision", "Light the <alley>", priority=here.priority)
    for user in (cast.observer, cast.officer, cast.chair):
        page = sign_in(user).get(f"/here/meetings/{running.pk}/minutes/").content.decode()
        assert ("Draft minutes" in page, "Light the &lt;alley&gt;" in page) == (True, True)
        assert ("Edit the minutes" in page) == (user == cast.chair)


def test_before_it_begins_and_where_none_were_kept_a_sentence_stands_there(meeting, cast, sign_in):
    client = sign_in(cast.observer)
    page = client.get(f"/here/meetings/{meeting(-1, state='ready').pk}/minutes/").content.decode()
    assert "Its minutes will be shown here" in page
    held = meeting(13)
    assert "No minutes of this meeting are kept" in client.get(f"/here/meetings/{held.pk}/minutes/").content.decode()
    assert client.get(f"/here/meetings/{held.pk}/minutes.pdf").status_code == 302


@pytest.mark.slow
def test_recorded_words_and_words_of_one_s_own_are_edited_in_one_place(running, cast, edit, record):
    note = record(text="Teh hall", item=running.agenda.get(title="Apologies"))
    saved = edit(cast.chair).save(
        **{f"record-{note.pk}": "The hall", "place-opening": "A **good** meeting", "place-matters": "- one\n- two"}
    )
    assert saved.status_code == 302
    note.refresh_from_db()
    assert note.text == "The hall"
    assert dict(Passage.objects.values_list("place", "text")) == {
        "opening": "A **good** meeting",
        "matters": "- one\n- two",
    }
    row = note.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.chair, "The words of the minutes")
    assert Passage.history.filter(revision__by=cast.chair).count() == 2
    page = edit(cast.chair).client.get(f"/here/meetings/{running.pk}/minutes/").content.decode()
    assert ("<strong>good</strong>" in page, "<li>two</li>" in page) == (True, True)


def test_saving_without_a_change_writes_nothing(running, cast, edit, record):
    note = record()
    assert edit(cast.chair).save().status_code == 302
    assert (note.history.count(), Passage.objects.count()) == (1, 0)


def test_a_record_keeps_some_words(running, cast, edit, record):
    note = record()
    page = edit(cast.chair).save(**{f"record-{note.pk}": "  ", "place-opening": "Kept"})
    assert page.status_code == 200
    assert page.context["form"].errors == {f"record-{note.pk}": ["Enter what was recorded"]}
    assert "Kept" in page.content.decode()
    assert not Passage.objects.exists()


@pytest.mark.slow
def test_two_who_edit_different_texts_both_keep_theirs(running, cast, edit, record):
    note, other = record(text="One"), record(text="Two")
    chair, coordinator = edit(cast.chair), edit(cast.coordinator)
    assert chair.save(**{f"record-{note.pk}": "One, mended"}).status_code == 302
    assert coordinator.save(**{f"record-{other.pk}": "Two, mended"}).status_code == 302
    note.refresh_from_db(), other.refresh_from_db()
    assert (note.text, other.text) == ("One, mended", "Two, mended")


@pytest.mark.slow
def test_of_two_who_edit_the_same_text_the_second_is_shown_both_and_chooses(running, cast, edit, record):
    note = record(text="One")
    chair, coordinator = edit(cast.chair), edit(cast.coordinator)
    chair.save(**{f"record-{note.pk}": "The chair’s"})
    page = coordinator.save(**{f"record-{note.pk}": "The coordinator’s", "place-closing": "Thanks"})
    assert page.status_code == 200
    note.refresh_from_db()
    assert note.text == "The chair’s"
    text = page.content.decode()
    assert ("The chair’s" in text, "The coordinator’s" in text, "Thanks" in text) == (True, True, True)
    assert "Somebody else changed this while you were editing" in text
    assert f"Changed by {cast.chair.name}" in text
    assert "<dd>The chair’s</dd><dd><b>You wrote:</b> The coordinator’s</dd>" in text
    coordinator.form |= dict(page.context["form"].seen)
    saved = coordinator.save(**{f"record-{note.pk}": "Both of ours", "place-closing": "Thanks"})
    assert saved.status_code == 302
    note.refresh_from_db()
    assert (note.text, Passage.objects.get().text) == ("Both of ours", "Thanks")


def test_a_text_that_somebody_emptied_meanwhile_is_not_put_back_by_who_did_not_touch_it(running, cast, edit):
    running.passages.create(place="opening", text="Old")
    chair, coordinator = edit(cast.chair), edit(cast.coordinator)
    chair.save(**{"place-opening": ""})
    coordinator.save(**{"place-closing": "New"})
    assert dict(Passage.objects.values_list("place", "text")) == {"opening": "", "closing": "New"}


def test_words_for_a_record_that_was_removed_meanwhile_are_shown(running, cast, edit, record):
    note = record()
    coordinator = edit(cast.coordinator)
    name = f"record-{note.pk}"
    note.delete()
    page = coordinator.save(**{name: "Long words"})
    assert (page.status_code, page.context["form"].lost) == (200, ["Long words"])
    assert "Long words" in page.content.decode()
    assert coordinator.save().status_code == 302  # untouched, there is nothing to lose


def test_hidden_characters_are_refused_and_the_words_kept(running, cast, edit):
    page = edit(cast.chair).save(**{"place-opening": "Turn \u202e it"})
    assert list(page.context["form"].errors) == ["place-opening"]
    assert not Passage.objects.exists()


@pytest.mark.slow
def test_the_pdf_of_a_draft_says_on_each_page_that_it_is_one(running, cast, sign_in, record, here):
    for n in range(30):
        record("decision", f"Decision {n} " + "about many things " * 12, priority=here.priority)
    response = sign_in(cast.observer).get(f"/here/meetings/{running.pk}/minutes.pdf")
    assert response.headers["Content-Disposition"] == 'inline; filename="here-draft-minutes-2009-06-15.pdf"'
    pdf = PdfReader(io.BytesIO(response.content))
    assert len(pdf.pages) > 2
    assert all("Draft minutes: not closed" in page.extract_text() for page in pdf.pages)
    assert pdf.metadata.title == "Draft minutes: Responsible Authority Group, 15 June 2009"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Decision 29" in re.sub(r"\s+", " ", pdf.pages[-1].extract_text() + pdf.pages[-2].extract_text())


@pytest.mark.slow
def test_the_same_draft_makes_the_same_pdf(running, cast, sign_in):
    client, path = sign_in(cast.observer), f"/here/meetings/{running.pk}/minutes.pdf"
    assert client.get(path).content == client.get(path).content


def test_there_is_no_file_of_words_before_they_are_closed(running, cast, sign_in):
    assert sign_in(cast.chair).get(f"/here/meetings/{running.pk}/minutes.json").status_code == 404


def test_minutes_of_the_first_schema_name_one_person_for_each_authority(running, cast):
    closed = close(running, by=cast.chair)
    contents = thaw(closed.payload) | {"schema": 1}
    for attendance, name in zip(contents["attendance"], ("Chief Inspector", "", "Clerk"), strict=True):
        del attendance["people"]
        attendance["represented_by"] = name
    old = Minutes(schema=1, payload=freeze(contents))
    assert [attendance["people"] for attendance in old.contents["attendance"]] == [
        [{"name": "Chief Inspector", "senior": True, "apologies": False}],
        [],
        [{"name": "Clerk", "senior": False, "apologies": True}],
    ]
