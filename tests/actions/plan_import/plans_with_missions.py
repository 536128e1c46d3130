"""Spreadsheets with missions, matrices of bodies, plans of five years and tables under lines of who leads."""

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def ministers():
    """A pledge list: pledge, how, lead department, delivery by, measure; numbered pledges under missions."""
    source = workbook({"Pledges": [
        ["Mission", "Pledge", "Lead department / partner", "Delivered by date", "Key performance indicator",
         "Latest RAG"],
        ["Halve knife crime", "Mentors in each custody suite", "Caldshire Constabulary", "31-Mar-27", "600 seen", "A"],
        ["Halve knife crime", "Youth hub in Fenton", "Caldshire County Council", "31-Dec-26", "Hub open", "G"],
        ["Safer rivers", "Rangers at the weir", "Caldshire Fire and Rescue Service", "30-Jun-26", "Two rangers", "B"],
    ]})  # fmt: skip
    return Plan(
        source,
        [
            ("Halve knife crime", "Mentors in each custody suite", P, "2027-03-31"),
            ("Halve knife crime", "Youth hub in Fenton", C, "2026-12-31"),
            ("Safer rivers", "Rangers at the weir", F, "2026-06-30"),
        ],
        ["600 seen", "Hub open", "Two rangers"],
    )


def titled_tables():
    """Aims as lines with dashes above tables whose headings come again."""
    source = bold_workbook(
        "Action Plan",
        [
            ["Appendix B – Action Plan 2026-27"],
            [],
            ["Aim 1 – Stop harm early"],
            ["Ref.", "Specific action", "Lead person/organisation", "Resources", "Timescales", "Outcomes/impact"],
            ["1a", "Pay for two youth workers", "CCC", "£70k", "Sept 26", "80 young people helped"],
            ["1b", "Bring mentors to the A&E", "ICB", "£20k", "Jan 27", "40 helped"],
            ["Aim 2 – Help people recover"],
            ["Ref.", "Specific action", "Lead person/organisation", "Resources", "Timescales", "Outcomes/impact"],
            ["2a", "Offer gardening to survivors", "WDC", "Nil", "April 26", "12 places"],
        ],
        bold=(1, 3, 4, 7, 8),
    )
    return Plan(
        source,
        [
            ("Aim 1 – Stop harm early", "Pay for two youth workers", C, "2026-09-30"),
            ("Aim 1 – Stop harm early", "Bring mentors to the A&E", N, "2027-01-31"),
            ("Aim 2 – Help people recover", "Offer gardening to survivors", W, "2026-04-30"),
        ],
        ["80 young people helped", "40 helped", "12 places"],
    )


def lead_matrix():
    """Bodies as columns with L and S."""
    source = workbook({"Who does what": [
        ["Priority", "Action", "Westmere DC", "Police", "CCC", "ICB", "Due"],
        ["Cuckooing", "Visit 20 flats", "S", "L", "S", "", "30/09/2026"],
        ["Cuckooing", "Change locks", "L", "", "", "", "31/12/2026"],
        ["Suicide", "Railings on the bridge", "S", "S", "L", "S", "31/03/2028"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Cuckooing", "Visit 20 flats", P, "2026-09-30"),
        ("Cuckooing", "Change locks", W, "2026-12-31"),
        ("Suicide", "Railings on the bridge", C, "2028-03-31"),
    ])  # fmt: skip


def five_year():
    """Priorities of two lines in one merged cell, years and quarters of the strategy, outputs beside outcomes."""
    source = workbook(
        {
            "Strategy delivery": [
                ["Substance use strategy 2026–31"],
                ["Last updated 02/09/2026 by J Dee"],
                [
                    "Strategic Priority",
                    "Strategic Objective",
                    "Ref",
                    "Action / Intervention",
                    "Owner",
                    "Supporting Partners",
                    "Delivery Timeline",
                    "Deliverable / Output",
                    "Outcome Measure",
                    "Delivery Status",
                    "Comments/Update",
                ],
                [
                    "Priority 1\nBreak supply chains",
                    "Disrupt lines",
                    "1.1",
                    "Run a joint cell at the station",
                    "Police",
                    "WDC; CCC",
                    "Y1 Q3",
                    "Cell in place",
                    "Lines closed",
                    "In progress",
                    "Desk found",
                ],
                [
                    "",
                    "Safe places",
                    "1.2",
                    "Inspect all barbers",
                    "WDC",
                    "Police",
                    "Dec 2026",
                    "40 inspections",
                    "Fewer complaints",
                    "Not started",
                    "",
                ],
                [
                    "Priority 2\nWorld-class treatment",
                    "More in treatment",
                    "2.1",
                    "Open a clinic on Saturdays",
                    "ICB",
                    "",
                    "2027/28",
                    "Clinic open",
                    "500 in treatment",
                    "Complete",
                    "",
                ],
            ]
        },
        merged=[("Strategy delivery", "A4:A5")],
    )
    return Plan(
        source,
        [
            ("Priority 1 Break supply chains", "Run a joint cell at the station", P, (None, "2026-12-31")),
            ("Priority 1 Break supply chains", "Inspect all barbers", W, "2026-12-31"),
            ("Priority 2 World-class treatment", "Open a clinic on Saturdays", N, "2028-03-31"),
        ],
        ["Lines closed", "Fewer complaints", "500 in treatment"],
    )


def agenda_csv():
    """Recommendations with a category, a target that is a day, and the day of completion for some."""
    source = csv(
        "Ref,Recommendation / action,Category,Assigned lead,Agency,Target,Complete? (date),Comment\n"
        "R1,Give every panel the same form,Process,Ann Bell,Westmere DC,30/06/2026,12/06/2026,done early\n"
        "R2,Bring in an independent chair,People,Jo Dee,CCC,31/12/2026,,\n"
        "R3,Let families see the draft,Families,Insp Low,Police,31/03/2027,,advice sought\n"
    )
    return Plan(source, [
        ("Process", "Give every panel the same form", W, "2026-06-30"),
        ("People", "Bring in an independent chair", C, "2026-12-31"),
        ("Families", "Let families see the draft", P, "2027-03-31"),
    ])  # fmt: skip


def pasted_smart():
    """Lines of the priority and of its lead officer above each pasted table."""
    source = pasted(
        "Community safety action plan 2026-27\n\n"
        "Priority area: Violence against women and girls\n"
        "Lead officer: Jo Dee\n\n"
        "Action\tLead\tPartners\tTarget date\tProgress\n"
        "Check street lights by women's walks\tCCC\tWDC\tOctober 2026\t\n"
        "Train 40 taxi firms\tWDC\tPolice\tJuly 2026\thalf done\n\n"
        "Priority area: Serious and organised crime\n"
        "Lead officer: Supt Ray\n\n"
        "Action\tLead\tPartners\tTarget date\tProgress\n"
        "Inspect storage units\tPolice\tFire\tQ4\t\n"
    )
    return Plan(source, [
        ("Violence against women and girls", "Check street lights by women's walks", C, "2026-10-31"),
        ("Violence against women and girls", "Train 40 taxi firms", W, "2026-07-31"),
        ("Serious and organised crime", "Inspect storage units", P, "2027-03-31"),
    ])  # fmt: skip


PLANS = [ministers, titled_tables, lead_matrix, five_year, agenda_csv, pasted_smart]
