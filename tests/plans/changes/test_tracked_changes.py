"""Tracked changes in Word: accepting all gives the newer text, rejecting all the older one."""

import io
import subprocess
import sys
import zipfile
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from actions.models import Action
from partners import clock
from plans.exports.docx.blocks import Paragraph, Row, Run, Table, Text
from plans.exports.docx.changes import changes_docx, write_tracked
from plans.exports.docx.document import blank_document
from plans.exports.docx.plan_blocks import plan_blocks
from plans.exports.unavailable import FileUnavailable
from plans.outline.build import PUBLIC, outline
from plans.status import EffectiveStatus

MOMENT = datetime(2009, 6, 12, 9, 30, tzinfo=UTC)

WORDS = st.lists(st.sampled_from(["crime", "fear", "of", "the", "&", "<b>", "12%", "a,", ""]), max_size=6).map(" ".join)
RUNS = st.lists(st.builds(Run, WORDS, st.sampled_from(["", "strong", "quiet"])), max_size=3)
PARAGRAPHS = st.builds(lambda runs, style: Paragraph.of(*runs, style=style), RUNS, st.sampled_from(["", "Heading 2"]))
CELLS = st.lists(PARAGRAPHS, max_size=3).map(tuple)
KEYS = st.integers(0, 5).map(lambda n: (n,))


@st.composite
def tables(draw):
    number = draw(st.integers(1, 3))
    rows = st.builds(Row, KEYS, st.tuples(*[CELLS] * number))
    rows = draw(st.lists(rows, max_size=4, unique_by=lambda row: row.key))
    columns = tuple(draw(st.lists(WORDS, min_size=number, max_size=number)))
    return Table(draw(KEYS), "title", columns, tuple(rows), (1,) * number)


TEXTS = st.builds(Text, KEYS, st.lists(PARAGRAPHS, min_size=1, max_size=3).map(tuple))
BLOCKS = st.lists(st.one_of(TEXTS, tables()), max_size=5, unique_by=lambda block: block.key)


def read(body, keep, drop):
    """Contents of a body with the changes `keep` made and those `drop` undone, as Word does it: texts and tables."""
    body = deepcopy(body)
    for row in list(body.iter(qn("w:tr"))):
        if row.find(f"{qn('w:trPr')}/{qn(f'w:{drop}')}") is not None:
            row.getparent().remove(row)
    for change in list(body.iter(qn(f"w:{drop}"))):
        if change.getparent().tag == qn("w:p"):
            change.getparent().remove(change)
    return [each for each in _contents(body, drop) if each != []]


def _contents(box, drop):
    found, before = [], ""
    for child in box:
        if child.tag == qn("w:tbl"):
            assert before == "", "a table inside of a paragraph"
            rows = [[_contents(cell, drop) for cell in row.iter(qn("w:tc"))] for row in child.iter(qn("w:tr"))]
            found.append(rows)
        elif child.tag == qn("w:p"):
            before += "".join(text.text or "" for text in child.iter(qn("w:t"), qn("w:delText")))
            mark = child.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn(f'w:{drop}')}")
            if mark is None:
                found.append(before)
                before = ""
    assert before == "", "the last mark is a change"
    return found


def written(blocks):
    """The contents that blocks alone have, by their definition."""
    found = []
    for block in blocks:
        if isinstance(block, Text):
            found += [paragraph.text for paragraph in block.paragraphs]
        else:
            rows = [[[paragraph.text for paragraph in cell] or [""] for cell in row.cells] for row in block.rows]
            # Each table is followed by an empty paragraph.
            found += [[[[column] for column in block.columns], *rows], ""]
    return found


def without_end(contents):
    while contents and contents[-1] == "":
        contents = contents[:-1]
    return contents


@cache
def blank():
    return blank_document(title="t", author="a", description="", created=MOMENT, colour="#1d5a96")


def body_of(old, new):
    document = blank()
    for child in list(document.element.body)[:-1]:
        document.element.body.remove(child)
    write_tracked(document, old, new, author="Ann & <Bob>", moment=MOMENT)
    return document.element.body


def check(body, old, new):
    assert without_end(read(body, "ins", "del")) == without_end(written(new))
    assert without_end(read(body, "del", "ins")) == without_end(written(old))


