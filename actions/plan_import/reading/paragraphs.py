"""What a paragraph of prose is, by its words: a label such as "Lead:", a heading of actions or measures, an item."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .headings import Meaning, meaning_of
from .priority_names import is_numbered
from .structure import Kind

MEASURES = (
    r"how (?:will we|we(?: wi|’|')ll|do we|we) (?:know|measure)[^:]{0,40}|measures?(?: of success)?|success measures?|"
    r"success criteria|outcomes?|outputs?|indicators?|(?:key )?performance indicators?|what "
    r"(?:will )?success (?:will )?looks? like|milestones?|kpis?|targets?"
)
ACTION = r"(?:(?:key |priority )?action|activity|task|commitment|what(?: we will do)?)"
WHO = (
    r"lead(?: partner| agency| officer| organisation| body)?s?|led by|owner|who|responsib(?:le|ility)|by whom|"
    r"delivered by"
)
WHEN = r"by(?: when)?|due(?: date| by)?|deadline|when|time-?(?:scale|frame)|target date|completion(?: date)?|end date"
OTHERS = r"supported by|partners|supporting(?: partners)?|support|with|working with"
SAID = re.compile(
    rf"^(?P<what>{ACTION}(?: (?:no\.? ?)?[\d.]+[a-z]?)?|{WHO}|{WHEN}|{OTHERS}|"
    rf"progress(?: to date| so far)?|updates?|status|b?rag(?: status| rating)?|comments?|notes?|cost|budget|resources|"
    rf"risks?|{MEASURES})\s*[:–—]\s*(?P<words>\S.*)$",
    re.I | re.S,
)
# Where the next label begins in a line such as "Lead: Police  Timescale: June 2026".
NEXT_LABEL = re.compile(
    rf"[\s.;,|–—-]*(?<=\s)(?P<label>(?:{WHO}|{WHEN}|{OTHERS}|progress|status|rag|target)\s*:)", re.I
)
LABELLED = re.compile(r"^(?P<what>[A-Z](?:(?! - )[^:.!?;(\n–—|]){2,30})\s*:\s*(?P<words>\S.*)$", re.S)
FIELDS = {Meaning.LEAD: "lead_words", Meaning.SUPPORTING: "supporting_words", Meaning.DUE: "due_words"}
ASSOCIATED = re.compile(r"\b(?:associated|supporting|other|further|additional)\b", re.I)
CRITERIA = re.compile(
    rf"^(?:(?:associated|supporting|headline|key|other|our) )?(?:{MEASURES}|targets?)(?: .{{0,30}})?\s*[:?]*$", re.I
)
ACTIONS = re.compile(
    r"^(?:(?:key|our|the|agreed|priority|delivery|planned|proposed) )*(?:activit(?:y|ies)|actions?|deliverables|"
    r"actions? we will take|what (?:is |comes )?next|what (?:more )?(?:we|the partnership) will do(?: [^:.]{0,40})?|"
    r"(?:what|how) (?:will|are|do) we (?:do|going to do|plan to do|intend to do|going to achieve|get there)[^:]{0,40}|"
    r"what we (?:plan|intend|want) to do|what (?:needs|is going) to (?:be done|happen)|"
    r"(?:key |priority )?actions? (?:for|in|we|to)[^:]{0,40}|(?:together,? |to (?:do|achieve) this,? |"
    r"(?:in|by) (?:20\d\d|\w+ 20\d\d|the (?:next|end of) [\w ]+),? )?"
    r"(?:we|the partnership|partners) will|how we will do (?:it|this)|how we will (?:deliver|achieve)(?: this| it)?|"
    r"commitments?|tasks|next steps|delivery plan|action plan)\s*[:?…]*$",
    re.I,
)
WILL = re.compile(
    r"^(?:together,? |by [^,]{3,20},? )?(?:we|the (?:partnership|board|council)|partners) will (?!not\b)\S", re.I
)
PAGE = re.compile(r"(?:page )?\d{1,3}(?: of \d{1,3})?(?: \| page)?|\d{1,3} \| page", re.I)
ONLY_HEADING = re.compile(r"^(?:objectives?|aims?|action (?:no\.? ?)?[\d.]+[a-z]?)\s*:?$", re.I)
HALLMARKS = re.compile(r"^(?:the )?(?:six )?hallmarks?\b", re.I)
NUMBER = re.compile(r"^(?:\d+(?:\.\d+)+\.?\s*|\d+[.)]\s+|\d+[a-z][.)]?\s+|\(?(?:[a-z]|[ivx]{1,4})\)\s+)")
SIGN = re.compile(r"^[-•▪·*]\s+")
BULLET = re.compile(r"^(?:[-•▪·*]|\d+[.)])\s+")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
PERIOD = re.compile(rf"^(?:{MONTH})?(?:19|20)\d\d\s*(?:to|until|[-–—/])\s*(?:{MONTH})?(?:(?:19|20)\d\d|\d\d)$", re.I)
QUOTED = re.compile(r"^[\"'“‘](.+)[\"'”’]\.?$", re.S)
LAA = re.compile(r"\s*\((LAA[^)]*)\)\s*$", re.I)
SENTENCE = re.compile(r"^(?!how|what|why|who)(?:.*\s)?(?:is|are|has|have|we|which|refer|please|will|must)\s", re.I)
LONGEST_HEADING = 90


def unmarked(words):
    """Words without the asterisks of Markdown's emphasis."""
    return re.sub(r"(?<!\w)\*{1,2}(?=\S)|(?<=\S)\*{1,2}(?!\w)", "", words)


