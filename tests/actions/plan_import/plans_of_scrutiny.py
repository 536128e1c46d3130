"""Spreadsheets that scrutiny committees and boards see: several plans in one book, answers to recommendations, logs."""

from datetime import date

from .making import Plan, bold_workbook, csv, workbook
from .plans_in_sheets import C, F, N, P, W


def book_of_plans():
    """A cover, a sheet of guidance, a sheet a priority with its title and lead above, lists of choices at the end."""
    head = ["Ref", "Action", "Lead Agency", "Supporting Agencies", "Target date", "Progress", "BRAG"]

    def sheet(title, lead, rows):
        return [[title], [f"Priority Lead: {lead}"], [], head, *rows]

    source = workbook({
        "Cover": [["Westmere CSP Delivery Plan"], ["2026/27"], ["Version 2"]],
        "Guidance": [["How to fill in this workbook"], ["Enter one action per row."], ["Use BRAG as below."],
                     ["B", "Complete"], ["G", "On track"], ["A", "At risk"], ["R", "Off track"]],
        "P1 ASB": sheet("Priority 1 - Anti-social behaviour", "Jo Dee (WDC)", [
            ["1.1", "Issue warnings within five days", "WDC", "Police", "31/05/2026", "", "B"],
            ["1.2", "Fit cameras in two estates", "WDC", "CCC", "30/11/2026", "Ordered", "G"]]),
        "P2 SV": sheet("Priority 2 - Serious violence", "Supt Ray (Police)", [
            ["2.1", "Take weapons lessons to all year 7s", "Police", "CCC", "31/07/2027", "", "A"]]),
        "Lists": [["Agency", "BRAG"], ["WDC", "B"], ["Police", "G"], ["CCC", "A"], ["", "R"]],
    })  # fmt: skip
    return Plan(source, [
        ("Anti-social behaviour", "Issue warnings within five days", W, "2026-05-31"),
        ("Anti-social behaviour", "Fit cameras in two estates", W, "2026-11-30"),
        ("Serious violence", "Take weapons lessons to all year 7s", P, "2027-07-31"),
    ])  # fmt: skip


def answers_to_scrutiny():
    """Recommendations of a committee, the response, what will be done, and by whom."""
    source = workbook({"Scrutiny response": [
        ["Overview and Scrutiny: review of knife crime – response of the partnership"],
        ["No.", "Recommendation", "Accepted?", "Response / proposed action", "Responsible officer and body",
         "Implementation date", "Update to committee (Nov 2026)"],
        [1, "That schools get better advice", "Accepted", "Write a guide for head teachers", "Head of Education, CCC",
         "January 2027", "Drafted"],
        [2, "That shops are tested more often", "Accepted in part", "Test 40 shops a year", "Licensing Manager, WDC",
         "March 2027", ""],
        [3, "That officers carry bleed kits", "Accepted", "Put kits in all response cars", "Supt Ops, Police",
         "Sept 2026", "Done"],
    ]})  # fmt: skip
    return Plan(source, [
        ("That schools get better advice", "Write a guide for head teachers", C, "2027-01-31"),
        ("That shops are tested more often", "Test 40 shops a year", W, "2027-03-31"),
        ("That officers carry bleed kits", "Put kits in all response cars", P, "2026-09-30"),
    ])  # fmt: skip


def outcomes_and_means():
    """An outcomes framework: outcome merged, then "How will we get there", indicator, baseline, target and leads."""
    source = workbook({"Framework": [
        ["Outcome", "How will we get there?", "Lead", "Timeline", "Indicator", "Baseline", "Target 26/27"],
        ["People feel safe in parks", "Rangers in six parks at weekends", "WDC", "From May 2026 to Oct 2026",
         "Feel safe in parks", "51%", "60%"],
        ["", "Lights on three paths", "CCC", "By 31st Jan 2027", "Night footfall", 900, 1400],
        ["Fewer are burgled twice", "Visits by fire crews and police together", "Police", "2026/27",
         "Repeat burglaries", 64, 40],
    ]}, merged=[("Framework", "A2:A3")])  # fmt: skip
    return Plan(source, [
        ("People feel safe in parks", "Rangers in six parks at weekends", W, "2026-10-31"),
        ("People feel safe in parks", "Lights on three paths", C, "2027-01-31"),
        ("Fewer are burgled twice", "Visits by fire crews and police together", P, "2027-03-31"),
    ], ["Feel safe in parks", "Night footfall", "Repeat burglaries"])  # fmt: skip


