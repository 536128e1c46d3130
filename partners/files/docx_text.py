"""Words of a Word document's paragraph: what is shown, and apart from it what is struck out, hidden or deleted."""

import re
from dataclasses import dataclass, field

from .cell_words import clean
from .docx_looks import Look
from .workbook_styles import switched_on
from .xml_package import attribute, child, children, descendants, local

# Elements that hold no words which are shown here; others around runs change nothing in what is read.
WITHOUT_WORDS = {"pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "moveFrom", "rt"}
TRACKED = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}
SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
ADDRESS = re.compile(r'HYPERLINK\s+"([^"]+)"', re.I)


@dataclass(slots=True)
class Words:
    """Words of a paragraph. `text` is a list of (words, bold), `looks` the looks of these; `drawn` are words drawn as
    a picture, `boxes` the elements of its text boxes."""

    text: list = field(default_factory=list)
    looks: list = field(default_factory=list)
    struck: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    links: list = field(default_factory=list)
    boxes: list = field(default_factory=list)
    drawn: list = field(default_factory=list)

    @property
    def shown(self):
        return "".join(words for words, _ in self.text)

    @property
    def look(self):
        """How all of its words look: the smallest size, and bold or underlined only where all are."""
        looks = [look for words, look in self.looks if words.strip()]
        return Look(
            min((look.size for look in looks), default=0),
            all(look.bold for look in looks),
            all(look.underlined for look in looks),
        )

    @property
    def bold(self):
        return any(words.strip() for words, _ in self.text) and all(bold for words, bold in self.text if words.strip())


class ParagraphReader:
    """Reader of paragraphs, with the document's styles, links and comments."""

    def __init__(self, styles, targets):
        self.styles, self.targets = styles, targets
        self.is_tracked = False

    def words(self, paragraph):
        """Words of a paragraph."""
        words = Words()
        style = child(paragraph, "pPr", "pStyle")
        self.style = attribute(style, "val") if style is not None else None
        self.code = []
        self._read(paragraph, words, is_deleted=False)
        if self.code and (found := ADDRESS.search("".join(self.code))):
            words.links.append(found[1])
        return words

    def _read(self, element, words, *, is_deleted):
        for one in element:
            name = local(one)
            if name in TRACKED:
                self.is_tracked = True
            if name == "r":
                self._run(one, words, is_deleted=is_deleted)
            elif name == "del":
                self._read(one, words, is_deleted=True)
            elif name == "hyperlink":
                target = self.targets.get(attribute(one, "id"))
                if target and target not in words.links:
                    words.links.append(target)
                self._read(one, words, is_deleted=is_deleted)
            elif name == "commentReference":
                words.comments.append(attribute(one, "id"))
            elif name not in WITHOUT_WORDS:
                self._read(one, words, is_deleted=is_deleted)

    def _run(self, run, words, *, is_deleted):
        bold, struck, hidden, underlined, size = self.styles.looks(child(run, "rPr"), self.style)
        text = []
        for one in run:
            name = local(one)
            if name in ("t", "delText"):
                text.append(clean(one.text or ""))
            elif name in SIGNS:
                text.append(SIGNS[name])
            elif name == "sym":
                code = attribute(one, "char") or ""
                text.append(chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "")
            elif name == "instrText":
                self.code.append(one.text or "")
            elif name == "commentReference":
                words.comments.append(attribute(one, "id"))
            elif name == "fldChar":
                text.append(_form_field(child(one, "ffData")))
            elif name in ("drawing", "pict", "object"):
                words.boxes.extend(outer_boxes(one))
                words.drawn.extend(path.get("string", "") for path in descendants(one, "textpath"))
            elif name == "AlternateContent":
                # The same box twice: for newer programs, and for older ones.
                newer = children(one, "Choice") or children(one, "Fallback")
                for choice in newer:
                    words.boxes.extend(outer_boxes(choice))
                    text.extend(clean(t.text or "") for t in children(child(choice, "r"), "t"))
            elif name == "ruby":
                text.extend(clean(t.text or "") for base in children(one, "rubyBase") for t in descendants(base, "t"))
        if said := "".join(text):
            if is_deleted:
                words.deleted.append(said)
            elif hidden:
                words.hidden.append(said)
            elif struck:
                words.struck.append(said)
            else:
                words.text.append((said, bold))
                words.looks.append((said, Look(size, bold, underlined)))


def _form_field(data):
    """What a form field of the old kind shows, where it is no text of the document."""
    choice, tick = child(data, "ddList"), child(data, "checkBox")
    if choice is not None:
        entries = [attribute(one, "val", "") for one in children(choice, "listEntry")]
        chosen = child(choice, "result") if child(choice, "result") is not None else child(choice, "default")
        at = attribute(chosen, "val", "0") if chosen is not None else "0"
        return clean(entries[int(at)]) if at.isdecimal() and int(at) < len(entries) else ""
    if tick is not None:
        shown = child(tick, "checked") if child(tick, "checked") is not None else child(tick, "default")
        return "☒" if switched_on(shown) else "☐"
    return ""


def outer_boxes(element):
    """Text boxes of a drawing, without those that another one holds."""
    found = []
    for one in element:
        if local(one) == "txbxContent":
            found.append(one)
        elif local(one) == "AlternateContent":
            for choice in children(one, "Choice") or children(one, "Fallback"):
                found.extend(outer_boxes(choice))
        elif isinstance(one.tag, str):
            found.extend(outer_boxes(one))
    return found
