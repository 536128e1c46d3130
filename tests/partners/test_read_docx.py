"""Word documents as a person sees them: headings, numbers that Word counts, boxes, fields, notes and merged cells."""

import io
from copy import deepcopy
from datetime import date, datetime

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from partners.files.read_source import read_source
from partners.files.source import LeftOut

W = nsdecls("w")


@pytest.fixture
def document():
    return docx.Document()


def read(document, name="plan.docx"):
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    file.name = name
    return read_source(file)


def rows(source):
    return [row for row in source.sheets[0].rows if row.cells]


def add(document, text, *, bold=None, size=None, underline=None, style=None):
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    run.bold, run.underline = bold, underline
    run.font.size = size and Pt(size)
    return paragraph


def add_xml(parent, xml):
    element = parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {W}>", 1))
    parent.append(element)
    return element


def number(document, levels, *, key=77):
    """Add a list; `levels` are (format, text) or (format, text, more XML)."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{"".join(more)}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, *more) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{key}">{inner}</w:abstractNum>'))
    add_xml(root, f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
    return key


def numbered(paragraph, key, level=0):
    properties = paragraph._p.get_or_add_pPr()
    add_xml(properties, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
    return paragraph


def test_short_bold_or_larger_paragraphs_are_headings_where_no_style_says_so(document):
    add(document, "Safer Westmere", bold=True, size=20)
    add(document, "This plan says what the partners will do about crime in the next three years.")
    add(document, "Burglary", bold=True, size=14)
    add(document, "Burglary has risen in the villages, and fallen in the towns since the last plan.")
    add(document, "What we will do", bold=True)
    add(document, "Visit every house next to one that was burgled, within two days.")
    mixed = add(document, "Lead: ", bold=True)
    mixed.add_run("Police")
    add(document, "Violence", bold=True, size=14)
    add(document, "This is one whole sentence that somebody made bold, to be seen.", bold=True)
    add(document, "Words that are not bold follow it here.")
    add(document, "Our partners", underline=True)
    add(document, "They are listed in the annex to this plan.")
    found = [(row.cells[0].text, row.heading) for row in rows(read(document)) if row.heading]
    assert found == [
        ("Safer Westmere", 1),
        ("Burglary", 2),
        ("What we will do", 3),
        ("Violence", 2),
        ("Our partners", 4),
    ]


def test_bold_words_are_no_headings_where_the_document_has_styles_for_them(document):
    document.add_heading("Plan", 0)
    document.add_heading("Burglary", 1)
    add(document, "Visit every house", bold=True)
    add(document, "Lead: Police")
    document.add_heading("Violence", 1)
    add(document, "Larger than the rest", size=16)
    add(document, "Words that are as large as most of the others.")
    found = [(row.cells[0].text, row.heading) for row in rows(read(document))]
    assert found == [("Plan", 1), ("Burglary", 1), ("Visit every house", 0), ("Lead: Police", 0), ("Violence", 1),
                     ("Larger than the rest", 2), ("Words that are as large as most of the others.", 0)]  # fmt: skip


def test_a_document_that_is_all_bold_has_no_headings_by_that(document):
    for words in ("Visit every house", "Lend timer lamps", "Paint the crossing"):
        add(document, words, bold=True)
    assert {row.heading for row in rows(read(document))} == {0}


def test_automatic_numbers_are_marks_and_no_words(document):
    key = number(document, [("decimal", "Priority %1:"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"), ("bullet", "")])
    for level, words in [(0, "Burglary"), (1, "Visit"), (1, "Lend"), (2, "lamps"), (2, "locks"), (3, "soon"),
                         (0, "Violence"), (1, "Walk")]:  # fmt: skip
        numbered(document.add_paragraph(words), key, level)
    found = [(row.cells[0].mark, row.cells[0].text, row.bullet) for row in rows(read(document))]
    assert found == [
        ("Priority 1:", "Burglary", 1), ("1.1", "Visit", 2), ("1.2", "Lend", 2), ("a)", "lamps", 3), ("b)", "locks", 3),
        ("", "soon", 4), ("Priority 2:", "Violence", 1), ("2.1", "Walk", 2),
    ]  # fmt: skip


def test_numbers_of_headings_come_from_their_style(document):
    key = number(document, [("upperRoman", "%1.", '<w:pStyle w:val="Heading1"/>'),
                            ("decimal", "%1.%2", '<w:pStyle w:val="Heading2"/>', "<w:isLgl/>")])  # fmt: skip
    for name in ("Heading 1", "Heading 2"):
        properties = document.styles[name].element.get_or_add_pPr()
        add_xml(properties, f'<w:numPr><w:numId w:val="{key}"/></w:numPr>')
    for level, words in [(1, "Burglary"), (1, "Violence"), (2, "Streets"), (2, "Homes")]:
        document.add_heading(words, level)
    found = [(row.heading, row.bullet, row.cells[0].mark, row.cells[0].text) for row in rows(read(document))]
    assert found == [
        (1, 0, "I.", "Burglary"),
        (1, 0, "II.", "Violence"),
        (2, 0, "2.1", "Streets"),
        (2, 0, "2.2", "Homes"),
    ]


def test_a_list_begins_again_where_it_is_told_to(document):
    first = number(document, [("decimal", "%1.")])
    root = document.part.numbering_part.element
    add_xml(root, f'<w:num w:numId="78"><w:abstractNumId w:val="{first}"/><w:lvlOverride w:ilvl="0">'
                  '<w:startOverride w:val="1"/></w:lvlOverride></w:num>')  # fmt: skip
    for key in (first, first, 78, 78, first):
        numbered(document.add_paragraph("words"), key)
    assert [row.cells[0].mark for row in rows(read(document))] == ["1.", "2.", "1.", "2.", "3."]


def test_a_column_of_automatic_numbers_is_shown_in_its_cells(document):
    key = number(document, [("decimal", "%1"), ("decimal", "%1.%2")])
    table = document.add_table(2, 3)
    for at, row in enumerate(table.rows):
        numbered(row.cells[0].paragraphs[0], key)
        row.cells[1].text = f"Action {at}"
        for words in ("first", "second"):
            numbered(row.cells[2].add_paragraph(words), key, 1)
    found = rows(read(document))
    assert [[cell.text for cell in row.cells] for row in found] == [
        ["1", "Action 0", "• first\n• second"], ["2", "Action 1", "• first\n• second"],
    ]  # fmt: skip
    assert [row.cells[2].mark for row in found] == ["1.1\n1.2", "2.1\n2.2"]


def test_a_single_numbered_paragraph_of_a_cell_has_its_number_beside_its_words(document):
    key = number(document, [("decimal", "%1.")])
    cell = document.add_table(1, 2).rows[0].cells[0]
    cell.text = "Visit every house"
    numbered(cell.paragraphs[0], key)
    read_cell = rows(read(document))[0].cells[0]
    assert (read_cell.text, read_cell.mark) == ("Visit every house", "1.")


def test_cells_merged_down_and_across_have_their_words_once(document):
    table = document.add_table(4, 4)
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            cell.text = f"{at}{column}"
    table.cell(0, 0).merge(table.cell(0, 3)).text = "Banner"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "Burglary"
    table.cell(2, 1).merge(table.cell(3, 2)).text = "Square"
    found = rows(read(document))
    assert [[cell.text for cell in row.cells] for row in found] == [
        ["Banner", "", "", ""], ["Burglary", "11", "12", "13"], ["", "Square", "", "23"], ["", "", "", "33"],
    ]  # fmt: skip
    assert [found[0].cells[0].spans, found[1].cells[0].spans, found[2].cells[1].spans] == [(1, 4), (3, 1), (2, 2)]
    assert [cell.covered for cell in found[3].cells] == [True, True, True, False]


def test_a_table_within_a_cell_is_a_table_below_that_row(document):
    cell = document.add_table(1, 2).rows[0].cells[1]
    cell.text = "Outer"
    inner = cell.add_table(1, 2).rows[0]
    inner.cells[0].text = "Inner"
    inner.cells[1].add_table(1, 1).rows[0].cells[0].text = "Innermost"
    source = read(document)
    assert [(row.table, row.words) for row in rows(source) if row.words] == [
        (1, ["Outer"]), (2, ["Inner"]), (3, ["Innermost"]),
    ]  # fmt: skip
    assert source.notes == ["Tables within cells were read as separate tables below their row."]


BOX = """<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
 <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>
 </w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict>
 </mc:Fallback></mc:AlternateContent></w:r>"""
BOX_WORDS = "<w:p><w:r><w:t>In a box</w:t></w:r></w:p>"


def test_words_of_a_text_box_are_read_once_after_their_paragraph(document):
    document.add_paragraph("Before")._p.append(parse_xml(BOX.format(w=W, inside=BOX_WORDS)))
    document.add_paragraph("After")
    document.sections[0].header.paragraphs[0]._p.append(
        parse_xml(BOX.format(w=W, inside=BOX_WORDS.replace("In a", "Header"))))  # fmt: skip
    cell = document.add_table(1, 2).rows[0].cells[0]
    cell.text = "Cell"
    cell.paragraphs[0]._p.append(parse_xml(BOX.format(w=W, inside=BOX_WORDS.replace("In a", "Cell"))))
    source = read(document)
    assert [row.words for row in rows(source) if row.words] == [["Before"], ["In a box"], ["After"], ["Cell"]]
    assert source.left_out == [
        LeftOut("table 1, row 1", "Cell box", "a text box"),
        LeftOut("header", "Header box", "the header of the pages"),
    ]
    assert any("Text boxes" in note for note in source.notes)


def test_the_table_of_contents_is_left_out(document):
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Burglary\t3", "toc 1")
    document.add_heading("Burglary", 1)
    source = read(document)
    assert [row.words for row in rows(source)] == [["Burglary"]]
    assert source.left_out == [LeftOut("paragraph 1", "Burglary\t3", "the table of contents")]


def test_fields_say_what_they_show_and_empty_ones_are_left_out(document):
    paragraph = document.add_paragraph("See ")
    for xml in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://westmere.example/plan" </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "<w:r><w:t>our plan</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:fldSimple w:instr=" DATE "><w:r><w:t> of May</w:t></w:r></w:fldSimple>',
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val=" Red"/>'
        '<w:listEntry w:val=", Green"/></w:ddList></w:ffData></w:fldChar></w:r>',
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Choose an item.</w:t></w:r></w:sdtContent>"
        "</w:sdt>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t> Amber</w:t></w:r></w:sdtContent></w:sdt>",
    ):  # fmt: skip
        add_xml(paragraph._p, xml)
    source = read(document)
    assert [(row.cells[0].text, row.cells[0].link) for row in rows(source)] == [
        ("See our plan of May, Green Amber", "https://westmere.example/plan")
    ]
    assert source.left_out == [LeftOut("an empty field", "Choose an item.", "what the field asks for")]


def test_cells_and_rows_in_content_controls_are_read(document):
    table = document.add_table(2, 2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "words"
    first = table._tbl.tr_lst[0]
    control = add_xml(table._tbl, "<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>")
    control[1].append(deepcopy(first))
    cell = first.tc_lst[0]
    around = parse_xml(f"<w:sdt {W}><w:sdtPr/><w:sdtContent/></w:sdt>")
    first.replace(cell, around)
    around[1].append(cell)
    assert [row.words for row in rows(read(document))] == [["words", "words"]] * 3


def test_signs_of_symbol_fonts_are_bullets_and_soft_hyphens_no_words(document):
    add_xml(
        document.add_paragraph()._p,
        '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t xml:space="preserve"> Visit</w:t></w:r>',
    )
    add_xml(
        document.add_paragraph()._p,
        "<w:r><w:t>bur</w:t><w:softHyphen/><w:t>glary</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r>",
    )
    assert [(row.cells[0].text, row.bullet) for row in rows(read(document))] == [("Visit", 1), ("burglary-x", 0)]


def test_the_last_paragraph_is_kept_though_its_mark_is_deleted(document):
    paragraph = document.add_paragraph("Last words")
    add_xml(paragraph._p.get_or_add_pPr(), '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>')
    assert [row.words for row in rows(read(document))] == [["Last words"]]


def test_a_template_has_no_date_and_a_document_has_its_own(document):
    document.add_paragraph("Words")
    assert read(document).dated is None
    document.core_properties.modified = datetime(2026, 3, 31, 12)
    assert read(document).dated == date(2026, 3, 31)


def test_pictures_and_other_files_within_are_told(document):
    paragraph = document.add_paragraph("Words")
    add_xml(
        paragraph._p, '<w:r xmlns:o="urn:schemas-microsoft-com:office:office"><w:object><o:OLEObject/></w:object></w:r>'
    )
    [note] = read(document).notes
    assert "another file" in note


def test_paragraphs_with_as_many_tabs_are_rows_of_a_table(document):
    add(document, "Burglary", bold=True)
    add(document, "Action\t\tLead\tBy when", bold=True)
    for words in ("Visit every house\tPolice\tMarch 2027", "Lend lamps \tFire\tJune 2027", "Lead:\tPolice"):
        add(document, words)
    found = rows(read(document))
    assert [(row.table, row.heading, [cell.text for cell in row.cells]) for row in found] == [
        (0, 1, ["Burglary"]), (1, 0, ["Action", "Lead", "By when"]),
        (1, 0, ["Visit every house", "Police", "March 2027"]),
        (1, 0, ["Lend lamps", "Fire", "June 2027"]), (0, 0, ["Lead:\tPolice"]),
    ]  # fmt: skip


def test_bold_lines_with_automatic_numbers_are_headings_unless_they_are_actions(document):
    key = number(document, [("decimal", "Priority %1:"), ("decimal", "%1.%2")])
    for level, words in [(0, "Burglary"), (1, "Visit every house"), (0, "Violence"), (1, "Walk home")]:
        numbered(add(document, words, bold=True, size=14 if not level else None), key, level)
        add(document, "Lead: Police" if level else "It has risen in the villages, and fallen in the towns.")
    found = [(row.cells[0].text, row.cells[0].mark, row.heading, row.bullet) for row in rows(read(document))]
    assert [one for one in found if one[1]] == [
        ("Priority 1: Burglary", "Priority 1:", 2, 0), ("Visit every house", "1.1", 0, 2),
        ("Priority 2: Violence", "Priority 2:", 2, 0), ("Walk home", "2.1", 0, 2),
    ]  # fmt: skip


def test_lines_of_a_paragraph_with_labels_or_bullets_are_rows(document):
    document.add_paragraph("Visit every house\nLead: Police\nBy when: March 2027", "List Number")
    document.add_paragraph("We will:\n• visit\n• lend")
    document.add_paragraph("1 High Street\nWestmere")
    document.add_heading("Safer Westmere\nPlan: 2026", 1)
    found = rows(read(document))
    assert [(row.cells[0].text, row.bullet) for row in found] == [
        ("Visit every house", 1), ("Lead: Police", 0), ("By when: March 2027", 0), ("We will:", 0), ("visit", 1),
        ("lend", 1), ("1 High Street\nWestmere", 0), ("Safer Westmere\nPlan: 2026", 0),
    ]  # fmt: skip
    assert [row.number for row in found] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_dashes_that_are_typed_below_each_other_are_a_list(document):
    for words in ("We will:", "- visit", "-\tlend", "o\tlamps", "o\tlocks", "– alone", "* starred", "End"):
        document.add_paragraph(words)
    assert [(row.cells[0].text, row.bullet) for row in rows(read(document))] == [
        ("We will:", 0), ("visit", 1), ("lend", 1), ("lamps", 1), ("locks", 1), ("– alone", 0),
        ("* starred", 0), ("End", 0),
    ]  # fmt: skip


def test_bold_words_below_a_table_are_no_title(document):
    document.add_table(1, 1).cell(0, 0).text = "Priority one: burglary"
    add(document, "Our ambition", bold=True, size=16)
    add(document, "Nobody in the villages is afraid of a burglar.")
    assert [(row.cells[0].text, row.heading) for row in rows(read(document)) if row.heading] == [("Our ambition", 2)]