def log_of_decisions():
    """An action log of a meeting: dates of raising and closing, owner by name and agency, open or closed."""
    source = workbook({"CSP Action Log": [
        ["CSP Action Log 2026"],
        ["Meeting date", "Action no.", "Workstream", "Action", "Owner", "Agency", "Due", "Open/Closed",
         "Outcome / notes"],
        [date(2026, 5, 12), "26/05-1", "Prevent", "Share the profile with faith leaders", "J. Dee", "WDC",
         date(2026, 6, 30), "Closed", "Shared"],
        [date(2026, 5, 12), "26/05-2", "Prevent", "Add a page to the website", "A. Fox", "WDC", date(2026, 7, 31),
         "Open", ""],
        [date(2026, 9, 8), "26/09-1", "Serious violence", "Ask hospitals for ward data", "Dr Kay", "ICB",
         date(2026, 12, 1), "Open", "Chased"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Prevent", "Share the profile with faith leaders", W, "2026-06-30"),
        ("Prevent", "Add a page to the website", W, "2026-07-31"),
        ("Serious violence", "Ask hospitals for ward data", N, "2026-12-01"),
    ])  # fmt: skip


def lead_first():
    """The lead in the first column, merged over its actions; the priority last; no title."""
    source = workbook({"by agency": [
        ["Agency", "Commitment for 2026/27", "When", "Contributes to priority"],
        ["Westmere DC", "Fund the refuge's garden", "July 2026", "Domestic abuse"],
        ["", "Licence all late cafés", "Dec 2026", "Night-time economy"],
        ["Police", "Reply to every report of stalking in a day", "Now", "Domestic abuse"],
        ["Fire", "Visit all homes of people who hoard", "Mar 2027", "Vulnerable people"],
    ]}, merged=[("by agency", "A2:A3")])  # fmt: skip
    return Plan(source, [
        ("Domestic abuse", "Fund the refuge's garden", W, "2026-07-31"),
        ("Night-time economy", "Licence all late cafés", W, "2026-12-31"),
        ("Domestic abuse", "Reply to every report of stalking in a day", P, None),
        ("Vulnerable people", "Visit all homes of people who hoard", F, "2027-03-31"),
    ])  # fmt: skip


def forms_export():
    """Answers of an online form: full questions as headings, stamps of time, e-mail addresses."""
    source = csv(
        "ID,Start time,Completion time,Email,Name,Which priority does your action support?,"
        "What is the action?,Which organisation will lead on this action?,When will it be completed by?,"
        "How will you measure success?\n"
        "1,4/3/26 10:01,4/3/26 10:09,a@wdc.example,Ann Bell,Domestic abuse,Put posters in all GP surgeries,"
        "Caldshire Integrated Care Board,30/06/2026,All 40 surgeries\n"
        "2,4/3/26 11:20,4/3/26 11:31,p@pol.example,P Low,Drugs,Run Operation Clear each month,"
        "Caldshire Constabulary,31/03/2027,12 operations\n"
    )
    return Plan(source, [
        ("Domestic abuse", "Put posters in all GP surgeries", N, "2026-06-30"),
        ("Drugs", "Run Operation Clear each month", P, "2027-03-31"),
    ], ["All 40 surgeries", "12 operations"])  # fmt: skip


def tasks_below_actions():
    """Actions in bold with tasks below in the next column, each with its own lead and date."""
    source = bold_workbook("CE plan", [
        ["Child exploitation action plan"],
        ["Priority", "Action", "Task", "Lead", "Date due", "Comments"],
        ["Prevent", "Raise awareness", "Run a campaign in all bus stations", "CCC", "31/10/2026", ""],
        ["", "", "Brief all taxi drivers at renewal", "WDC", "31/03/2027", "ongoing"],
        ["Pursue", "Disrupt", "Serve notices on ten adults", "Police", "31/12/2026", "three served"],
    ], bold=(1, 2))  # fmt: skip
    return Plan(source, [
        ("Prevent", "Run a campaign in all bus stations", C, "2026-10-31"),
        ("Prevent", "Brief all taxi drivers at renewal", W, "2027-03-31"),
        ("Pursue", "Serve notices on ten adults", P, "2026-12-31"),
    ])  # fmt: skip


PLANS = [
    book_of_plans, answers_to_scrutiny, outcomes_and_means, log_of_decisions, lead_first, forms_export,
    tasks_below_actions,
]  # fmt: skip
