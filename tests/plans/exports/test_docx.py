"""The plan in Word, as a program that reads Word documents finds it."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from partners import clock
from plans.exports.docx.from_html import docx_from_html
from plans.exports.docx.plan import plan_as_docx
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status
from plans.templatetags.formatting import markdown
from tests import factories

SECRET = "the informer lives at number nine"
EDITION = {
    "number": 2,
    "published_at": datetime(2009, 6, 15, 23, 30, tzinfo=UTC),
    "fingerprint": "0123 4567 89ab cdef",
    "note": "The first year in words.",
}


def read(content):
    return Document(io.BytesIO(content))


def docx_of(plan, audience=PUBLIC, **edition):
    return read(plan_as_docx(outline(plan, audience=audience), **edition))


def text(paragraph):
    """The text of a w:p, links and line breaks included."""
    return "".join(each.text or "" if each.tag == qn("w:t") else " " for each in paragraph.iter(qn("w:t"), qn("w:br")))


def lines(document):
    return [" ".join(text(paragraph).split()) for paragraph in document.element.body.iter(qn("w:p"))]


def words(document):
    return " ".join(lines(document))


def everything_in(content):
    """All parts of the file, properties too, as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "\n".join(file.read(name).decode() for name in file.namelist())


def headings(document):
    return [
        (int(paragraph.style.name.removeprefix("Heading ")), " ".join(paragraph.text.split()))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading ")
    ]


def footer(document):
    return [text(paragraph._p) for paragraph in document.sections[0].footer.paragraphs]


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture
def edition_of_the_real_plan(north_herts, made):
    if not made:
        made["docx"] = plan_as_docx(outline(north_herts, audience=PUBLIC), **EDITION)
    return read(made["docx"])


def test_it_says_its_language_title_author_and_day(here):
    document = docx_of(here.plan, **EDITION)
    said = document.core_properties
    assert (said.title, said.author, said.language) == (
        "Here Community Safety Plan, March 2008 to March 2011: edition 2", "Here Community Safety Partnership", "en-GB",
    )  # fmt: skip
    assert (said.created, said.modified) == (datetime(2009, 6, 15, 23, 30, tzinfo=UTC),) * 2
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_headings_are_real_in_order_and_none_skips_a_level(edition_of_the_real_plan, north_herts):
    found = headings(edition_of_the_real_plan)
    whole = outline(north_herts, audience=PUBLIC)
    first = [title for level, title in found if level == 1]
    priorities = [f"{n} {priority['name']}" for n, priority in enumerate(whole["priorities"], 1)]
    assert first == [
        "Progress so far", "Evidence, public views and action", *priorities,
        "How the partnership works", "Full text of the plan", "Who agreed this plan", "Contact, formats and languages",
        "About this document",
    ]  # fmt: skip
    assert [title for level, title in found if level == 2 and title in {h["name"] for h in whole["hallmarks"]}] == [
        hallmark["name"] for hallmark in whole["hallmarks"]
    ]
    levels = [level for level, _ in found]
    assert [pair for pair in zip([0, *levels], levels, strict=False) if pair[1] > pair[0] + 1] == []


def test_the_contents_are_a_field_that_is_filled_already_with_links_to_the_headings(edition_of_the_real_plan):
    body = edition_of_the_real_plan.element.body
    field = next(each for each in body.iter(qn("w:instrText")))
    assert field.text.startswith("TOC ")
    contents = next(body.iter(qn("w:sdt")))
    links = [(link.get(qn("w:anchor")), text(link)) for link in contents.iter(qn("w:hyperlink"))]
    assert [title for _, title in links] == [title for level, title in headings(edition_of_the_real_plan) if level == 1]
    marks = {mark.get(qn("w:name")): text(mark.getparent()) for mark in body.iter(qn("w:bookmarkStart"))}
    assert [marks[anchor] for anchor, _ in links] == [title for _, title in links]


def test_the_contents_have_page_numbers_that_word_fills_as_it_opens_the_file(edition_of_the_real_plan):
    contents = next(edition_of_the_real_plan.element.body.iter(qn("w:sdt")))
    fields = [each.text.split()[:2] for each in contents.iter(qn("w:instrText"))][1:]
    anchors = [link.get(qn("w:anchor")) for link in contents.iter(qn("w:hyperlink"))]
    assert fields == [["PAGEREF", anchor] for anchor in anchors]
    assert edition_of_the_real_plan.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_all_links_within_it_lead_somewhere(edition_of_the_real_plan):
    body = edition_of_the_real_plan.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors
    assert anchors <= marks


def test_each_page_says_its_number_the_edition_and_the_fingerprint(edition_of_the_real_plan):
    assert footer(edition_of_the_real_plan) == [
        "North Herts Community Safety Plan · Edition 2, 16 June 2009Page 1 of 1", "Fingerprint 0123 4567 89ab cdef",
    ]  # fmt: skip
    fields = edition_of_the_real_plan.sections[0].footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    section = edition_of_the_real_plan.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)