def said_in(words):
    """Match of a line with a label, such as "Lead: Police", or one that heads columns, such as "Lead agency:"."""
    found = SAID.match(words)
    if found:
        return found
    found = LABELLED.match(words)
    return found if found and meaning_of(found["what"]) in FIELDS else None


def field_of(what):
    """The part of an action that a label names."""
    if not SAID.match(f"{what}: -"):
        return FIELDS[meaning_of(what)]
    what = what.lower()
    if re.fullmatch(ACTION + r"(?: (?:no\.? ?)?[\d.]+[a-z]?)?", what):
        return "wording"
    if re.fullmatch(WHO, what):
        return "lead_words"
    if re.fullmatch(rf"{WHEN}|target", what):
        return "due_words"
    if re.fullmatch(OTHERS, what):
        return "supporting_words"
    if re.match(r"progress|update", what):
        return "update"
    return "status" if re.match(r"status|b?rag", what) else "private_note"


def is_item(row, words):
    """Whether a paragraph is one of a list."""
    return bool(row.bullet or BULLET.match(words))


def promises(paragraphs):
    """{index} of what a document without lists has for actions: sentences such as "We will open a refuge", and what
    stands above a line such as "Lead: Police"."""
    if any(is_item(one.row, one.words) for one in paragraphs if not one.is_table):
        return set()
    plain = [at for at, one in enumerate(paragraphs) if not one.is_table and not one.row.heading]
    found = {at for at in plain if WILL.match(paragraphs[at].words) or _is_above_label(paragraphs, at)}
    return found if len(found) > 1 else set()


def _is_above_label(paragraphs, at):
    one, below = paragraphs[at], paragraphs[at + 1] if at + 1 < len(paragraphs) else None
    said = below and not below.is_table and said_in(below.words)
    other = said_in(one.words) or is_numbered(one.words) or ONLY_HEADING.match(one.words) or one.row.cells[one.at].bold
    return bool(said) and field_of(said["what"]) in ("lead_words", "due_words") and not other


def is_numbered_below(words, above):
    """Whether words such as "1.1.2 Train staff" stand below others such as "1.1 Fewer deaths"."""
    number = re.match(r"\d+(?:\.\d+)+", above)
    return bool(number) and words.startswith(f"{number[0]}.") and words[len(number[0]) + 1 :][:1].isdigit()


def is_heading_like(words):
    """Whether words could be a heading by their shape: short, no sentence, no label."""
    ends = words.rstrip("*")[-1:] in ".!?,;:|" or SENTENCE.match(f"{words} ")
    return not ends and len(words) <= LONGEST_HEADING and "\n" not in words and not QUOTED.match(words)


# A sentence at the end that Markdown's asterisks set in italics.
NOTE_AT_END = re.compile(r"(?P<wording>.*\S)\s+\*(?P<note>[^*]+)\*", re.S)


def without_note(words):
    """(wording, note) of an item whose last sentence is set in italics; the note is "" for any other."""
    found = NOTE_AT_END.fullmatch(words)
    return (found["wording"], found["note"]) if found else (words, "")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a line of one that has several; or a row of a table, with its Line."""

    row: object
    at: int
    words: str
    line: object = None
    meanings: set = field(default_factory=set)

    @property
    def marked(self):
        """Its words with the number that the program counts before them."""
        return f"{self.row.cells[self.at].mark} {self.words}".strip() if self.line is None else ""

    @property
    def is_table(self):
        """Whether it is a row of a table."""
        return self.line is not None

    @property
    def kind(self):
        """Kind of a table's row, else None."""
        return self.line.kind if self.line else None

    @property
    def is_headings(self):
        """Whether it is a row of a table's headings."""
        return self.kind == Kind.HEADINGS


def _labels(text):
    """A line with a label of an action in parts that each begin with one."""
    said = said_in(text)
    of_action = said and field_of(said["what"]) in ("wording", "lead_words", "due_words", "supporting_words")
    if not of_action:
        return [text]
    found = list(NEXT_LABEL.finditer(text, said.start("words")))
    starts, ends = [0, *(one.start("label") for one in found)], [*(one.start() for one in found), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def paragraphs_of(lines):
    """Paragraphs of a document's Lines. A table of one cell is a box around a paragraph."""
    result, rows = [], Counter(line.row.table for line in lines)
    for line in lines:
        row = line.row
        is_box = row.table and rows[row.table] == 1 and len(row.words) == 1
        if (row.table and not is_box) or line.kind in (Kind.LABELLED, Kind.HEADINGS) or line.columns:
            meanings = {Meaning.ACTION} if line.records else set(line.columns.values())
            result.append(Paragraph(row, 0, " ".join(row.words), line, meanings))
            continue
        for at, cell in enumerate(row.cells):
            parts = [part for text in cell.text.split("\n") for part in _labels(text)]
            apart = len(parts) > 1 and any(said_in(part.strip()) for part in parts)
            texts = [part.strip() for part in parts] if apart else [cell.text]
            result.extend(Paragraph(row, at, words) for words in texts if words)
    return result
