"""What was changed on the site since a file came in is never overwritten unasked, and no file takes anything away."""

from datetime import date
from random import Random

import pytest

from actions.models import Action
from actions.plan_import.comparing.comparison import CHANGED, NEW, SAME
from actions.plan_import.undo import undo_import
from partners.history import attributed_to
from tests import factories

pytestmark = pytest.mark.both_databases
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)


class Row:
    """The one action of a plan, as a file has it again and again, and as people edit it here."""

    def __init__(self, west):
        self.west = west

    def file(self, **fields):
        return self.west.entries(("Calmer roads", "Paint the crossings", fields))

    def bring(self, decisions=None, **fields):
        return self.west.bring(self.file(**fields), decisions=decisions)

    def edit(self, supporting=None, **fields):
        action = self.action
        for name, value in fields.items():
            setattr(action, name, value)
        action.revise(by=self.west.by, why="Agreed at the meeting", supporting=supporting)

    @property
    def action(self):
        return Action.objects.in_plan(self.west.plan).get()

    def changes(self, decisions=None, **fields):
        """[(field, old, new, whether it takes the file, whether it was changed here since)] of a file."""
        item = self.west.compare(self.file(**fields), decisions=decisions).items[-1]
        assert item.effect == (CHANGED if item.taken else SAME)
        return [(c.field, c.old_words, c.new_words, c.takes_file, c.since) for c in item.changes]


@pytest.fixture
def row(west):
    return Row(west)


def test_the_same_file_after_an_edit_here_keeps_the_edit_and_says_so(row):
    row.bring(due_on=MAY)
    row.edit(due_on=JUNE)
    assert row.changes(due_on=MAY) == [("due_on", "30 June 2026", "31 May 2026", False, True)]
    compared = row.west.compare(row.file(due_on=MAY))
    assert [(each.words, each.why) for each in compared.left_out] == [
        ("Due date: 31 May 2026", "changed on the site since")
    ]
    row.bring(due_on=MAY)
    assert row.action.due_on == JUNE


def test_it_stays_kept_after_an_import_that_changed_something_else(row):
    row.bring(due_on=MAY)
    row.edit(due_on=JUNE)
    row.bring(due_on=MAY, note="In blue")
    assert row.changes(due_on=MAY, note="In blue") == [("due_on", "30 June 2026", "31 May 2026", False, True)]


def test_a_file_that_changed_is_taken_where_nobody_edited(row):
    row.bring(due_on=MAY)
    row.edit(note="In blue")
    assert row.changes(due_on=JULY) == [("due_on", "31 May 2026", "31 July 2026", True, False)]
    row.bring(due_on=JULY)
    assert (row.action.due_on, row.action.due_moves, row.action.note) == (JULY, 1, "In blue")


def test_where_both_changed_both_are_shown_and_ours_stands_until_somebody_decides(row):
    row.bring(due_on=MAY)
    row.edit(due_on=JUNE)
    assert row.changes(due_on=JULY) == [("due_on", "30 June 2026", "31 July 2026", False, True)]
    said = {"a1": {"take": {"due_on": "file"}}}
    assert row.changes(said, due_on=JULY) == [("due_on", "30 June 2026", "31 July 2026", True, True)]
    row.bring(said, due_on=JULY)
    assert row.action.due_on == JULY
    assert row.changes(due_on=JULY) == []


def test_somebody_can_keep_ours_where_the_file_would_be_taken(row):
    row.bring(due_on=MAY)
    said = {"a1": {"take": {"due_on": "ours"}}}
    assert row.changes(said, due_on=JULY) == [("due_on", "31 May 2026", "31 July 2026", False, False)]


def test_of_an_action_written_here_the_file_is_taken_unless_it_has_words_from_before(row):
    priority = factories.PriorityFactory(plan=row.west.plan, name="Calmer roads")
    factories.ActionFactory(priority=priority, wording="Paint the crossings", note="In green")
    row.edit(note="In blue")
    assert row.changes(note="In red") == [("note", "In blue", "In red", True, False)]
    assert row.changes(note="in  green.") == [("note", "In blue", "in  green.", False, True)]


def test_what_was_written_here_where_the_file_had_nothing_is_not_overwritten(row):
    row.bring()
    row.edit(note="In blue")
    assert row.changes(note="In red") == [("note", "In blue", "In red", False, True)]


def test_an_import_that_was_undone_gave_nothing(row):
    row.bring(note="In green")
    undo_import(row.bring(note="In blue"), by=row.west.by, why="The wrong file")
    assert row.changes(note="In blue") == [("note", "In green", "In blue", True, False)]


def test_a_file_of_ours_is_taken_unless_it_has_words_from_before(row):
    row.bring(note="In green")
    row.edit(note="In blue")
    ours = {"reference": str(row.action.pk)}
    for note, takes in (("In red", True), ("In green", False)):
        [*_, item] = row.west.compare(row.file(note=note, **ours), is_ours=True).items
        assert [(c.new_words, c.takes_file, c.since) for c in item.changes] == [(note, takes, not takes)]


def test_an_empty_cell_takes_nothing_away(row):
    row.bring(note="In blue", due_on=MAY, lead=row.west.police, supporting=[row.west.fire], reference="1.1")
    assert row.changes() == []


