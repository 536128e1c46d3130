"""Further plans, with promises, quarters and questions; all words are made up."""

from .making import Plan, csv, document, workbook
from .plans_in_sheets import B, C, N, P, W


def steps_of_quarters():
    """Steps of each quarter beside the measures, between a foreword and a glossary."""
    source = document(
        ("Title", "Community Safety Partnership Plan"),
        ("Heading 1", "Chair's foreword"),
        ("Normal", "I am glad to present it."),
        ("Heading 1", "Delivery plan 2026/27"),
        ("Heading 2", "Reducing reoffending"),
        [
            ["Action", "Measure", "Lead", "Q1", "Q2", "Q3", "Q4"],
            ["Run a job club", "40 attend", "Probation", "Set up", "10", "20", "10"],
            ["Mentors for women", "12 mentors", "CCC", "", "6", "", "6"],
        ],
        ("Heading 2", "Supporting victims"),
        [
            ["Action", "Measure", "Lead", "Q1", "Q2", "Q3", "Q4"],
            ["Extend opening hours of the hub", "Open till eight", "WDC", "", "x", "", ""],
        ],
        ("Heading 1", "Glossary"),
        [["Term", "Meaning"], ["CSP", "Community Safety Partnership"], ["ASB", "Anti-social behaviour"]],
    )
    return Plan(
        source,
        [
            ("Reducing reoffending", "Run a job club", B, None),
            ("Reducing reoffending", "Mentors for women", C, None),
            ("Supporting victims", "Extend opening hours of the hub", W, None),
        ],
        ["40 attend", "12 mentors", "Open till eight"],
    )


def outcomes_above_tables():
    """Merged rows with priority and outcome above each of several tables of one sheet."""
    source = workbook(
        {
            "Strategic Priorities": [
                ["Strategic Priority 1: Serious Violence", "", "", "", ""],
                ["Outcome: Fewer young people are harmed", "", "", "", ""],
                ["Action", "Lead", "Partners", "Timescale", "Update"],
                ["Fund diversion for 60 young people", "CCC", "Police, WDC", "31 March 2027", "Started"],
                [],
                ["Strategic Priority 2: ASB", "", "", "", ""],
                ["Outcome: Residents feel heard", "", "", "", ""],
                ["Action", "Lead", "Partners", "Timescale", "Update"],
                ["Publish case review rules", "WDC", "", "May 2026", ""],
                ["Joint patrols in hot spots", "Police", "WDC", "Ongoing", "Weekly"],
            ]
        },
        merged=[("Strategic Priorities", f"A{n}:E{n}") for n in (1, 2, 6, 7)],
    )
    return Plan(
        source,
        [
            ("Serious Violence", "Fund diversion for 60 young people", C, "2027-03-31"),
            ("ASB", "Publish case review rules", W, "2026-05-31"),
            ("ASB", "Joint patrols in hot spots", P, None),
        ],
    )


def empty_columns():
    """Semicolons, a column without values, months by number, two columns of status."""
    source = csv(
        "Priority;Ziel;Outcome;Activity;Resp. agency;Other agencies;Due (month/year);Measure;Status Q1;Status Q2\n"
        "ASB;;Calmer parks;Install gates;WDC;Police;06/2026;Gates in;Green;Green\n"
        "ASB;;Calmer parks;Youth football on Fridays;CCC;;09/2026;40 attend;Amber;Green\n"
        "VAWG;;Women feel safe;Safe space at the hospital;ICB;Police;03/2027;Open;;Red\n"
    )
    return Plan(
        source,
        [
            ("ASB", "Install gates", W, "2026-06-30"),
            ("ASB", "Youth football on Fridays", C, "2026-09-30"),
            ("VAWG", "Safe space at the hospital", N, "2027-03-31"),
        ],
    )


def promises():
    """Bold headings, "By March 2027 we will:", a list, and who leads below it."""
    source = document(
        ("Normal", "Safer Westmere: our promises"),
        ("Bold", "Safe at home"),
        ("Normal", "By March 2027 we will:"),
        ("List Bullet", "fit 50 panic alarms"),
        ("List Bullet", "open a court advice desk"),
        ("Normal", "Lead: Caldshire Constabulary"),
        ("Bold", "Safe outside"),
        ("Normal", "By March 2028 we will:"),
        ("List Bullet", "light four footpaths"),
        ("Normal", "Lead: Caldshire County Council"),
    )
    return Plan(
        source,
        [
            ("Safe at home", "fit 50 panic alarms", P, "2027-03-31"),
            ("Safe at home", "open a court advice desk", P, "2027-03-31"),
            ("Safe outside", "light four footpaths", C, "2028-03-31"),
        ],
    )


def questions():
    """A table that begins in the second column, with questions for headings."""
    source = workbook(
        {
            "Sheet1": [
                ["", "Westmere CSP – Action Plan", "", "", ""],
                ["", "", "", "", ""],
                [
                    "",
                    "Theme",
                    "What do we want to achieve?",
                    "How will we achieve it?",
                    "Who?",
                    "When?",
                    "Where are we now?",
                ],
                ["1", "Drugs", "Fewer drug deaths", "Nasal naloxone in patrol cars", "Police", "Dec 2026", "12 cars"],
                ["2", "Drugs", "Fewer drug deaths", "Test strips at festivals", "CCC Public Health", "Aug 2026", ""],
                ["3", "Roads", "Fewer crashes", "Speed humps in Mill Lane", "CCC Highways", "2026/27", ""],
            ]
        }
    )
    return Plan(
        source,
        [
            ("Drugs", "Nasal naloxone in patrol cars", P, "2026-12-31"),
            ("Drugs", "Test strips at festivals", C, "2026-08-31"),
            ("Roads", "Speed humps in Mill Lane", C, "2027-03-31"),
        ],
    )


PLANS = [steps_of_quarters, outcomes_above_tables, empty_columns, promises, questions]
