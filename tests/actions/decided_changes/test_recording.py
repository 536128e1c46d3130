"""A decision is recorded with what it changes in the plan, is changed with it, and is struck out with it."""

import uuid
from datetime import date

import pytest

from actions.decided_changes.apply import apply
from actions.meetings.proceedings import begin
from actions.models import Action, DecidedChange, Record
from partners import clock
from tests import factories


@pytest.fixture
def begun(group, cast):
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    begin(meeting, by=cast.chair)
    return meeting


@pytest.fixture
def record_it(begun, here, chair):
    """The chair records a decision at the action."""

    def record_it(**fields):
        fields = {"kind": "decision", "text": "Move it to March", "token": str(uuid.uuid4()), **fields}
        return chair.post(f"/here/meetings/{begun.pk}/record/", {"at": f"action-{here.action.pk}", **fields})

    return record_it


MARCH = {"carries": "change", "new_due_on": "31 3 2010"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"carries": "change"}, "carries"),
        ({"carries": "change", "new_due_on": "31 12 2009"}, "carries"),  # it is due then
        ({"carries": "change", "new_due_on": "soon"}, "new_due_on"),
        ({"carries": "change", "new_due_on": "1 1 1999"}, "new_due_on"),
        ({"carries": "remove", "new_due_on": "31 3 2010"}, "carries"),
        ({"carries": "", "new_wording": "Fit the best locks"}, "carries"),
        ({"carries": "shred"}, "carries"),
        (MARCH | {"kind": "note"}, "kind"),
    ],
)
def test_what_cannot_be_decided_is_said_by_its_field_and_the_words_stay(fields, wrong, record_it, here):
    page = record_it(**fields)
    assert (page.status_code, wrong in page.context["form"].errors) == (200, True)
    assert (Record.objects.count(), DecidedChange.objects.count()) == (0, 0)
    assert all(text in page.content.decode() for text in fields.values() if len(text) > 6)


def test_the_change_is_on_the_screen_changed_with_its_record_and_struck_out_with_it(record_it, here, chair, begun):
    record_it(**MARCH, new_lead=here.fire.pk)
    screen = chair.get(f"/here/meetings/{begun.pk}/run/?at=action-{here.action.pk}").content.decode()
    assert "Not yet in the plan." in screen
    record = Record.objects.get()
    edit = f"/here/records/{record.pk}/edit/"
    form = chair.get(edit).context["form"]
    assert [form[name].value() for name in ("carries", "new_due_on")] == ["change", date(2010, 3, 31)]
    seen = {form.fingerprint_field: form.fingerprint}
    chair.post(edit, {**seen, "text": "To April", "carries": "change", "new_due_on": "30 4 2010"})
    change = DecidedChange.objects.get()
    assert (change.due_on, change.lead, change.record.text) == (date(2010, 4, 30), None, "To April")
    chair.post(edit, {"strike": "1"})
    assert (Record.objects.count(), DecidedChange.objects.count()) == (0, 0)


def test_a_decision_that_is_in_the_plan_is_not_struck_out(record_it, here, chair, cast, begun):
    record_it(**MARCH)
    apply(DecidedChange.objects.get(), by=cast.coordinator)
    record = Record.objects.get()
    page = chair.post(f"/here/records/{record.pk}/edit/", {"strike": "1"})
    assert "stays on record" in page.content.decode()
    assert (Record.objects.get(), Action.objects.get(pk=here.action.pk).due_on) == (record, date(2010, 3, 31))
    assert "carries" not in chair.get(f"/here/records/{record.pk}/edit/").context["form"].fields
