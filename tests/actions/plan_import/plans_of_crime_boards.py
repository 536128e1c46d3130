"""Spreadsheets of boards and councils: banners about a priority's lead, keys beside tables, wide sheets of quarters."""

from datetime import date

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import B, C, P, W


def lead_of_the_priority():
    """A merged banner for each priority, and a second one for who leads it, above headings that come again."""
    head = ["Objective ref", "What will be done", "Lead officer / agency", "Supporting", "Deadline", "Update May 26"]
    source = workbook({"DA delivery plan": [
        ["Domestic Abuse Partnership Board – delivery plan"],
        ["Priority: Prevention"], ["Priority lead: Jane Doe, CCC"], head,
        ["1a", "Run a campaign for Christmas", "Police", "CCC", "December 2026", "Designs agreed"],
        ["1b", "Train 40 champions", "CCC", "Police, ICB", "31/03/2027", ""],
        ["Priority: Support for victims"], ["Priority lead: Sam Roe, Caldshire ICB"], head,
        ["2a", "Open a second refuge", "Westmere DC", "CCC", "Sept 2027", "Site found"],
    ]}, merged=[("DA delivery plan", f"A{n}:F{n}") for n in (1, 2, 3, 7, 8)])  # fmt: skip
    return Plan(source, [
        ("Prevention", "Run a campaign for Christmas", P, "2026-12-31"),
        ("Prevention", "Train 40 champions", C, "2027-03-31"),
        ("Support for victims", "Open a second refuge", W, "2027-09-30"),
    ])  # fmt: skip


