"""Meanings of a table's headings, in the words that plans use for them."""

import re
from enum import StrEnum


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
    (Meaning.REFERENCE, r"(pi |our |action )?ref(erence)?( no)?|no|nr|number|#|id|item|action (no|number)"),
    (Meaning.NONE, r"priority (h m l|level|rating|high.*)|rank(ing)?|(indicative )?(cost|budget|fund|resourc).*"),
    (
        Meaning.NONE,
        r"strategic link.*|who benefits|location|start( date)?|date agreed|review date|pressure point|"
        r"national indicator.*",
    ),
    (Meaning.UPDATE, r".*\b(updates?|progress|completed)\b.*|% ?complete.*|position|achieved so far|q[1-4]( .*)?"),
    (Meaning.STATUS, r"(b?rag( status| rating)?|status|current status)\b.*|.*\b(rag|status)( rating)?"),
    (Meaning.PRIVATE, r".*\b(comments?|commentary)\b.*|(internal |officer |private )?notes?|remarks"),
    (Meaning.DIRECTION, r"polarity|direction.*|good (is|to be).*|.*higher or lower.*"),
    (Meaning.FREQUENCY, r"frequency.*|how often.*|reported how often"),
    (Meaning.UNIT, r"unit.*|format.*"),
    (Meaning.BASELINE, r"baseline.*|.*\boutturn\b.*|starting (point|figure)"),
    (Meaning.SOURCE, r"(data )?source.*"),
    (Meaning.REPORTER, r"who reports|reported by|reporting officer|data owner|lead member.*"),
    (
        Meaning.LEAD,
        r"lead\b.*|.*\blead|(delivery )?led by|(activity |action )?owner|by whom|who\b.*|whom|action by|"
        r"arwein.*|responsable",
    ),
    (Meaning.LEAD, r"responsib.*|.*\bresponsible.*|agency|agencies|accountable.*|delivered by|organisation|body"),
    (
        Meaning.SUPPORTING,
        r".*\b(partners?|support(ing|ed)?|agencies)\b.*|task & finish group|with whom|others? involved",
    ),
    (Meaning.DUE, r"(by )?when\b.*|.*\b(due|deadline|timescales?|timeframe|time scale|timing|complet(ion|e by)).*"),
    (
        Meaning.DUE,
        r"finish|end( date)?|(delivery|completion|planned) date|"
        r"erbyn pryd|dyddiad.*|échéance|(target )?date|by|target date|milestone date",
    ),
    (Meaning.ACTION, r"(priority |key |partnership |our )?(action|activity|activities|actions|tasks?|steps?)( .*)?"),
    (
        Meaning.ACTION,
        r"(to do this )?(what )?we will( do)?|what( we will do)?|details? of action|wording|.*\bwe will (take|do)",
    ),
    (
        Meaning.ACTION,
        r"how( (we|will).*)? (activity|do it|deliver)|how what activity|what will be done|pledge|commitment",
    ),
    (Meaning.TARGET, r".*\btargets?\b.*"),
    (
        Meaning.MEASURE,
        r".*\b(measures?|success|outcomes?|kpis?|indicators?|how (we will|will we|do we) know|pi description)\b.*|"
        r"we want to",
    ),
    (Meaning.MEASURE, r"milestones?|evidence|outputs?|mesur.*|indicateurs?"),
    (
        Meaning.PRIORITY,
        r"(strategic )?(priority|priorities|aim|stage|goal|priority (area|name|theme)|ambition|"
        r"blaenoriaeth|priorité|project|workstream)s?",
    ),
    (Meaning.THEME, r"themes?|objectives?|strand|area|heading"),
    (Meaning.NOTE, r"why|what is the problem|rationale|description|detail(s)?"),
]
COMPILED = [(meaning, re.compile(pattern)) for meaning, pattern in PATTERNS]
LONGEST_HEADING = 60


def meaning_of(heading):
    """The Meaning of a heading, or None where its words are not known."""
    if len(heading) > LONGEST_HEADING:
        return None
    plain = " ".join(re.sub(r"[^\w%&#]+", " ", heading.lower()).split())
    if not plain:
        return None
    return next((meaning for meaning, pattern in COMPILED if pattern.fullmatch(plain)), None)
