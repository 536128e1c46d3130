"""Reader of Word documents: paragraphs and tables in their order, tracked changes as accepted.

The XML is read itself: python-docx leaves out what is inserted by a tracked change, in content controls and in text
boxes, so that words would be lost.
"""

from collections import Counter

from .cell_words import BULLET, cell_text
from .docx_looks import add_headings, add_tables_by_tabs, add_typed_lists, parts_of
from .docx_numbering import Numbering
from .docx_styles import Styles
from .docx_text import WITHOUT_WORDS, ParagraphReader
from .source import Cell, LeftOut, Row, Sheet, Source
from .workbook_styles import switched_on
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused
from .xml_package import Package, attribute, child, children, descendants, local

# Word's own limit.
MOST_COLUMNS = 63
MOST_CELLS = 400_000
DEEPEST = 20
NOTES = {"footnotes": ("footnote", "a footnote"), "endnotes": ("endnote", "an endnote")}
EDGES = {"header": ("hdr", "the header of the pages"), "footer": ("ftr", "the footer of the pages")}
NESTED = "Tables within cells were read as separate tables below their row."
IN_BOXES = "Text boxes were read after the paragraph they belong to."
PICTURES = "Pictures in the document: {}. Text in pictures cannot be read."
EMBEDDED = (
    "The document holds another file, such as a worksheet that is shown in it. That file was not read: copy its text "
    "into the document, or upload it separately."
)
TRACKED = "The document has tracked changes. They were read as accepted; deleted text is listed as not imported."


def read_docx(parts, name):
    """Source of a document's checked XML parts. Raises Refused."""
    package = Package(parts)
    return _Reader(package, package.main, name).read()


