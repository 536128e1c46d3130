"""Plans as programs export them, and shapes that are rarer: planners, lists, matrices of who does what."""

from datetime import date

from .making import Plan, bold_workbook, csv, document, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def planner():
    """An export of a planner: buckets, urgency, dates of its own."""
    source = csv(
        "Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Created By,Created Date,Start date,Due date,Late,"
        "Completed Date,Labels,Description\n"
        "a7,Set up a taxi marshal rota,Night-time economy,In progress,Important,Westmere DC,A. Person,02/04/2026,"
        "10/04/2026,30/06/2026,false,,,Ask the two firms\n"
        "b2,Map unlit paths,Women’s safety,Not started,Medium,Police,A. Person,02/04/2026,,31/08/2026,false,,,\n"
        "c9,Print the night bus times,Night-time economy,Completed,Low,Westmere DC,A. Person,02/04/2026,,01/05/2026,"
        "false,28/04/2026,,\n"
    )
    return Plan(source, [
        ("Night-time economy", "Set up a taxi marshal rota", W, "2026-06-30"),
        ("Women’s safety", "Map unlit paths", P, "2026-08-31"),
        ("Night-time economy", "Print the night bus times", W, "2026-05-01"),
    ])  # fmt: skip


def shared_list():
    """An export of a list on an intranet."""
    source = csv(
        '"Title","Theme","Lead Organisation","Target Date","Status","Comments","Item Type","Path"\n'
        '"Brief wardens on spiking","Safer nights","Caldshire Constabulary","31/05/2026","On track","","Item","s/c"\n'
        '"Review alcohol zones","Safer nights","Westmere DC","30/11/2026","At risk","Legal advice due","Item","s/c"\n'
        '"Open a hate crime hub","Cohesion","CCC","2027-03-31","Not started","","Item","s/c"\n'
    )
    return Plan(source, [
        ("Safer nights", "Brief wardens on spiking", P, "2026-05-31"),
        ("Safer nights", "Review alcohol zones", W, "2026-11-30"),
        ("Cohesion", "Open a hate crime hub", C, "2027-03-31"),
    ])  # fmt: skip


def titled_sheets():
    """Sheets named with number and short name; a title that repeats it as a plan's; start and finish."""

    def sheet(title, *rows):
        head = ["Activity/Project", "Lead Officer/Agency", "Start", "Finish", "Expected outcome", "Status"]
        return [[title], [], head, *rows]  # fmt: skip

    source = workbook({
        "1. ASB": sheet("ASB Delivery Plan 2026/27",
                        ["Pilot a community payback day each month", "Probation", "Apr-26", "Mar-27", "12 days",
                         "Green"],
                        ["Write a nuisance vehicle order", "WDC Legal", "May 2026", "October 2026", "Order in force",
                         "Amber"]),
        "2. VAWG": sheet("VAWG Delivery Plan 2026/27",
                         ["Train 20 champions", "ICB", "June 2026", "Dec 2026", "20 trained", "Not started"]),
    })  # fmt: skip
    return Plan(source, [
        ("1. ASB", "Pilot a community payback day each month", B, "2027-03-31"),
        ("1. ASB", "Write a nuisance vehicle order", W, "2026-10-31"),
        ("2. VAWG", "Train 20 champions", N, "2026-12-31"),
    ], ["12 days", "Order in force", "20 trained"])  # fmt: skip


def captions():
    """Captions above the tables of a document without heading styles; words between them."""
    head = ["No.", "Action", "Lead", "Timescale"]
    source = document(
        ("Normal", "Westmere Community Safety Partnership Plan"),
        ("Normal", "This plan was agreed on 3 March 2026 by the board."),
        ("Normal", "Table 1: Hate crime"),
        [head, ["1.1", "Hold a vigil each October", "Westmere DC", "Oct 2026"],
         ["1.2", "Recruit five hate crime advocates", "Police", "TBC"]],
        ("Normal", "Figures for last year are in the annex."),
        ("Normal", "Table 2: Rural crime"),
        [head, ["2.1", "Fit 40 diesel alarms", "Police", "Winter 2026"]],
    )  # fmt: skip
    return Plan(source, [
        ("Hate crime", "Hold a vigil each October", W, "2026-10-31"),
        ("Hate crime", "Recruit five hate crime advocates", P, None),
        ("Rural crime", "Fit 40 diesel alarms", P, None),
    ])  # fmt: skip