def test_words_that_are_no_date_take_away_only_a_date_that_a_file_gave(row):
    row.bring(due_on=MAY)
    assert row.changes(due_kept="Ongoing") == [
        ("due_on", "31 May 2026", "nothing", True, False),
        ("due_words", "nothing", "Ongoing", True, False),
    ]
    row.bring(due_kept="Ongoing")
    assert (row.action.due_on, row.action.due_words) == (None, "Ongoing")
    row.edit(due_on=JUNE)
    assert row.changes(due_kept="Ongoing") == [("due_on", "30 June 2026", "nothing", False, True)]
    assert row.changes(due_on=JULY)[1:] == [("due_words", "Ongoing", "nothing", True, False)]


def test_a_lead_that_is_no_longer_understood_stays_until_somebody_decides(row):
    row.bring(lead=row.west.police)
    assert row.changes(lead_kept="Meadowgate Homes") == [
        ("lead", "Police", "nothing", False, False),
        ("lead_words", "nothing", "Meadowgate Homes", True, False),
    ]


def test_other_words_of_a_lead_are_for_members_until_they_are_ticked_again(row):
    row.bring(lead_kept="Meadowgate Homes", lead_words_public=True)
    assert row.action.lead_words_public
    row.bring(lead_kept="Meadowgate Homes")
    assert row.action.lead_words_public
    said = {"a1": {"take": {"lead_words_public": "ours"}}}
    assert [c[2:4] for c in row.changes(said, lead_kept="Ann Example, Meadowgate")] == [
        ("Ann Example, Meadowgate", True), ("no: different text", False),
    ]  # fmt: skip
    row.bring(lead_kept="Ann Example, Meadowgate")
    assert (row.action.lead_words, row.action.lead_words_public) == ("Ann Example, Meadowgate", False)


def test_an_authority_that_was_taken_out_of_an_action_here_is_not_added_again(row):
    west = row.west
    row.bring(supporting=[west.fire])
    row.edit(supporting=[])
    assert row.changes(supporting=[west.fire]) == [("supporting", "nobody", "Fire", False, True)]
    assert row.changes(supporting=[west.fire, west.council]) == [("supporting", "nobody", "Westmere DC", True, False)]
    said = {"a1": {"take": {"supporting": "file"}}}
    row.bring(said, supporting=[west.fire, west.council])
    assert row.action.supporting == [west.council, west.fire]
    row.bring(supporting=[west.police])
    assert row.action.supporting == [west.council, west.police, west.fire]


def test_who_leads_by_the_file_supports_no_more(row):
    west = row.west
    row.bring(lead=west.police, supporting=[west.fire])
    assert row.changes(lead=west.fire, supporting=[west.police]) == [
        ("lead", "Police", "Fire", True, False), ("supporting", "Fire", "Police", True, False),
    ]  # fmt: skip
    row.bring(lead=west.fire, supporting=[west.police])
    assert (row.action.lead, row.action.supporting) == (west.fire, [west.police])
    assert row.changes(lead=west.fire, supporting=[west.police, west.fire]) == []


def test_no_file_makes_a_private_action_public(row):
    row.bring(is_private=True)
    assert row.changes(is_private=False) == []
    row.edit(private=False)
    assert row.changes(is_private=True) == [("private", "no", "yes", False, True)]


def test_a_confidential_row_makes_an_action_that_is_public_private(row):
    row.bring()
    row.bring(is_private=True)
    assert row.action.private


def test_an_action_that_was_retired_here_is_new_again(row):
    row.bring()
    with attributed_to(by=row.west.by):
        Action.objects.update(retired_at="2026-04-20T09:00Z", retired_why="Done")
    compared = row.west.compare(row.file())
    assert [item.effect for item in compared.items] == [SAME, NEW]


def test_an_action_and_a_priority_that_were_renamed_here_are_known_by_the_files_words(row):
    row.bring()
    row.edit(wording="Do something else altogether")
    priority = row.action.priority
    priority.name = "Under another name"
    priority.save()
    compared = row.west.compare(row.file())
    assert [(item.effect, item.likes) for item in compared.items] == [(SAME, []), (SAME, [])]
    assert [(c.new_words, c.takes_file, c.since) for item in compared.items for c in item.changes] == [
        ("Calmer roads", False, True), ("Paint the crossings", False, True),
    ]  # fmt: skip


FIELDS = {
    "note": ["In blue", "In green", "In red"],
    "due_on": [MAY, JUNE, JULY],
    "due_words": ["Ongoing", "Each May", "TBC"],
    "own_reference": ["1.1", "1.2", "A7"],
    "wording": ["Quite other words", "Words again", "Third words"],
}


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_edited_here_stands_when_the_same_rows_come_again_in_any_order(west, seed):
    random = Random(seed)  # noqa: S311 (the same in each run)

    def one_of(n):
        said = {name: random.choice(values) for name, values in FIELDS.items() if random.random() < 0.6}
        given = {"note": said.get("note", ""), "due_on": said.get("due_on"), "due_kept": said.get("due_words", "")}
        return f"Priority {'ABC'[n % 3]}: {'xyz'[n % 3] * 9}", f"{n} times {'abcdefgh'[n % 8] * 12}", given

    rows = [one_of(n) for n in range(12)]
    west.bring(west.entries(*rows))
    expected = {}
    for action in Action.objects.in_plan(west.plan):
        name = random.choice(list(FIELDS))
        if random.random() < 0.7:
            setattr(action, name, random.choice(FIELDS[name]))
            action.revise(by=west.by)
        expected[action.pk] = {each: getattr(action, each) for each in FIELDS}
    random.shuffle(rows)
    before = Action.history.count()
    west.bring(west.entries(*rows))
    found = {a.pk: {each: getattr(a, each) for each in FIELDS} for a in Action.objects.in_plan(west.plan)}
    assert found == expected
    assert Action.history.count() == before
