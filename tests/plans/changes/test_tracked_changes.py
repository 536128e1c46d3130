"""Tracked changes in Word: accepting all gives the newer text, rejecting all the older one."""

import io
import subprocess
import sys
import time
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from plans.exports.docx.blocks import Paragraph, Row, Run, Table, Text
from plans.exports.docx.changes import changes_docx, write_tracked
from plans.exports.docx.document import blank_document
from plans.exports.docx.plan_blocks import plan_blocks
from plans.outline.build import PUBLIC, outline

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


def test_the_same_plans_give_the_same_bytes(two_outlines):
    first, second = (changes_docx(*two_outlines, author="A", moment=MOMENT) for _ in range(2))
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


def test_it_takes_less_than_a_second(two_outlines):
    begin = time.process_time()
    changes_docx(*two_outlines, author="A", moment=MOMENT)
    assert time.process_time() - begin < 1


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
