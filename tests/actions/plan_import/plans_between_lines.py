"""Spreadsheets whose priorities, leads and dates stand between rows, in several columns, or on two sheets."""

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def pillars():
    """ "4P" pillars as merged cells down the left with vertical words, sub-priorities beside, "Delivery owner"."""
    source = workbook({"SVD response": [
        ["CALDSHIRE SERIOUS VIOLENCE DUTY – RESPONSE STRATEGY: ACTION PLAN"],
        ["Version 3.1 | Owner: Duty coordinator | Last reviewed 3 Sept 2026"],
        [],
        ["4P pillar", "Sub-priority", "Ref", "What we are going to do", "Delivery owner", "Key partners", "Start",
         "End", "Success looks like", "RAG", "Sept 26 commentary"],
        ["PREPARE", "Data", "PR1", "Agree one data set with hospitals", "ICB", "Police; CCC", "Apr 26", "Dec 26",
         "Weekly feed", "AMBER", "Waiting for consent form"],
        ["", "Workforce", "PR2", "Train 200 staff in trauma", "CCC", "All", "Apr 26", "Mar 27", "200 trained",
         "GREEN", ""],
        ["PREVENT", "Schools", "PV1", "Put a mentor in each unit for excluded pupils", "CCC", "Police", "Sep 26",
         "Jul 27", "Six mentors", "RED", "Budget cut"],
    ]}, merged=[("SVD response", "A5:A6"), ("SVD response", "A1:K1")])  # fmt: skip
    return Plan(source, [
        ("PREPARE", "Agree one data set with hospitals", N, "2026-12-31"),
        ("PREPARE", "Train 200 staff in trauma", C, "2027-03-31"),
        ("PREVENT", "Put a mentor in each unit for excluded pupils", C, "2027-07-31"),
    ], ["Weekly feed", "200 trained", "Six mentors"])  # fmt: skip


def gantt_months():
    """Months as columns with bars of "x"; leads by short names; the priority above in a filled row of one cell."""
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]

    def row(what, who, first, last, due):
        return [what, who, due, *["x" if first <= at <= last else "" for at in range(12)]]

    source = bold_workbook("Timeline", [
        ["Licensing and night-time economy group – timeline 2026/27"],
        ["Task", "Lead", "Deadline", *months],
        ["Safe venues"],
        row("Inspect 40 venues for spiking kits", "WDC", 0, 5, "30 Sep"),
        row("Give a charter to door staff firms", "Police", 2, 3, "31 Jul"),
        ["Safe journeys"],
        row("Mark taxi ranks with wardens", "WDC", 6, 8, "18 Dec"),
    ], bold=(1, 2, 3, 6))  # fmt: skip
    return Plan(source, [
        ("Safe venues", "Inspect 40 venues for spiking kits", W, "2026-09-30"),
        ("Safe venues", "Give a charter to door staff firms", P, "2026-07-31"),
        ("Safe journeys", "Mark taxi ranks with wardens", W, "2026-12-18"),
    ])  # fmt: skip