@settings(max_examples=120, deadline=None)
@given(BLOCKS, BLOCKS)
def test_accepting_all_gives_the_newer_text_and_rejecting_all_the_older(old, new):
    check(body_of(old, new), old, new)


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.randoms(use_true_random=False))
def test_what_moved_is_deleted_and_inserted_and_both_texts_stay_whole(old, random):
    new = random.sample(old, len(old))
    check(body_of(old, new), old, new)


def test_what_did_not_change_is_no_change():
    blocks = [Text((1,), (Paragraph.of("Crime"),)), Table((2,), "t", ("A",), (Row((1,), ((),)),), (1,))]
    xml = etree.tostring(body_of(blocks, blocks)).decode()
    assert "<w:ins " not in xml
    assert "<w:del " not in xml


def test_a_change_is_word_by_word_with_author_and_date():
    old, new = ([Text((1,), (Paragraph.of(f"Reduce {what} in town"),))] for what in ("crime", "theft"))
    body = body_of(old, new)
    deleted, inserted = body.find(f".//{qn('w:del')}"), body.find(f".//{qn('w:ins')}")
    assert [each.text for each in deleted.iter(qn("w:delText"))] == ["crime"]
    assert [each.text for each in inserted.iter(qn("w:t"))] == ["theft"]
    assert inserted.get(qn("w:author")) == "Ann & <Bob>"
    assert inserted.get(qn("w:date")) == "2009-06-12T09:30:00Z"


@pytest.fixture
def two_outlines(north_herts):
    """The real plan, and the same with an action reworded, one gone, one moved and a section longer."""
    older = outline(north_herts.plan if hasattr(north_herts, "plan") else north_herts, audience=PUBLIC)
    newer = deepcopy(older)
    actions = newer["priorities"][0]["actions"]
    actions[0]["wording"] += " every quarter"
    newer["priorities"][1]["actions"].append(actions.pop(1))
    del newer["priorities"][2]["actions"][0]
    section = next(section for section in newer["sections"].values() if section["body"])
    section["body"] = f"New words.\n\n{section['body']}\n\n- A bullet\n- *Another*"
    return older, newer


def test_both_plans_can_be_read_from_the_document_which_is_valid(two_outlines, tmp_path):
    content = changes_docx(*two_outlines, author="North Herts CSP", moment=MOMENT, names=("Edition 1", "Edition 2"))
    older, newer = (plan_blocks(each, f"Edition {n}") for n, each in enumerate(two_outlines, 1))
    check(Document(io.BytesIO(content)).element.body, older, newer)
    (tmp_path / "changes.docx").write_bytes(content)
    command = [sys.executable, "-m", "openxml_audit", str(tmp_path / "changes.docx")]
    audit = subprocess.run(command, capture_output=True, text=True, check=False)
    assert audit.returncode == 0, audit.stdout + audit.stderr


@pytest.fixture
def small(north_herts):
    """An outline of the real plan with few parts, for many examples."""
    whole = outline(north_herts, audience=PUBLIC)
    for priority in whole["priorities"][3:]:
        without(whole, priority["id"])
    whole["priorities"], whole["hallmarks"] = whole["priorities"][:3], whole["hallmarks"][:2]
    whole["sections"] = dict(list(whole["sections"].items())[:2])
    for part in (*whole["priorities"], *whole["hallmarks"]):
        part["actions"] = part["actions"][:4]
    return whole


VALUES = {
    "wording": WORDS.filter(str.strip),
    "note": WORDS,
    "due_on": st.none() | st.dates(date(2008, 1, 1), date(2010, 1, 1)),
    "due_words": WORDS,
    "lead": st.none() | st.sampled_from([{"id": 1, "short_name": "Police"}, {"id": 2, "short_name": "Fire & Rescue"}]),
    "lead_words": WORDS,
    "own_reference": st.sampled_from(["", "1.2", "CS/7"]),
    "effective_status": st.sampled_from(EffectiveStatus.values),
    "sentence": st.none() | st.fixed_dictionaries({"public_text": WORDS, "speaks_of": st.just(date(2009, 1, 5))}),
}


def without(whole, priority):
    """Forget the places of a priority that is gone."""
    whole["in_consultation_order"] = [each for each in whole["in_consultation_order"] if each["id"] != priority]
    for each in (*whole["assessments"], *whole["consultations"]):
        each["places"] = [place for place in each["places"] if place["priority_id"] != priority]