def who_helps():
    """Headings that ask, in which helpers are more bodies than leaders."""
    source = workbook({"Delivery plan": [
        ["What matters", "What we'll do", "Who leads?", "Who helps?", "By when?", "How will we know it worked?"],
        ["Safe town centres", "Extend the street pastors to Fridays", "Churches Together", "Westmere DC; Police",
         "Autumn 2026", "- Fewer assaults\n- 20 volunteers"],
        ["Safe town centres", "Renew the safe space order", "Westmere DC", "Police; CCC", "by the end of June 2026",
         "Order made"],
        ["Safe at home", "Mark bikes in every college", "Police", "Fire; CCC", "Q2 26/27", "- 300 bikes\n- 2 colleges"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safe town centres", "Extend the street pastors to Fridays", None, (None, "2026-11-30")),
        ("Safe town centres", "Renew the safe space order", W, "2026-06-30"),
        ("Safe at home", "Mark bikes in every college", P, "2026-09-30"),
    ], ["Fewer assaults", "20 volunteers", "Order made", "300 bikes", "2 colleges"])  # fmt: skip


def smartsheet():
    """An export of a project tool: parents above children by level, assigned names, predecessors."""
    source = csv(
        "Level,Primary,Assigned To,Start,Finish,% Complete,Status,Predecessors,Comments\n"
        "0,Serious Violence Duty Delivery Plan,,01/04/26,31/03/27,25%,In Progress,,\n"
        "1,Prevention,,01/04/26,31/12/26,30%,In Progress,,\n"
        "2,Commission mentors for pupils at risk,Caldshire CC,01/04/26,30/09/26,50%,In Progress,,tender out\n"
        "2,Publish the needs assessment,Caldshire Police,01/05/26,31/07/26,0%,Not Started,,\n"
        "1,Enforcement,,01/04/26,31/03/27,10%,Not Started,,\n"
        "2,Hold six weapons sweeps,Caldshire Police,01/04/26,31/03/27,10%,In Progress,3,\n"
    )
    return Plan(source, [
        ("Prevention", "Commission mentors for pupils at risk", C, "2026-09-30"),
        ("Prevention", "Publish the needs assessment", P, "2026-07-31"),
        ("Enforcement", "Hold six weapons sweeps", P, "2027-03-31"),
    ])  # fmt: skip


def key_beside():
    """A key of colours to the right of the table, a row of owners above, quarters with letters."""
    source = workbook({"CSP Delivery 26-27": [
        ["Safer Westmere Partnership – Delivery Plan 2026/27", "", "", "", "", "", "", "", "", "KEY"],
        ["Chair: Supt A. Other", "", "", "", "", "", "", "", "", "G", "On track"],
        ["Priority", "Action", "Lead", "Completion date", "Q1", "Q2", "Q3", "Q4", "", "A", "Some delay"],
        ["Violence", "Buy bleed kits for 30 pubs", "WDC", "Jul-26", "G", "", "", "", "", "R", "Stuck"],
        ["", "Review late licences", "WDC / Police", "Jan-27", "A", "", "", "", "", "", ""],
        ["Acquisitive crime", "Visit repeat victims within a day", "Police", "Ongoing", "G", "", "", "", "", "", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Violence", "Buy bleed kits for 30 pubs", W, "2026-07-31"),
        ("Violence", "Review late licences", W, "2027-01-31"),
        ("Acquisitive crime", "Visit repeat victims within a day", P, None),
    ])  # fmt: skip


def crime_board():
    """A police and crime board's tracker: outcome areas as merged cells down, SROs with ranks, text dates."""
    source = workbook({"LCJB tracker": [
        ["Outcome area", "No.", "Commitment", "SRO", "Delivery partner(s)", "Milestone", "Delivery date", "BRAG",
         "Narrative"],
        ["Confidence of victims", 1, "Offer every victim a single point of contact",
         "ACC Jo Bloggs (Caldshire Constabulary)", "Probation, CCC", "Team in post", "30th September 2026", "G",
         "Adverts out"],
        ["", 2, "Cut waits for trial by a fifth", "Probation", "Police", "Backlog plan agreed", "FY 2027/28", "A", ""],
        ["Reducing reoffending", 3, "Find homes for all who leave prison", "Probation – Head of PDU", "WDC",
         "Protocol signed", "End of 2026", "R", "No homes yet"],
        ["Total commitments: 3"],
    ]}, merged=[("LCJB tracker", "A2:A3")])  # fmt: skip
    return Plan(source, [
        ("Confidence of victims", "Offer every victim a single point of contact", P, "2026-09-30"),
        ("Confidence of victims", "Cut waits for trial by a fifth", B, "2028-03-31"),
        ("Reducing reoffending", "Find homes for all who leave prison", B, "2026-12-31"),
    ])  # fmt: skip


def bold_objectives():
    """Bold letters for objectives above rows; a blank first column; leads by initials of posts."""
    source = bold_workbook("Action Plan", [
        ["", "Violence Against Women and Girls Action Plan 2026 - 2028"],
        [],
        ["", "Ref", "Action required", "Person / organisation responsible", "Start date", "Est. completion", "Outcome"],
        ["", "A", "Prevent"],
        ["", "A1", "Teach consent in all year 9 classes", "CCC (Education)", date(2026, 9, 1), date(2027, 7, 31),
         "All schools"],
        ["", "A2", "Campaign in bars on spiking", "Westmere DC (Licensing)", date(2026, 5, 1), date(2026, 12, 1),
         "30 bars"],
        ["", "B", "Protect"],
        ["", "B1", "Walk the river path with women", "Police", date(2026, 4, 1), "TBC", "Ten fixes made"],
    ], bold=(1, 3, 4, 7))  # fmt: skip
    return Plan(source, [
        ("Prevent", "Teach consent in all year 9 classes", C, "2027-07-31"),
        ("Prevent", "Campaign in bars on spiking", W, "2026-12-01"),
        ("Protect", "Walk the river path with women", P, None),
    ], ["All schools", "30 bars", "Ten fixes made"])  # fmt: skip


def pasted_minutes():
    """A table pasted from an e-mail: agenda item, action agreed, for whom, and when it is due."""
    source = pasted(
        "Agenda item\tAction agreed\tFor\tDue\tDone?\n"
        "Hate crime\tReopen the reporting centre\tWestmere DC\tnext meeting\tN\n"
        "Hate crime\tBrief all head teachers\tCaldshire CC\t14 Sept 2026\tN\n"
        "Road safety\tCheck speeds on the A12\tPolice, Fire\tOct 26\tY\n"
    )
    return Plan(source, [
        ("Hate crime", "Reopen the reporting centre", W, None),
        ("Hate crime", "Brief all head teachers", C, "2026-09-14"),
        ("Road safety", "Check speeds on the A12", P, "2026-10-31"),
    ])  # fmt: skip


PLANS = [lead_of_the_priority, who_helps, smartsheet, key_beside, crime_board, bold_objectives, pasted_minutes]