def who_does_what():
    """A matrix: a column for each body, L where it leads and S where it supports."""
    source = workbook({"Plan": [
        ["Priority", "Action", "Police", "Westmere DC", "CCC", "Fire", "Deadline"],
        ["Safer homes", "Check smoke alarms of 200 victims", "S", "S", "", "L", "31/12/2026"],
        ["Safer homes", "Offer target hardening after burglary", "L", "S", "", "", "Ongoing"],
        ["Safer minds", "Teach resilience in Year 6", "", "", "L", "", "July 2026"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer homes", "Check smoke alarms of 200 victims", F, "2026-12-31"),
        ("Safer homes", "Offer target hardening after burglary", P, None),
        ("Safer minds", "Teach resilience in Year 6", C, "2026-07-31"),
    ])  # fmt: skip


def objectives_and_table():
    """Under each priority a lead, objectives as bullets, and the table of actions."""
    head = ["Action", "Responsible", "Date", "Outcome"]
    source = document(
        ("Heading 1", "Priority 1 – Serious violence"),
        ("Normal", "Priority lead: Chief Superintendent"),
        ("Normal", "Objectives"),
        ("List Bullet", "Reduce knife crime"),
        ("List Bullet", "Support victims"),
        [head, ["Weapons sweeps in six parks", "Police", "Monthly", "Fewer knives"]],
        ("Heading 1", "Priority 2 – Hidden harm"),
        ("Normal", "Priority lead: Head of Adult Care"),
        ("Normal", "Objectives"),
        ("List Bullet", "Find exploitation early"),
        [head, ["Train bin crews to spot cuckooing", "Westmere DC", "June 2026", "60 trained"]],
    )  # fmt: skip
    return Plan(source, [
        ("Priority 1 – Serious violence", "Weapons sweeps in six parks", P, None),
        ("Priority 2 – Hidden harm", "Train bin crews to spot cuckooing", W, "2026-06-30"),
    ], ["Fewer knives", "60 trained"])  # fmt: skip


def numbers_by_hand():
    """Priorities and actions numbered by hand in plain text, with dashes instead of colons."""
    source = pasted(
        "Community Safety Action Plan 2026\n\n"
        "1. Serious violence\n"
        "1.1 Map hotspots every month. Lead – Police; Target – ongoing\n"
        "1.2 Visit all licensed premises. Lead – Westmere DC; Target – March 2027\n"
        "2. Fire safety\n"
        "2.1 Remove burnt out cars within a day. Lead – Westmere DC; Target – ongoing\n"
    )
    return Plan(source, [
        ("Serious violence", "Map hotspots every month.", P, None),
        ("Serious violence", "Visit all licensed premises.", W, "2027-03-31"),
        ("Fire safety", "Remove burnt out cars within a day.", W, None),
    ])  # fmt: skip


def short_medium_long():
    """Capital headings far down, marks for short, medium and long term, notes below."""
    source = bold_workbook("Sheet1", [
        ["SAFER WESTMERE"], ["Annex 2"], [], ["Agreed at the meeting of 4 March"], [],
        ["OBJECTIVE", "ACTION", "LEAD AGENCY", "SHORT", "MEDIUM", "LONG"],
        ["Increase reporting", "Run a campaign in four languages", "Police", "x", "", ""],
        ["", "Train 30 community reporters", "WDC", "", "x", ""],
        ["Support victims", "Fund two advocates", "CCC", "", "", "x"],
        [], ["Short = within a year; medium = two years; long = three years"],
    ], bold=(1, 6))  # fmt: skip
    return Plan(source, [
        ("Increase reporting", "Run a campaign in four languages", P, None),
        ("Increase reporting", "Train 30 community reporters", W, None),
        ("Support victims", "Fund two advocates", C, None),
    ])  # fmt: skip


def side_by_side():
    """Actions at the left and measures at the right of an empty column."""
    source = workbook({"Road safety": [
        ["Actions", "", "", "", "Performance measures", "", ""],
        ["Action", "Lead", "By when", "", "Measure", "Baseline", "Target"],
        ["Repaint 30 crossings", "CCC Highways", date(2026, 10, 31), "", "Casualties", 61, 55],
        ["Run drink drive weeks", "Police", "Dec 2026", "", "Drink drive arrests", 140, 150],
        ["Teach new drivers at the fire station", "Fire", "Ongoing"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Road safety", "Repaint 30 crossings", C, "2026-10-31"),
        ("Road safety", "Run drink drive weeks", P, "2026-12-31"),
        ("Road safety", "Teach new drivers at the fire station", F, None),
    ], ["Casualties", "Drink drive arrests"])  # fmt: skip


def done_in_the_date():
    """The state of each action written into its date; references before the words."""
    source = workbook({"Action Plan": [
        ["Priority / theme", "Ref & action", "Lead/partners", "Timescale & status"],
        ["Youth violence", "YV1 – Map detached youth work", "CCC (lead), Police", "June 2026 – Complete"],
        ["Youth violence", "YV2 – Bid for a hotspot fund", "Police, supported by Westmere DC", "31 October 2026"],
        ["Prevent", "P1 – Refresh the Channel panel", "Westmere DC", "Annual"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Youth violence", "YV1 – Map detached youth work", C, "2026-06-30"),
        ("Youth violence", "YV2 – Bid for a hotspot fund", P, "2026-10-31"),
        ("Prevent", "P1 – Refresh the Channel panel", W, None),
    ])  # fmt: skip


PLANS = [
    planner, shared_list, titled_sheets, captions, who_does_what, objectives_and_table, numbers_by_hand,
    short_medium_long, side_by_side, done_in_the_date,
]  # fmt: skip