@st.composite
def edits(draw):
    """Somebody's change of an outline: a function that makes it in one."""
    one, other, number = draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(st.integers(1000, 1009))
    fields = draw(st.fixed_dictionaries({}, optional=VALUES))
    words, kind = draw(WORDS), draw(st.sampled_from(["change", "add", "remove", "move", "priority", "order", "words"]))

    def edit(whole):
        parts = [*whole["priorities"], *whole["hallmarks"]]
        actions, others = (parts[n % len(parts)]["actions"] for n in (one, other))
        if kind == "change" and actions:
            actions[other % len(actions)].update(fields)
        elif kind == "add" and not any(action["id"] == number for part in parts for action in part["actions"]):
            actions.insert(other, {**ACTION, "id": number, **fields})
        elif kind == "remove" and actions:
            del actions[other % len(actions)]
        elif kind == "move" and actions:
            others.insert(number % 3, actions.pop(other % len(actions)))
        elif kind == "priority":
            whole["priorities"][one % len(whole["priorities"])].update(name=words or "Crime", criteria=[])
        elif kind == "order":
            whole["priorities"].append(whole["priorities"].pop(one % len(whole["priorities"])))
            if len(whole["priorities"]) > 1 and other > 6:
                without(whole, whole["priorities"].pop(0)["id"])
        else:
            section = next(iter(whole["sections"].values()))
            section["body"] = f"{words}\n\n- {words}" if one % 2 else section["body"] + f"\n\n{words}"
            for criterion in whole["priorities"][0]["criteria"][:1]:
                criterion.update(own_reference=fields.get("own_reference", ""), wording=words)

    return edit


ACTION = {
    "wording": "Something new", "note": "", "lead": None, "supporting": [], "due_on": None, "due_first": None,
    "due_moves": 0, "update": None, "sentence": None, "effective_status": "not_started", "continues": None,
}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(edits(), max_size=8), after=st.lists(edits(), max_size=8))
def test_of_any_two_plans_the_file_gives_the_newer_if_accepted_and_the_older_if_rejected(small, before, after):
    older = deepcopy(small)
    for edit in before:
        edit(older)
    newer = deepcopy(older)
    for edit in after:
        edit(newer)
    content = changes_docx(older, newer, author="North Herts CSP", moment=MOMENT, names=("Edition 1", "Edition 2"))
    body = Document(io.BytesIO(content)).element.body
    check(body, *(plan_blocks(each, f"Edition {n}") for n, each in enumerate((older, newer), 1)))
    made = [each for name in ("w:ins", "w:del") for each in body.iter(qn(name))]
    who = {(each.get(qn("w:author")), each.get(qn("w:date"))) for each in made}
    assert who <= {("North Herts CSP", "2009-06-12T09:30:00Z")}
    assert len({each.get(qn("w:id")) for each in made}) == len(made)


@pytest.mark.parametrize(
    ("where", "field", "value", "says"),
    [
        ("actions", "due_words", "Ongoing", "Ongoing"),
        ("actions", "lead_words", "The parks team", "The parks team"),
        ("actions", "own_reference", "CS/7", "CS/7 "),
        ("actions", "note", "See page 4", "See page 4"),
        ("actions", "effective_status", "withdrawn", "Withdrawn"),
        ("actions", "private", True, "For members only"),
        ("actions", "private_note", "Ask Ann first", "Ask Ann first"),
        ("criteria", "own_reference", "NI 17", "NI 17 "),
        ("criteria", "figures_words", "About forty", "About forty"),
    ],
)
def test_each_field_that_changed_is_a_tracked_change(small, where, field, value, says):
    newer = deepcopy(small)
    newer["priorities"][0][where][0][field] = value
    body = Document(io.BytesIO(changes_docx(small, newer, author="A", moment=MOMENT))).element.body
    inserted = "".join(text.text for change in body.iter(qn("w:ins")) for text in change.iter(qn("w:t")))
    assert says in inserted


def test_single_words_between_longer_changes_are_not_left_between_them():
    old = [Text((1,), (Paragraph.of("Every street has a named officer who knows it"),))]
    new = [Text((1,), (Paragraph.of("Community wardens spend a third more time on patrol"),))]
    body = body_of(old, new)
    check(body, old, new)
    assert [len(list(body.iter(qn(name)))) for name in ("w:ins", "w:del")] == [1, 1]


