"""Spreadsheets that boards keep from meeting to meeting: project numbers, two headings deep, rows between tables."""

from datetime import datetime

from .making import Plan, bold_workbook, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def work_breakdown():
    """Numbers of a work breakdown, dates with weekdays; the plan itself is its first row."""
    source = workbook({"Task_Table1": [
        ["ID", "WBS", "Task Name", "Duration", "Start", "Finish", "Resource Names", "% Complete"],
        [1, "1", "Reducing reoffending programme", "250 days", "Wed 01/04/26", "Wed 31/03/27", "", 0.2],
        [2, "1.1", "Through the gate", "120 days", "Wed 01/04/26", "Wed 30/09/26", "", 0.4],
        [3, "1.1.1", "Place a housing worker in the prison", "60 days", "Wed 01/04/26", "Tue 30/06/26", "Probation", 1],
        [4, "1.1.2", "Open six beds for leavers", "120 days", "Fri 01/05/26", "Wed 30/09/26", "Westmere DC", 0.2],
        [5, "1.2", "Women who offend", "200 days", "Mon 01/06/26", "Fri 26/03/27", "", 0],
        [6, "1.2.1", "Fund the women's centre for a third day", "200 days", "Mon 01/06/26", "Fri 26/03/27", "CCC", 0],
    ]})  # fmt: skip
    return Plan(source, [
        ("Through the gate", "Place a housing worker in the prison", B, "2026-06-30"),
        ("Through the gate", "Open six beds for leavers", W, "2026-09-30"),
        ("Women who offend", "Fund the women's centre for a third day", C, "2027-03-26"),
    ])  # fmt: skip


def two_headings_deep():
    """Headings in two rows: who in three columns below "Responsibility", quarters below "Progress 2026/27"."""
    source = workbook({"Action Plan 26-27": [
        ["Priority", "Action", "Responsibility", "", "Target", "Progress 2026/27", "", "RAG"],
        ["", "", "Lead agency", "Lead officer", "date", "Q1", "Q2", ""],
        ["Youth violence", "Run a weekly gym for 30 boys", "WDC", "T. Hall", "Sept 26", "Hall booked", "22 boys", "G"],
        ["", "Hold knife bins surrender week", "Police", "Sgt P. Low", "May 26", "311 knives", "", "B"],
        ["Drugs", "Give naloxone to all hostels", "ICB", "Dr R. Kay", "Mar 27", "", "", "A"],
    ]}, merged=[("Action Plan 26-27", r) for r in ("C1:D1", "F1:G1", "A1:A2", "B1:B2", "H1:H2", "A3:A4")])  # fmt: skip
    return Plan(source, [
        ("Youth violence", "Run a weekly gym for 30 boys", W, "2026-09-30"),
        ("Youth violence", "Hold knife bins surrender week", P, "2026-05-31"),
        ("Drugs", "Give naloxone to all hostels", N, "2027-03-31"),
    ])  # fmt: skip


def objective_blocks():
    """A block an objective: its name, its outcome and its measures in lines above a table of actions."""
    head = [
        "No.",
        "Actions to deliver objective",
        "Accountable",
        "Contributing",
        "Complete by",
        "Position at Sept 2026",
    ]
    source = bold_workbook("ASB", [
        ["Anti-Social Behaviour Delivery Group: work programme 2026/27"],
        [],
        ["Objective 1", "Act early"],
        ["Intended outcome", "Fewer young people come to notice twice"],
        ["Sponsor", "Cllr A. Moss"],
        head,
        [1.1, "Send letters to parents after a first incident", "Police", "CCC", "31.10.26", "Draft letter"],
        [1.2, "Fund detached youth work in two wards", "CCC", "WDC", "30.6.26", "In place"],
        [],
        ["Objective 2", "Help victims"],
        ["Intended outcome", "Victims are told what was done"],
        ["Sponsor", "Supt B. Ray"],
        head,
        [2.1, "Use one risk form in all agencies", "WDC", "Police, Fire", "31.12.26", ""],
    ], bold=(1, 3, 6, 10, 13))  # fmt: skip
    return Plan(source, [
        ("Act early", "Send letters to parents after a first incident", P, "2026-10-31"),
        ("Act early", "Fund detached youth work in two wards", C, "2026-06-30"),
        ("Help victims", "Use one risk form in all agencies", W, "2026-12-31"),
    ])  # fmt: skip