def several_leads():
    """Several leads by line, the first with "(L)"; priority and outcome numbered in two columns; sources below."""
    source = workbook({"Delivery Plan": [
        ["Priority No.", "Priority Name", "Outcome sought", "Action ID", "Action Description", "Responsible Agencies",
         "Due Date (Quarter)", "Performance Measure"],
        [1, "Exploitation", "Children are safe", "1.1.a", "Map all places where children are groomed",
         "Police (L)\nCCC\nWDC", "Q4 2026/27", "Map kept up to date"],
        [1, "Exploitation", "Children are safe", "1.1.b", "Teach hotels to spot signs", "WDC (L)\nPolice",
         "Q2 2026/27", "30 hotels"],
        [2, "Fraud", "Older people keep their money", "2.1.a", "Call blockers for 200 victims",
         "CCC (L)", "Q1 2027/28", "200 fitted"],
        [],
        ["Source: strategic assessment 2025"],
        ["Abbreviations: CCC = Caldshire County Council; WDC = Westmere District Council"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Exploitation", "Map all places where children are groomed", P, "2027-03-31"),
        ("Exploitation", "Teach hotels to spot signs", W, "2026-09-30"),
        ("Fraud", "Call blockers for 200 victims", C, "2027-06-30"),
    ], ["Map kept up to date", "30 hotels", "200 fitted"])  # fmt: skip


def plan_and_performance():
    """A sheet of actions and one of performance figures; in both the priority is a merged cell across."""
    source = workbook({
        "1. Actions": [
            ["Action plan"], ["Vulnerability"],
            ["Ref", "Action", "Lead partner", "Target completion", "Status"],
            ["V1", "Run a hoarding panel each month", "Fire & Rescue", "March 2027", "On track"],
            ["V2", "Refer all repeat missing children", "Police", "Immediate", "Complete"],
            ["Neighbourhoods"],
            ["Ref", "Action", "Lead partner", "Target completion", "Status"],
            ["N1", "Set up three Neighbourhood Watch schemes", "Westmere District Council", "Oct 2026", "Delayed"],
        ],
        "2. Performance": [
            ["Performance indicators"], ["Vulnerability"],
            ["Indicator", "Baseline", "Target", "Q1", "Q2"],
            ["Repeat missing episodes", 212, 180, 50, 44],
            ["Neighbourhoods"],
            ["Indicator", "Baseline", "Target", "Q1", "Q2"],
            ["Recorded ASB", 3021, 2800, 760, 702],
        ],
    }, merged=[("1. Actions", "A2:E2"), ("1. Actions", "A6:E6"), ("2. Performance", "A2:E2"),
               ("2. Performance", "A5:E5")])  # fmt: skip
    return Plan(source, [
        ("Vulnerability", "Run a hoarding panel each month", F, "2027-03-31"),
        ("Vulnerability", "Refer all repeat missing children", P, None),
        ("Neighbourhoods", "Set up three Neighbourhood Watch schemes", W, "2026-10-31"),
    ], ["Repeat missing episodes", "Recorded ASB"])  # fmt: skip


def kept_by_a_person():
    """No title, odd spellings in the headings, leads as people with bodies in brackets, days without a year."""
    source = csv(
        "Prioirty,Acton,Leed,Time scale,Comments / Progess\n"
        "Parks,Repair lights at the skate park,Ann Bell (WDC),end June 2026,parts on order\n"
        "Parks,Mow the sight lines,Ann Bell (WDC),Aug 2026,\n"
        "Shops,Radio link for 40 shops,PC 311 Hart (Police),01-12-2026,\n"
    )
    return Plan(source, [
        ("Parks", "Repair lights at the skate park", W, "2026-06-30"),
        ("Parks", "Mow the sight lines", W, "2026-08-31"),
        ("Shops", "Radio link for 40 shops", P, "2026-12-01"),
    ])  # fmt: skip


def smart_columns():
    """A council's SMART template: aim, objective, task, then who, resources, by when, and evidence of success."""
    source = workbook({"Community Safety Service Plan": [
        ["Corporate aim", "Service objective", "Key tasks / milestones", "Who is responsible", "Resources needed",
         "By when", "Evidence of success", "Link to corporate plan"],
        ["Safer, stronger communities", "Reduce fear of crime", "Hold a street surgery each month",
         "WDC Community Safety", "Existing", "Monthly", "12 held", "CP3"],
        ["", "", "Publish good news every quarter", "WDC Comms", "Existing", "Quarterly", "4 editions", "CP3"],
        ["", "Reduce domestic burglary", "Fit 100 locks for victims", "Police", "£4k", "Feb 2027", "100 fitted", "CP4"],
    ]}, merged=[("Community Safety Service Plan", "A2:A4"), ("Community Safety Service Plan", "B2:B3")])  # fmt: skip
    return Plan(source, [
        ("Safer, stronger communities", "Hold a street surgery each month", W, None),
        ("Safer, stronger communities", "Publish good news every quarter", W, None),
        ("Safer, stronger communities", "Fit 100 locks for victims", P, "2027-02-28"),
    ], ["12 held", "4 editions", "100 fitted"])  # fmt: skip


def pasted_with_breaks():
    """A table pasted with its title and a lead line above, columns of objectives, "Agency lead(s)"."""
    source = pasted(
        "Prevent Board action plan 2026/27\n"
        "Board lead: Sam Roe, Westmere DC\n"
        "\n"
        "Objective\tActivity to deliver the objective\tAgency lead(s)\tTarget / completion date\tOutcome\tRAG\n"
        "Partners know the risk\tBrief all councillors\tWestmere DC & Police\tMay 2026\tAll briefed\tG\n"
        "Partners know the risk\tShare the local risk profile\tPolice\tannually, next March 2027\tProfile shared\tA\n"
        "Referrals are good\tTrain all school safeguarding leads\tCCC\tJuly 2027\t64 trained\tG\n"
    )
    return Plan(source, [
        ("Partners know the risk", "Brief all councillors", W, "2026-05-31"),
        ("Partners know the risk", "Share the local risk profile", P, (None, "2027-03-31")),
        ("Referrals are good", "Train all school safeguarding leads", C, "2027-07-31"),
    ], ["All briefed", "Profile shared", "64 trained"])  # fmt: skip


PLANS = [
    pillars, gantt_months, several_leads, plan_and_performance, kept_by_a_person, smart_columns, pasted_with_breaks,
]  # fmt: skip
