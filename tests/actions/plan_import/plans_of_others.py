"""Further shapes of plans: boxes of facts within tables, reviews' recommendations, five Ws, dashboards beside plans."""

from datetime import date

from .making import Plan, bold_workbook, csv, document, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def facts_in_tables():
    """A table a priority: its name, strategic lead and outcome in merged rows above the headings."""

    across = ["<"] * 3

    def table(name, lead, outcome, *rows):
        return [[name, *across], [f"Strategic lead: {lead}", *across], [f"Outcome: {outcome}", *across],
                ["Action", "Owner", "By when", "RAG"], *rows]  # fmt: skip

    source = document(
        ("Heading 1", "Community safety action plan 2026/27"),
        table("Priority 1: Drugs and alcohol", "Director of Public Health", "Fewer drug deaths",
              ["Widen naloxone to hostels", "CCC", "30/09/2026", "Green"],
              ["Test festival drugs on site", "Police", "Aug 2026", "Amber"]),
        ("Normal", ""),
        table("Priority 2: Cyber crime", "Chief Inspector", "Fewer people fall for fraud",
              ["Run a scam café in each library", "Westmere DC", "Quarterly", "Green"]),
    )  # fmt: skip
    return Plan(source, [
        ("Priority 1: Drugs and alcohol", "Widen naloxone to hostels", C, "2026-09-30"),
        ("Priority 1: Drugs and alcohol", "Test festival drugs on site", P, "2026-08-31"),
        ("Priority 2: Cyber crime", "Run a scam café in each library", W, None),
    ])  # fmt: skip


