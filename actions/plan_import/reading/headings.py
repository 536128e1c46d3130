"""Meanings of a table's headings, in the words that plans use for them."""

import re
from enum import StrEnum
from functools import lru_cache


class Meaning(StrEnum):
    """What a column holds."""

    PRIORITY = "priority"
    THEME = "theme"
    ACTION = "action"
    NOTE = "note"
    LEAD = "lead"
    SUPPORTING = "supporting"
    DUE = "due"
    MEASURE = "measure"
    UPDATE = "update"
    STATUS = "status"
    PRIVATE = "private note"
    REFERENCE = "reference"
    BASELINE = "baseline"
    TARGET = "target"
    UNIT = "unit"
    DIRECTION = "direction"
    FREQUENCY = "frequency"
    SOURCE = "source"
    REPORTER = "who reports"
    NONE = "not for the plan"


# The first pattern that fits wins, so the narrow ones stand above the wide ones.
PATTERNS = [
    # What a form asks for.
    (Meaning.DUE, r"(by )?when (will|is|should|must|do|does|are)\b.*|by what date\b.*"),
    (Meaning.PRIORITY, r"(which|what) ((strategic|of our|of the) )?(priority|priorities|theme|aim|objective)\b.*"),
    (Meaning.LEAD, r"(which|what) (organisation|agency|partner|body|team|service)\b.*\b(lead|own|responsible)\w*\b.*"),
    (Meaning.SUPPORTING, r"(which|what) (other )?(organisations?|agency|agencies|partners?|bodies|body)\b.*"),
    (Meaning.LEAD, r"resource names?|assignees?( name)?|members"),
    (Meaning.MEASURE, r"progress (measures?|indicators?)"),
    (
        Meaning.REFERENCE,
        r"(pi |our |action )?ref(erence)?( no| number)?|no|nr|number|#|id|item|wbs( code)?|"
        r"outline (number|no)|(action|line|priority|objective|task|activity|project|kpi|pi|indicator|measure) "
        r"(id|no|nr|number|code|ref.*)",
    ),
    (
        Meaning.NONE,
        r"priority (h m l|level|rating|high.*)|rank(ing)?|(indicative |estimated )?(cost|budget|fund|resourc).*",
    ),
    (
        Meaning.NONE,
        r"strategic link.*|links? (to|with).*|who benefits|location|wards?|"
        r"((actual|planned) )?starts?( date| on.*| by)?|"
        r"date (agreed|raised|added|opened|of meeting|closed|completed)|"
        r"actual (completed|completion|closed|end) date|(completed|closed) date|"
        r"(actual )?date of completion|actual completion.*|completed on|"
        r"review( date)?|pressure point|national indicator.*|(key )?risks?( .*)?|likelihood|impact|mitigat.*|"
        r"barriers?.*|"
        r"(scope|level) of .*|"
        r"achievable|attainable|realistic|relevant|direction of travel|trend|score|dependenc.*|constraints?",
    ),
    (
        Meaning.DUE,
        r"(to be |date to be )?(completed|delivered|achieved|done|actioned) by( date)?|due.*|"
        r"(target|expected|planned|estimated|anticipated) (completion|delivery|end)( date)?",
    ),
    (
        Meaning.UPDATE,
        r".*\b(updates?|progress|completed)\b.*|% ?complete.*|(current )?position( .*)?|achieved( so far)?|"
        r"results?( so far)?|"
        r"where (are )?we( are)?( now)?|how (are we|is it|s it) (doing|going|getting on).*|next steps?|"
        r"(q[1-4]|quarter [1-4])( .*)?|"
        r"(?!.*achieved by)(?!.*to be achieved).*\bachieved\b.*|(what (have )?we ve|what we have) done.*",
    ),
    (Meaning.STATUS, r"(b?rag( status| rating)?|status|current status)\b.*|.*\b(b?rag|status)( rating)?"),
    (Meaning.PRIVATE, r".*\b(comments?|commentary)\b.*|(internal |officer |private )?notes?|remarks|observations"),
    (Meaning.DIRECTION, r"polarity|direction.*|good (is|to be).*|.*higher or lower.*"),
    (Meaning.FREQUENCY, r"frequency.*|how often.*|reported how often|reporting (period|frequency)"),
    (Meaning.UNIT, r"unit.*|format.*"),
    (Meaning.BASELINE, r"baseline.*|.*\boutturn\b.*|starting (point|figure)"),
    (Meaning.SOURCE, r"(data )?source.*"),
    (Meaning.REPORTER, r"who reports|reported by|reporting officer|data owner|lead member.*"),
    (
        Meaning.SUPPORTING,
        r"who (else|helps?|supports?|assists?|contributes?|is (helping|supporting|involved)|(will|can|could) help)\b.*|"
        r"(helped|supported|assisted|delivered with|joint|partners?) by|helpers?|help from|with support from|"
        r"(in )?support|consulted|informed|working with|(together|jointly) with",
    ),
    (
        Meaning.LEAD,
        r"leads?\b.*|.*\bleads?|(delivery )?led by|(activity |action )?owner(s|ship)?|by whom|who\b.*|whom|action by|"
        r"actioned by|assigned( to)?|allocated( to)?|arwein.*|responsable|sro|senior responsible.*|nominated officer",
    ),
    (
        Meaning.LEAD,
        r"responsib.*|.*\bresponsib(le|ility)\b.*|agency|agencies|accountab.*|delivered by|organisations?|officer",
    ),
    (
        Meaning.SUPPORTING,
        r".*\b(partners?|support(ing|ed)?|agencies|stakeholders|contributors?)\b.*|task & finish group|with whom|"
        r"others? involved|who else.*",
    ),
    (
        Meaning.DUE,
        r"(by )?when\b.*|.*\b(due|deadline|timescales?|timeframe|time ?frame|time scales?|timing|timeline|completion|"
        r"complete by).*|time ?bound|timed",
    ),
    (
        Meaning.DUE,
        r"finish( date| on.*| by)?|end( date)?|(delivery|planned) date|erbyn pryd|"
        r"dyddiad.*|échéance|(target )?date|by|milestone dates?",
    ),
    (
        Meaning.ACTION,
        r"(priority |key |partnership |our |delivery )?(action|activity|activities|actions|tasks?|steps?)( .*)?",
    ),
    (
        Meaning.ACTION,
        r"(so |to do this )?(what )?we will( do)?|"
        r"what( (we will|will we|needs to be|will be|are we going to) do(ne)?( .*)?)?|"
        r"what is (the|your) (action|activity|task)( .*)?|(card|item|issue) (name|title)|"
        r"details? of action|wording|.*\bwe will (take|do)",
    ),
    (
        Meaning.ACTION,
        r"how( (we|will).*)? (activity|do (it|this)|deliver.*|achieve.*|get there)|how|how what activity|"
        r"commitments?|interventions?|deliverables?|initiatives?|specific|proposals?|responses?|solutions?|remed(?:y|ies)",
    ),
    (Meaning.TARGET, r".*\btargets?\b.*"),
    (
        Meaning.MEASURE,
        r".*\b(measures?|measurable|success|outcomes?|kpis?|indicators?|"
        r"how (we (wi )?ll|we will|will we|do we|we) (know|measure)|pi description)\b.*|we want to|"
        r"(so )?we (will|ll) know( .*)?|"
        r"what (difference|will (be different|change|improve)).*",
    ),
    (Meaning.MEASURE, r"milestones?|evidence|outputs?|mesur.*|indicateurs?|impact measures?|benefits?"),
    (
        Meaning.PRIORITY,
        r"((strategic|csp|partnership|plan|corporate|key|local) )?(priority|priorities|aim|stage|goal|pillar|ambition|"
        r"priority (area|name|theme)|blaenoriaeth|priorité)s?|(project|workstream)s?|"
        r"strategic (objective|theme|outcome)s?|"
        r"focus( area)?|area of (work|focus)|bucket( name)?",
    ),
    (
        Meaning.THEME,
        r"(key )?(themes?|objectives?)|strands?|(theme )?area|heading|category|recommendations?|topic|"
        r"subject|agenda item|what matters.*|we aim to|labels?|tags?|"
        r"(crime|harm|offence|risk) type|type of (crime|harm|offence)",
    ),
    (
        Meaning.NOTE,
        r"why|what is the problem|problems?|issues?|rationale|description|detail(s)?|context|background|method",
    ),
]
COMPILED = [(meaning, re.compile(pattern)) for meaning, pattern in PATTERNS]
ANY = re.compile("|".join(pattern for _, pattern in PATTERNS))
LONGEST_HEADING = 60
SEPARATOR = re.compile(r"/|\n|\band\b|&|\+")
COMPOUND = re.compile(rf"{SEPARATOR.pattern}|\(")
YEARS = re.compile(r"\b20\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?\b")
SIGNS = re.compile(r"[^\w%&#]+")
# Of a heading that names several things, such as "Ref & action", the first of these is what the column holds.
FIRST = [Meaning.ACTION, Meaning.DUE, Meaning.LEAD, Meaning.MEASURE, Meaning.UPDATE, Meaning.PRIORITY, Meaning.STATUS]
QUALIFIERS = {
    "our", "the", "key", "main", "csp", "partnership", "strategic", "planned", "proposed", "agreed", "delivery",
    "local", "overall", "desired", "expected", "latest", "current", "primary", "nominated", "named",
    "required", "est", "specific", "intended",
}  # fmt: skip