def test_tables_repeat_their_headings_split_no_row_and_have_alternative_text(edition_of_the_real_plan):
    tables = edition_of_the_real_plan.tables
    assert len(tables) > 15
    for table in tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert {len({sum(cell.grid_span for cell in row._tr.tc_lst) for row in table.rows})} == {1}
    with_headings = [table for table in tables if table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert {tuple(cell.text for cell in table.rows[0].cells) for table in with_headings} >= {
        ("Action", "Lead", "By when", "Status"), ("Measure", "Baseline", "Latest", "Target"),
    }  # fmt: skip


def page_of(table):
    """The orientation of the page that a w:tbl is on."""
    following = table.itersiblings()
    section = next(found for each in following for found in each.iter(qn("w:sectPr")))
    return section.find(qn("w:pgSz")).get(qn("w:orient"))


def test_a_table_of_many_columns_is_on_a_page_across_whose_foot_is_as_on_the_others(here, cast, report):
    for status in Status:
        action = factories.ActionFactory(priority=here.priority)
        report(action, cast.officer, status=status)
    factories.ActionFactory(priority=here.priority, added_on=clock.today())
    factories.ActionFactory(priority=here.priority, due_on=date(2009, 1, 1))
    document = docx_of(here.plan, **EDITION)
    pages = [(page_of(table), len(table.tblGrid)) for table in document.element.body.iterchildren(qn("w:tbl"))]
    assert ([page for page, columns in pages if columns > 6], pages[0][1] > 9) == (["landscape"], True)
    widths = [section.page_width.cm > section.page_height.cm for section in document.sections]
    assert widths == [False, True, False]
    feet = [[text(paragraph._p) for paragraph in section.footer.paragraphs] for section in document.sections]
    assert feet == [footer(document)] * 3


def test_a_row_longer_than_a_third_of_a_page_may_be_split(here):
    factories.ActionFactory(priority=here.priority, wording="Many words. " * 100)
    rows = {
        text(row)[:10]: row.trPr.find(qn("w:cantSplit")) is None
        for table in docx_of(here.plan).tables
        for row in table._tbl.tr_lst
    }
    assert (rows["Many words"], rows["Fit better"]) == (True, False)


def test_arabic_is_set_from_right_to_left_and_what_stands_between_it_is_not(here):
    factories.ActionFactory(priority=here.priority, wording="تنفيذ دوريات CCTV مشتركة", own_reference="")
    factories.ActionFactory(priority=here.priority, wording="The word for patrol is دورية")
    document = docx_of(here.plan)
    runs = {
        run.find(qn("w:t")).text: run for run in document.element.body.iter(qn("w:r")) if len(run.findall(qn("w:t")))
    }
    from_the_right = {
        words for words, run in runs.items() if run.rPr is not None and run.rPr.find(qn("w:rtl")) is not None
    }
    assert from_the_right == {"تنفيذ دوريات", "مشتركة", "دورية"}
    mirrored = [
        text(p) for p in document.element.body.iter(qn("w:p")) if p.find(qn("w:pPr")).find(qn("w:bidi")) is not None
    ]
    assert mirrored == ["تنفيذ دوريات CCTV مشتركة"]
    sizes = {
        name: document.styles["Table Text"].element.rPr.find(qn(name)).get(qn("w:val")) for name in ("w:sz", "w:szCs")
    }
    assert sizes == {"w:sz": "18", "w:szCs": "18"}


def sentences(whole):
    """Every text of a public outline that a reader is to find, in short pieces."""
    parts = (*whole["priorities"], *whole["hallmarks"])
    yield from (whole["plan"]["vision"], whole["plan"]["mission"], whole["plan"]["measurement_note"])
    yield from (whole["partnership"]["contact"], whole["plan"]["title"], whole["plan"]["period"])
    for authority in whole["authorities"]:
        yield authority["name"]
    for part in parts:
        yield part["name"]
        for action in part["actions"]:
            yield action["wording"]
            yield action["note"]
    for priority in whole["priorities"]:
        yield from (criterion["wording"] for criterion in priority["criteria"])
    prose = [each[key] for each in whole["sections"].values() for key in ("body", "body_after")]
    for body in (*prose, *(hallmark["body"] for hallmark in whole["hallmarks"])):
        for line in (token.children for token in markdown.parse(body) if token.type == "inline"):
            yield "".join(child.content if child.type == "text" else " " for child in line)
    yield from (section["heading"] for section in whole["sections"].values())


def test_every_sentence_of_the_plan_is_in_it(edition_of_the_real_plan, north_herts):
    found = "".join(words(edition_of_the_real_plan).split())
    wanted = [sentence for sentence in sentences(outline(north_herts, audience=PUBLIC)) if sentence.strip()]
    assert len(wanted) > 120
    assert [sentence for sentence in wanted if "".join(sentence.split()) not in found] == []


def test_figures_stand_in_a_table_where_the_page_has_a_chart(here):
    for month in (4, 7):
        days = {"starts_on": datetime(2008, month, 1).date(), "ends_on": datetime(2008, month + 2, 30).date()}
        factories.MeasurementFactory(criterion=here.criterion, value=70 + month, **days)
    tables = [table for table in docx_of(here.plan).tables if table.rows[0].cells[0].text == "Period"]
    assert [[row.cells[0].text for row in table.rows] for table in tables] == [
        ["Period", "July to September 2008", "April to June 2008"]
    ]
    assert [row.cells[1].text.split()[0] for row in tables[0].rows[1:]] == ["77", "74"]
    assert not docx_of(here.plan).inline_shapes


def test_prose_keeps_its_bullets_numbers_bold_words_and_links_and_html_in_it_is_text(here):
    body = "\n".join(
        [
            "Some **bold** and *slanted* words, [a link](https://example.org/x) and [none](javascript:alert(1)).", "",
            "- One", "- Two", "  - Below two", "", "  More of two", "", "3. Third", "4. Fourth", "",
            "<script>x</script>", "", "> Quoted",
        ]
    )  # fmt: skip
    here.plan.sections.create(key="own", heading="Our own", body=body, position=9)
    document = docx_of(here.plan)
    found = {" ".join(text(paragraph._p).split()): paragraph for paragraph in document.paragraphs}
    first = found["Some bold and slanted words, a link and [none](javascript:alert(1))."]
    assert [(run.text, run.bold, run.italic) for run in first.runs if run.bold or run.italic] == [
        ("bold", True, None), ("slanted", None, True),
    ]  # fmt: skip
    assert [(link.text, link.address) for link in first.hyperlinks] == [("a link", "https://example.org/x")]
    levels = {name: found[name]._p.pPr.numPr.ilvl.val for name in ("One", "Two", "Below two", "Third", "Fourth")}
    assert levels == {"One": 0, "Two": 0, "Below two": 1, "Third": 0, "Fourth": 0}
    assert found["More of two"]._p.pPr.numPr is None
    numbers = {found[name]._p.pPr.numPr.numId.val for name in ("Third", "Fourth")}
    (number,) = numbers
    numbering = document.part.numbering_part.element.num_having_numId(number)
    assert numbering.lvlOverride_lst[0].startOverride.val == 3
    assert ("<script>x</script>" in found, found["Quoted"].style.name) == (True, "Quote")


def test_the_live_plan_says_that_it_is_no_edition(here):
    document = docx_of(here.plan, PARTNERSHIP)
    said = " ".join(footer(document))
    assert "On 15 June 2009; not an edition" in said
    assert "For the partnership only: not for publication" in said
    assert ("Fingerprint" in words(document), "Open Government Licence" in words(document)) == (False, False)


def test_what_is_not_for_the_public_is_only_in_the_partnerships_own(here, cast, report):
    report(here.action, cast.officer, happened=SECRET, next=SECRET, public="Forty homes have new locks.")
    factories.MeasurementFactory(criterion=here.criterion, note=SECRET, by=cast.officer)
    public, internal = (
        everything_in(plan_as_docx(outline(here.plan, audience=audience))) for audience in (PUBLIC, PARTNERSHIP)
    )
    assert ("Forty homes have new locks." in public, SECRET in public, SECRET in internal) == (True, False, True)


def test_the_same_plan_gives_the_same_bytes(here):
    whole = outline(here.plan, audience=PUBLIC)
    assert plan_as_docx(whole, **EDITION) == plan_as_docx(whole, **EDITION)


def test_odd_characters_and_markup_in_the_plan_s_words_stay_words(here, tmp_path):
    here.action.wording = "</th><w:p> & \x01 ]]> Cŵn"
    here.action.save()
    here.priority.name = "<b>Ours</b>"
    here.priority.save()
    content = plan_as_docx(outline(here.plan, audience=PUBLIC), **EDITION)
    assert "</th><w:p> & ]]> Cŵn" in words(read(content))
    assert (1, "1 <b>Ours</b>") in headings(read(content))
    assert faults(content, tmp_path) == []


def test_an_empty_plan_has_a_document(next_door, tmp_path):
    next_door.action.delete()
    next_door.priority.delete()
    assert faults(plan_as_docx(outline(next_door.plan, audience=PUBLIC)), tmp_path) == []


def faults(content, folder):
    """What a checker of Office files finds wrong."""
    path = folder / "document.docx"
    path.write_bytes(content)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def test_a_checker_finds_nothing_wrong_with_the_real_plan(edition_of_the_real_plan, made, tmp_path):
    assert faults(made["docx"], tmp_path) == []


def test_headings_are_in_the_partnership_s_colour_if_it_can_be_read(here):
    page = '<html><head><title>T</title><meta name="author" content="A">'
    page += '<meta name="dcterms.created" content="2009-06-15T10:00:00+00:00"></head><body><h2>One</h2></body></html>'
    colours = {
        colour: read(docx_from_html(page, colour=colour)).styles["Heading 1"].font.color.rgb
        for colour in ("#1d4f5c", "#ffee00")
    }
    assert {colour: str(rgb) for colour, rgb in colours.items()} == {"#1d4f5c": "1D4F5C", "#ffee00": "14191F"}