class _Reader:
    def __init__(self, package, main, name):
        self.package, self.main = package, main
        styles = next((package.element(part) for part in package.related(main, "styles")), None)
        targets = {key: target for kind, target, key in package.relations(main) if kind == "hyperlink"}
        self.paragraphs = ParagraphReader(Styles(styles), targets)
        numbers = next((package.element(part) for part in package.related(main, "numbering")), None)
        self.numbering = Numbering(numbers)
        self.comments = {}
        for part in package.related(main, "comments"):
            for one in children(package.element(part), "comment"):
                self.comments[attribute(one, "id")] = self._plain(one)
        self.sheet = Sheet(name.rpartition(".")[0] or name)
        self.source = Source(name, [self.sheet], is_document=True, dated=package.dated())
        self.number = self.tables = self.cells = 0
        self.waiting, self.looks, self.sizes, self.notes = [], [], Counter(), set()

    def read(self):
        body = child(self._element(self.main), "body")
        if body is None:
            raise Refused(DAMAGED)
        self._leave_out_prompts(body)
        self._blocks(body, 0)
        self._end_waiting()
        add_typed_lists(self.sheet.rows)
        add_tables_by_tabs(self.sheet.rows, self.tables)
        add_headings(self.sheet.rows, self.looks, self.sizes)
        self._beside()
        for words in self.comments.values():
            self._leave_out("the document", words, "a comment")
        self._note(body)
        while self.sheet.rows and not self.sheet.rows[-1].cells:
            self.sheet.rows.pop()
        return self.source

    def _element(self, part):
        """A part's root, without what only older programs show in place of something newer."""
        root = self.package.element(part)
        for both in list(descendants(root, "AlternateContent")):
            if children(both, "Choice"):
                for older in children(both, "Fallback"):
                    both.remove(older)
        return root

    def _blocks(self, element, depth):
        for one in element:
            name = local(one)
            if name == "p":
                self._paragraph(one, depth)
            elif name == "tbl":
                self._end_waiting()
                self._table(one, depth)
            elif name not in WITHOUT_WORDS:
                self._blocks(one, depth)

    def _paragraph(self, paragraph, depth):
        properties = child(paragraph, "pPr")
        self.number += 1
        words = self.paragraphs.words(paragraph)
        # A mark that a tracked change takes out joins its paragraph with the next.
        if child(properties, "rPr", "del") is not None:
            self.paragraphs.is_tracked = True
            self.waiting.append(words)
        elif self.paragraphs.styles.is_contents(properties):
            self._leave_out(f"paragraph {self.number}", words.shown, "the table of contents")
        else:
            paragraphs, self.waiting = [*self.waiting, words], []
            self._write_paragraph(paragraphs, properties, depth)

    def _end_waiting(self):
        """Write paragraphs that were to be joined with a next one where there is none."""
        if self.waiting:
            paragraphs, self.waiting = self.waiting, []
            self._write_paragraph(paragraphs, None, 0)

    def _write_paragraph(self, paragraphs, properties, depth):
        cell = Cell()
        self._fill_cell(cell, paragraphs, f"paragraph {self.number}")
        row = Row(self.number, [cell] if cell.text or cell.struck or cell.comment else [])
        styles = self.paragraphs.styles
        if cell.text:
            row.heading = styles.heading(properties)
            item, number, level = styles.item(properties, self.numbering)
            row.bullet = 0 if row.heading else item
            cell.mark = self.numbering.number(number, level)
        self._write_lines(row)
        self.looks.append((row, next((words.look for words in paragraphs if words.shown.strip()), None)))
        for words in paragraphs:
            for text, look in words.looks:
                self.sizes[look.size] += len(text)
            for box in words.boxes:
                self.notes.add(IN_BOXES)
                self._blocks(box, depth + 1)

    def _write_lines(self, row):
        """Add a paragraph's row; where its lines are several paragraphs to the eye, a row for each."""
        cell = row.cells[0] if row.cells else Cell()
        cell.text, *more = [cell.text] if row.heading else parts_of(cell.text)
        lines = [row]
        for text in filter(None, map(str.strip, more)):
            self.number += 1
            lines.append(Row(self.number, [Cell(text, bold=cell.bold)]))
        for one in lines:
            first = one.cells[0] if one.cells else cell
            if not one.heading and "\n" not in first.text and (sign := BULLET.match(first.text)):
                one.bullet, first.text = one.bullet or 1, first.text[sign.end() :]
        self.sheet.rows += lines

    def _fill_cell(self, cell, paragraphs, place, separator=""):
        """Write the words of paragraphs into a cell, and what is not shown into what is left out."""
        cell.text = cell_text(separator.join(words.shown for words in paragraphs))
        cell.struck = cell_text(" ".join("".join(words.struck) for words in paragraphs if words.struck))
        shown = [words for words in paragraphs if words.shown.strip()]
        cell.bold = bool(shown) and all(words.bold for words in shown)
        comments = [self.comments.pop(key, "") for words in paragraphs for key in words.comments]
        cell.comment = "\n".join(filter(None, comments))
        links = list(dict.fromkeys(link for words in paragraphs for link in words.links))
        cell.link = links[0] if links else ""
        for link in links[1:]:
            self._leave_out(place, link, "a second address behind the words")
        for words in paragraphs:
            self._leave_out(place, "".join(words.deleted), "a tracked change takes these words out")
            self._leave_out(place, "".join(words.hidden), "hidden text")
            self._leave_out(place, "\n".join(words.drawn), "drawn words")

    def _table(self, table, depth):
        self.tables += 1
        if depth > DEEPEST:
            raise Refused(TOO_MUCH)
        number, open_cells = self.tables, {}
        rows = list(_within(table, "tr"))
        for at, element in enumerate(rows, 1):
            self.number += 1
            properties = child(element, "trPr")
            place = f"table {number}, row {at}"
            if child(properties, "del") is not None:
                self.paragraphs.is_tracked = True
                self._leave_out(place, self._plain(element), "a row that a tracked change takes out")
                continue
            if child(properties, "ins") is not None:
                self.paragraphs.is_tracked = True
            hidden = switched_on(child(properties, "hidden"))
            row = Row(self.number, hidden=hidden, table=number)
            self.sheet.rows.append(row)
            self._cells(row, element, place, open_cells, depth)

    def _cells(self, row, element, place, open_cells, depth):
        """Read a row's cells; `open_cells` are those by column that go on in the rows below."""
        before, nested = child(element, "trPr", "gridBefore"), []
        row.cells.extend(Cell() for _ in range(_count(before, 0)))
        last = None
        for box in _within(element, "tc"):
            properties, at, cell = child(box, "tcPr"), len(row.cells), Cell()
            span = _count(child(properties, "gridSpan"), 1)
            merged, across = child(properties, "vMerge"), child(properties, "hMerge")
            blocks = list(_content(box))
            nested.extend(one for one in blocks if local(one) == "tbl")
            self._words_of_cell(cell, [one for one in blocks if local(one) == "p"], place)
            shade = child(properties, "shd")
            fill = (attribute(shade, "fill") or "") if shade is not None else ""
            cell.fill = fill.upper() if len(fill) == 6 else ""
            if child(properties, "cellDel") is not None:
                self._leave_out(place, cell.text, "a cell that a tracked change takes out")
                cell.text = ""
            goes_on = merged is not None and attribute(merged, "val") != "restart" and at in open_cells
            goes_across = across is not None and attribute(across, "val") != "restart" and last is not None
            if goes_on or goes_across:
                self._leave_out(place, cell.text, "hidden behind a merged cell")
                cell.text, cell.covered = "", True
            if goes_on:
                first = open_cells[at]
                first.spans = first.spans[0] + 1, first.spans[1]
            elif goes_across:
                last.spans = last.spans[0], last.spans[1] + 1
            else:
                cell.spans, last = (1, span), cell
                open_cells.pop(at, None)
                if merged is not None:
                    open_cells[at] = cell
            row.cells.append(cell)
            row.cells.extend(Cell(covered=True) for _ in range(span - 1))
        self.cells += len(row.cells)
        if self.cells > MOST_CELLS:
            raise Refused(TOO_MUCH)
        self._nested(nested, depth)

    def _words_of_cell(self, cell, paragraphs, place):
        """Write paragraphs into a cell, list items with a bullet; a number alone is the cell's text."""
        read, items, marks = [], [], []
        for paragraph in paragraphs:
            words = self.paragraphs.words(paragraph)
            depth, number, level = self.paragraphs.styles.item(child(paragraph, "pPr"), self.numbering)
            mark = self.numbering.number(number, level) if number else ""
            marks += [mark] if mark else []
            if depth and words.shown.strip() and not BULLET.match(words.shown):
                items.append((words, mark))
            read.append(words)
            for box in words.boxes:
                self._leave_out(place, self._plain(box), "a text box")
        for words, mark in items:
            if len(items) > 1 or not mark:
                words.text.insert(0, ("• ", words.bold))
        self._fill_cell(cell, read, place, "\n")
        cell.mark = "\n".join(marks) if cell.text else ""
        cell.text = cell.text or " ".join(marks)

    def _nested(self, tables, depth):
        for table in tables:
            self.notes.add(NESTED)
            self._table(table, depth + 1)

    def _leave_out_prompts(self, body):
        """Leave out what an empty field says to the person who is to fill it, such as "Choose an item."."""
        for field in descendants(body, "sdt"):
            if switched_on(child(field, "sdtPr", "showingPlcHdr")):
                texts = list(descendants(field, "t"))
                self._leave_out("an empty field", " ".join(t.text or "" for t in texts), "what the field asks for")
                for text in texts:
                    text.text = ""

    def _note(self, body):
        """Say what was taken in what way, and what could not be read."""
        if self.paragraphs.is_tracked:
            self.source.notes.append(TRACKED)
        self.source.notes.extend(sorted(self.notes))
        if pictures := sum(1 for _ in descendants(body, "pic", "imagedata")):
            self.source.notes.append(PICTURES.format(pictures))
        if any(True for _ in descendants(body, "altChunk", "OLEObject")):
            self.source.notes.append(EMBEDDED)

    def _beside(self):
        """Leave out the notes, diagrams, headers and footers of the document."""
        for part in self.package.related(self.main, "diagramData"):
            for point in descendants(self.package.element(part), "pt"):
                words = "".join(text.text or "" for text in descendants(point, "t"))
                self._leave_out("a diagram", words, "words of a diagram")
        for kind, (name, why) in NOTES.items():
            for part in self.package.related(self.main, kind):
                for at, one in enumerate(children(self._element(part), name)):
                    if attribute(one, "type") in (None, "normal"):
                        self._leave_out(f"{name} {attribute(one, 'id') or at}", self._plain(one), why)
        for kind, (_, why) in EDGES.items():
            seen = set()
            for part in self.package.related(self.main, kind):
                words = self._plain(self._element(part))
                if words not in seen:
                    seen.add(words)
                    self._leave_out(kind, words, why)

    def _plain(self, element):
        """All words of an element's paragraphs, one a line; also deleted ones, and those of tables within."""
        lines = []
        for paragraph in descendants(element, "p"):
            words = self.paragraphs.words(paragraph)
            lines.append("".join([*words.deleted, words.shown, *words.struck, *words.hidden]))
            lines.extend(words.drawn)
        return cell_text("\n".join(lines))

    def _leave_out(self, place, words, why):
        if words := cell_text(words):
            self.source.left_out.append(LeftOut(place, words, why))


def _within(element, name):
    """Rows of a table, or cells of a row, also in content controls."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) not in WITHOUT_WORDS:
            yield from _within(one, name)


def _content(element):
    """Paragraphs and tables of a cell, in order."""
    for one in element:
        if local(one) in ("p", "tbl"):
            yield one
        elif local(one) not in WITHOUT_WORDS:
            yield from _content(one)


def _count(element, default):
    value = attribute(element, "val") if element is not None else ""
    return min(int(value), MOST_COLUMNS) if (value or "").isdecimal() else default