@lru_cache(maxsize=4096)
def meaning_of(heading):
    """The Meaning of a heading, or None where its words are not known."""
    if len(heading) > LONGEST_HEADING:
        return None
    if not COMPOUND.search(heading) and not YEARS.search(heading):
        return _meaning_of(_plain(heading))
    parts = [part for part in SEPARATOR.split(heading) if part.strip()]
    if len(parts) > 1 and all(known := [_meaning_of(_plain(part)) for part in parts]):
        return min(known, key=lambda one: FIRST.index(one) if one in FIRST else len(FIRST))
    bare = re.sub(r"\([^()]*\)", " ", heading)
    for words in (heading, bare, *(parts if len(parts) > 1 else ())):
        if meaning := _meaning_of(_plain(words)):
            return meaning
    undated = YEARS.sub(" ", heading)
    return meaning_of(undated) if undated != heading else None


def _plain(words):
    return SIGNS.sub(" ", words.lower()).strip()


def _meaning_of(plain):
    if not plain:
        return None
    found = None
    if ANY.fullmatch(plain):
        found = next(meaning for meaning, pattern in COMPILED if pattern.fullmatch(plain))
    first, _, rest = plain.partition(" ")
    return found or (_meaning_of(rest) if first in QUALIFIERS and rest else None)