def numbers_and_names():
    """Numbers in columns of their own before objective and action."""
    source = workbook({"Sheet1": [
        ["Obj No", "Objective", "Action No", "Action", "Lead", "Deadline", "Update Q1", "RAG"],
        [1, "Safer town centres", 1.1, "Fit ten help points", "Westmere DC", date(2026, 9, 30), "Sites agreed", "G"],
        [1, "Safer town centres", 1.2, "Extend the radio scheme to cafés", "Police", date(2026, 12, 31), "", "A"],
        [2, "Safer roads", 2.1, "Teach 400 children to ride", "CCC", "Summer term 2026", "120 taught", "G"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer town centres", "Fit ten help points", W, "2026-09-30"),
        ("Safer town centres", "Extend the radio scheme to cafés", P, "2026-12-31"),
        ("Safer roads", "Teach 400 children to ride", C, (None, "2026-08-31", "2026-07-31")),
    ])  # fmt: skip


def review():
    """A review's recommendations with the action of each."""
    source = workbook({"DHR action plan": [
        ["Recommendation", "Scope", "Action to take", "Lead Agency", "Key milestones", "Target Date",
         "Date of completion and outcome"],
        ["Surgeries ask about abuse", "Local", "Write a pathway for GPs", "ICB", "Draft by May", "31/10/2026", ""],
        ["Police share call history", "Regional", "Change the control room script", "Police", "", "Jan 2027",
         "In test since March"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Surgeries ask about abuse", "Write a pathway for GPs", N, "2026-10-31"),
        ("Police share call history", "Change the control room script", P, "2027-01-31"),
    ])  # fmt: skip


def numbered_sheets():
    """Sheets that are only numbered; the name of the priority is the title above its table."""
    head = ["Action", "Delivery lead", "Timescale", "Performance measure"]
    source = workbook({
        "Priority 1": [["Priority 1 – Violence in public places"], [], head,
                       ["Open a night-time hub", "Westmere DC", "Dec 2026", "50 nights open"]],
        "Priority 2": [["Priority 2 – Young people"], [], head,
                       ["Fund detached youth work", "CCC", "2026/27", "300 contacts"]],
        "Dashboard": [["Priority", "Total actions", "Green", "Amber", "Red"], ["Violence in public places", 1, 1, 0, 0],
                      ["Young people", 1, 0, 1, 0]],
    })  # fmt: skip
    return Plan(source, [
        ("Priority 1 – Violence in public places", "Open a night-time hub", W, "2026-12-31"),
        ("Priority 2 – Young people", "Fund detached youth work", C, "2027-03-31"),
    ], ["50 nights open", "300 contacts"])  # fmt: skip


def five_ws():
    """What, why, how, who and when."""
    source = workbook({"Hate crime": [
        ["What", "Why", "How", "Who", "When", "What will success look like?"],
        ["Make reporting easier", "Few people report", "An app in six languages", "Police", "March 2027",
         "Reports double"],
        ["Back those who are targeted", "Victims feel alone", "A buddy scheme", "Westmere DC", "July 2026",
         "40 buddies"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Hate crime", "Make reporting easier", P, "2027-03-31"),
        ("Hate crime", "Back those who are targeted", W, "2026-07-31"),
    ], ["Reports double", "40 buddies"])  # fmt: skip


def strands():
    """Four Ps as a column beside the priority, which stands in the middle of the table."""
    source = csv(
        "ID;Action;Strand;Priority;Lead;Supported by;Target date;Status\n"
        "SV1;Deliver a knife crime theatre tour;Prevent;Serious violence;Police;CCC;30/11/2026;In progress\n"
        "SV2;Fit bleed kits at 30 venues;Prepare;Serious violence;Westmere DC;;31/07/2026;Complete\n"
        "SAC1;Install tracker paint on site plant;Protect;Acquisitive crime;Police;;30/06/2026;Not started\n"
    )
    return Plan(source, [
        ("Serious violence", "Deliver a knife crime theatre tour", P, "2026-11-30"),
        ("Serious violence", "Fit bleed kits at 30 venues", W, "2026-07-31"),
        ("Acquisitive crime", "Install tracker paint on site plant", P, "2026-06-30"),
    ])  # fmt: skip


def questions_as_headings():
    """Prose with questions as headings under each priority, and numbered lists."""
    source = document(
        ("Title", "Safer Westmere 2026–29"),
        ("Heading 1", "Domestic abuse"),
        ("Heading 2", "Why is this a priority?"),
        ("Normal", "Reports rose by a tenth last year."),
        ("List Bullet", "Most victims are women."),
        ("Heading 2", "What are we going to do?"),
        ("List Number", "Give every victim a named worker (Caldshire Constabulary)"),
        ("List Number", "Fit safe rooms in 60 homes (Westmere DC, March 2028)"),
        ("Heading 2", "How will we measure success?"),
        ("List Bullet", "Fewer repeat victims"),
        ("Heading 1", "Fire setting"),
        ("Heading 2", "Why is this a priority?"),
        ("Normal", "Grass fires cost us two engines a day in summer."),
        ("Heading 2", "What are we going to do?"),
        ("List Number", "Patrol the heath in July and August (Fire)"),
        ("Heading 2", "How will we measure success?"),
        ("List Bullet", "A third fewer grass fires"),
        ("Heading 1", "How we are run"),
        ("Normal", "The board meets each quarter."),
    )  # fmt: skip
    return Plan(source, [
        ("Domestic abuse", "Give every victim a named worker", P, None),
        ("Domestic abuse", "Fit safe rooms in 60 homes", W, "2028-03-31"),
        ("Fire setting", "Patrol the heath in July and August", F, None),
    ], ["Fewer repeat victims", "A third fewer grass fires"])  # fmt: skip


def two_deadlines():
    """An original and a revised deadline, days overdue, and a group of headings above the headings."""
    source = workbook({"Tracker": [
        ["Planning", "", "", "Delivery", "", "Monitoring", "", ""],
        ["Priority", "Task", "Owner", "Original deadline", "Revised deadline", "Status", "Days overdue",
         "Latest update"],
        ["Retail crime", "Start a civil banning scheme", "Westmere DC", date(2026, 5, 1), date(2026, 8, 1), "Open", 0,
         "Shops signed"],
        ["Retail crime", "Deploy plain clothes teams in December", "Police", date(2026, 12, 1), "", "Open", 0, ""],
    ]}, merged=[("Tracker", "A1:C1"), ("Tracker", "D1:E1"), ("Tracker", "F1:H1")])  # fmt: skip
    return Plan(source, [
        ("Retail crime", "Start a civil banning scheme", W, ("2026-08-01", "2026-05-01")),
        ("Retail crime", "Deploy plain clothes teams in December", P, "2026-12-01"),
    ])  # fmt: skip


def one_line_labels():
    """An e-mail: an action a line with its labels in the line."""
    source = pasted(
        "PRIORITY: Knife crime\n"
        "- Action: Put bleed kits in taxis; Owner: Westmere DC; Due: Oct 2026\n"
        "- Action: Speak at every assembly; Owner: Police; Due: ongoing\n\n"
        "PRIORITY: Noise\n"
        "- Action: Lend meters to residents; Owner: Westmere DC; Due: 1/7/2026\n"
    )
    return Plan(source, [
        ("Knife crime", "Put bleed kits in taxis", W, "2026-10-31"),
        ("Knife crime", "Speak at every assembly", P, None),
        ("Noise", "Lend meters to residents", W, "2026-07-01"),
    ])  # fmt: skip


def brackets_in_tables():
    """A table of actions without a column of leads, which stand in brackets; priorities as capitals in a row."""
    source = bold_workbook("Plan", [
        ["KEY ACTIONS", "TARGET", "PROGRESS"],
        ["BURGLARY"],
        ["Sell smart water at cost (Police)", "1,000 kits by March 2027", "200 sold"],
        ["Trim hedges on the Fenton estate (WDC, Sept 2026)", "All paths clear", ""],
        ["FRAUD"],
        ["Call block units for 100 homes (CCC)", "100 homes by Dec 2026", "31 fitted"],
    ], bold=(1, 2, 5))  # fmt: skip
    return Plan(source, [
        ("BURGLARY", "Sell smart water at cost", P, None),
        ("BURGLARY", "Trim hedges on the Fenton estate", W, "2026-09-30"),
        ("FRAUD", "Call block units for 100 homes", C, None),
    ])  # fmt: skip


def transposed():
    """Labels down the left side, an action a column."""
    source = workbook({"Reoffending": [
        ["", "Action 1", "Action 2"],
        ["What we will do", "Meet every leaver at the gate", "Find rooms for thirty leavers"],
        ["Lead", "Probation", "Westmere DC"],
        ["By when", "June 2026", "31/03/2027"],
        ["Measure of success", "All met", "30 housed"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Reoffending", "Meet every leaver at the gate", B, "2026-06-30"),
        ("Reoffending", "Find rooms for thirty leavers", W, "2027-03-31"),
    ], ["All met", "30 housed"])  # fmt: skip


def meeting_log():
    """A log of the board's actions by meeting; nothing names a priority but the title."""
    source = workbook({"Action log": [
        ["Domestic Abuse Board – action log"],
        [],
        ["Meeting date", "Item", "Action agreed", "Owner", "Due", "Outcome"],
        [date(2026, 4, 14), "4", "Share the housing protocol with all landlords", "WDC", "12 May 2026", "Shared"],
        ["", "6", "Ask for figures of repeat cases", "Police", "9 June 2026", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Domestic Abuse", "Share the housing protocol with all landlords", W, "2026-05-12"),
        ("Domestic Abuse", "Ask for figures of repeat cases", P, "2026-06-09"),
    ])  # fmt: skip


def long_headings():
    """Headings that are whole questions, actions that begin with their number, priority numbered in its cell."""
    source = workbook({"Annex A": [
        ["Which priority in the partnership plan does this action support?",
         "What will we do to achieve this priority over the next twelve months?",
         "Which organisation is responsible for making sure that it happens?",
         "When will it be completed?", "How will we know that it has made a difference?"],
        ["1. Neighbourhood crime", "1.1 Visit 500 homes in hot spot streets", "Police", "End of March 2027",
         "Burglary falls by 10%"],
        ["1. Neighbourhood crime", "1.2 Put up alley gates in Mill Road", "Westmere DC", "Sept 2026", "Gates in place"],
        ["2. Exploitation", "2.1 Train hotel staff", "Caldshire Police & CCC", "Nov 2026", "20 hotels trained"],
    ]})  # fmt: skip
    return Plan(source, [
        ("1. Neighbourhood crime", "Visit 500 homes in hot spot streets", P, "2027-03-31"),
        ("1. Neighbourhood crime", "Put up alley gates in Mill Road", W, "2026-09-30"),
        ("2. Exploitation", "Train hotel staff", P, "2026-11-30"),
    ], ["Burglary falls by 10%", "Gates in place", "20 hotels trained"])  # fmt: skip


PLANS = [
    facts_in_tables, numbers_and_names, review, numbered_sheets, five_ws, strands, questions_as_headings, two_deadlines,
    one_line_labels, brackets_in_tables, transposed, meeting_log, long_headings,
]  # fmt: skip