def test_each_page_says_from_which_edition_to_which_and_the_seal(two_outlines):
    content = changes_docx(
        *two_outlines, author="A", moment=MOMENT, names=("Edition 1", "Edition 2"), mark="Fingerprint 0123 4567"
    )
    foot = [paragraph.text for paragraph in Document(io.BytesIO(content)).sections[0].footer.paragraphs]
    assert foot[1] == "From Edition 1 to Edition 2 · Fingerprint 0123 4567"


def test_what_would_be_too_long_is_refused_in_words(two_outlines):
    older, newer = two_outlines
    newer["priorities"][0]["actions"][0]["wording"] = "word " * 500_000
    with pytest.raises(FileUnavailable, match="too long for a Word document"):
        changes_docx(older, newer, author="A", moment=MOMENT)


def test_the_same_plans_give_the_same_bytes(two_outlines):
    first, second = (changes_docx(*two_outlines, author="A", moment=MOMENT) for _ in range(2))
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


def test_the_public_reads_the_changes_of_an_edition_in_word(client, here, published):
    published()
    here.plan.priorities.update(name="A new name")
    number = published().number
    address = reverse("edition_changes_docx", args=[here.partnership.slug, here.plan.slug, number])
    page = client.get(reverse("edition_changes", args=[here.partnership.slug, here.plan.slug, number]))
    assert address in page.content.decode()
    body = Document(io.BytesIO(client.get(address).content)).element.body
    assert "A new name" in read(body, "ins", "del")
    assert "A new name" not in read(body, "del", "ins")


def test_members_read_what_changed_between_two_days_in_word_and_nobody_else(here, next_door, cast, sign_in):
    with clock.frozen_at(MOMENT + timedelta(days=40)):
        here.action.private, here.action.private_note = True, "Ask Ann first"
        here.action.save()
        client = sign_in(cast.observer)
        page = client.get("/here/changes/?from=2009-06-15").content.decode()
        address = "/here/changes/changes.docx?from=2009-06-15"
        assert f'href="{address}"' in page
        response = client.get(address)
        assert response["Content-Disposition"] == (
            'attachment; filename="here-2008-2011-changes-2009-06-15-to-2009-07-22.docx"'
        )
        assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
        found = Document(io.BytesIO(response.content))
        assert "For the partnership only" in found.sections[0].footer.paragraphs[1].text
        rows = [row for table in read(found.element.body, "ins", "del") if isinstance(table, list) for row in table]
        assert [row[0] for row in rows if row[0][0] == here.action.wording] == [
            [here.action.wording, "For members only", "For members: Ask Ann first"]
        ]
        refused = [client.get(f"/here/changes/changes.docx?{q}") for q in ("from=2009-07-22", "from=x")]
        assert [(each.status_code, each.url) for each in refused] == [(302, "/here/changes/")] * 2
        assert sign_in(cast.stranger).get(address).status_code == 404
        assert sign_in(None).get(address).status_code == 302


def test_what_is_only_for_members_is_in_no_change_that_the_public_reads(here, client, published):
    published()
    Action.objects.create(priority=here.priority, wording="A raid on Tuesday", position=9, private=True)
    here.action.private_note, here.action.lead_words, here.action.due_words = "Informer", "Sergeant Ann", "Every May"
    here.action.save()
    number = published().number
    content = client.get(f"/here/editions/2008-2011/{number}/changes.docx").content
    words = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert [part in words for part in ("Every May", "A raid", "Informer", "Sergeant")] == [True, False, False, False]


def test_what_the_public_reads_is_asked_for_again_only_when_it_changed(here, client, published):
    published()
    here.plan.priorities.update(name="A new name")
    address = f"/here/editions/2008-2011/{published().number}/changes.docx"
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Content-Disposition"] == 'attachment; filename="here-2008-2011-edition-2-changes-since-1.docx"'
    assert ("max-age=3600" in first["Cache-Control"], first["X-Content-Type-Options"]) == (True, "nosniff")


def test_a_page_says_why_there_is_no_file(here, client, published, monkeypatch):
    published()
    here.plan.priorities.update(name="A new name")
    number = published().number
    monkeypatch.setattr("plans.exports.docx.changes.MOST_LETTERS", 10)
    response = client.get(f"/here/editions/2008-2011/{number}/changes.docx")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "This is too long for a Word document." in response.content.decode()