def welsh_board():
    """A Welsh board's sheet in two languages, names with roles below them in the cell, the year as a range."""
    source = workbook({"Cynllun - Plan": [
        ["Blaenoriaeth / Priority", "Cam gweithredu / Action", "Arweinydd / Lead", "Erbyn / By", "Mesur / Measure",
         "Statws / Status"],
        ["VAWDASV", "Train all housing staff to ask and act", "Westmere District Council\nHead of Housing",
         "2026-2027", "95% trained", "Gwyrdd / Green"],
        ["VAWDASV", "Write a pathway for men who are abused", "CCC\nVAWDASV adviser", "Mawrth 2027 / March 2027",
         "Pathway signed off", "Oren / Amber"],
        ["Cydlyniant / Cohesion", "Hold four community listening events", "Police\nCohesion officer", "31/12/2026",
         "Four events", "Gwyrdd / Green"],
    ]})  # fmt: skip
    return Plan(source, [
        ("VAWDASV", "Train all housing staff to ask and act", W, "2027-03-31"),
        ("VAWDASV", "Write a pathway for men who are abused", C, "2027-03-31"),
        ("Cydlyniant / Cohesion", "Hold four community listening events", P, "2026-12-31"),
    ], ["95% trained", "Pathway signed off", "Four events"])  # fmt: skip


def review_recommendations():
    """The action plan of a domestic homicide review: recommendations, scope, agency, milestones, two dates."""
    source = workbook({"DHR Rose": [
        ["DOMESTIC HOMICIDE REVIEW – ROSE – ACTION PLAN"],
        ["Recommendation", "Scope of recommendation", "Action to take", "Lead Agency",
         "Key milestones achieved in enacting recommendation",
         "Target Date", "Completion Date and Outcome"],
        ["1. GPs should ask about abuse", "Local", "Roll out the IRIS scheme to all surgeries", "ICB",
         "Contract signed July 2026", "March 2027", ""],
        ["", "", "Audit 50 records a year", "ICB", "", "Sept 2027", ""],
        ["2. Officers should look up history", "Force", "Put past calls on the dispatch screen",
         "Caldshire Constabulary",
         "", "30/11/2026", "Done 02/11/2026"],
    ]})  # fmt: skip
    return Plan(source, [
        ("1. GPs should ask about abuse", "Roll out the IRIS scheme to all surgeries", N, "2027-03-31"),
        ("1. GPs should ask about abuse", "Audit 50 records a year", N, "2027-09-30"),
        ("2. Officers should look up history", "Put past calls on the dispatch screen", P, "2026-11-30"),
    ])  # fmt: skip


def meeting_log():
    """An action log exported from a list program: internal column names, multiple choices with ";#", stamps of time."""
    rows = [
        ["Title", "Strategic Priority", "Lead Organisation", "Partner Organisations", "Due Date", "Progress Status",
         "Progress Note", "Created By", "Modified", "Item Type", "Path"],
        ["Publish a hate crime calendar", "Hate crime", "Caldshire County Council",
         "Caldshire Constabulary;#Westmere District Council", datetime(2026, 10, 1, 0, 0), "On Track", "text agreed",
         "Ann Bell", datetime(2026, 9, 12, 10, 22), "Item", "sites/csp/lists/actions"],
        ["Map all CCTV by wards", "Public realm", "Westmere District Council", "", datetime(2026, 12, 18, 0, 0),
         "Not started", "", "Ann Bell", datetime(2026, 9, 12, 10, 25), "Item", "sites/csp/lists/actions"],
    ]  # fmt: skip
    source = workbook({"query (3)": rows})
    return Plan(source, [
        ("Hate crime", "Publish a hate crime calendar", C, "2026-10-01"),
        ("Public realm", "Map all CCTV by wards", W, "2026-12-18"),
    ])  # fmt: skip


def pasted_from_web():
    """A table pasted from a council's page: "Delivery lead" with a team, "Timeframe" in terms."""
    source = pasted(
        "Key priority\tHow we will deliver\tDelivery lead\tTimeframe\tHow we'll measure success\n"
        "Fire safety at home\tVisit 400 homes of people who hoard\tFire (prevention team)\tMarch 2027\t400 visits\n"
        "Fire safety at home\tShare lists of oxygen users\tICB\tShort term (0-6 months)\tList shared each month\n"
        "Water safety\tTeach floating in all pools\tWestmere DC Leisure\tSummer 2026\t2,000 children taught\n"
    )
    return Plan(source, [
        ("Fire safety at home", "Visit 400 homes of people who hoard", F, "2027-03-31"),
        ("Fire safety at home", "Share lists of oxygen users", N, None),
        ("Water safety", "Teach floating in all pools", W, (None, "2026-08-31")),
    ], ["400 visits", "List shared each month", "2,000 children taught"])  # fmt: skip


PLANS = [
    work_breakdown, two_headings_deep, objective_blocks, welsh_board, review_recommendations, meeting_log,
    pasted_from_web,
]  # fmt: skip
