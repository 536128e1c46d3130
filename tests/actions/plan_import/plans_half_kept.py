"""Spreadsheets as they grow over years: lines above tables, headings that are instructions, empty columns."""

from datetime import date

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def banner_of_lead_plain():
    """Merged banners that are only a name, with merged lines for who sponsors each and what it is to change."""
    head = ["#", "Action", "Lead", "Due", "Status"]
    source = workbook({"Plan": [
        ["Safer Westmere – delivery plan 2026/27"], [],
        ["Violence in public places"], ["Theme lead: Supt Ray, Caldshire Constabulary"],
        ["Outcome: Fewer people are hurt at night"], head,
        [1, "Open a safe space on Saturdays", "WDC", "30/06/2026", "On track"],
        [2, "Scan IDs at ten clubs", "Police", "31/12/2026", "At risk"],
        [], ["Violence at home"], ["Theme lead: Jo Dee, CCC"], ["Outcome: Victims are believed"], head,
        [3, "Give cameras to 50 victims", "CCC", "31/03/2027", "On track"],
    ]}, merged=[("Plan", f"A{n}:E{n}") for n in (1, 3, 4, 5, 10, 11, 12)])  # fmt: skip
    return Plan(source, [
        ("Violence in public places", "Open a safe space on Saturdays", W, "2026-06-30"),
        ("Violence in public places", "Scan IDs at ten clubs", P, "2026-12-31"),
        ("Violence at home", "Give cameras to 50 victims", C, "2027-03-31"),
    ])  # fmt: skip


def instructions_as_headings():
    """Headings with instructions in brackets and a row of examples below them."""
    source = workbook({"Template 2026": [
        ["Priority (choose from list)", "Action (start with a verb)", "Lead organisation (one only)",
         "Other partners (if any)", "Completion date (dd/mm/yyyy)", "How will success be measured? (SMART)",
         "Progress so far (max 50 words)"],
        ["Serious violence", "Map all youth clubs", "CCC", "WDC", "31/07/2026", "Map on the web", "Half done"],
        ["Serious violence", "Hire two street workers", "CCC", "", "01/10/2026", "Two in post", ""],
        ["Burglary", "Mark all student bikes", "Police", "Universities", "30/09/2026", "400 marked", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Serious violence", "Map all youth clubs", C, "2026-07-31"),
        ("Serious violence", "Hire two street workers", C, "2026-10-01"),
        ("Burglary", "Mark all student bikes", P, "2026-09-30"),
    ], ["Map on the web", "Two in post", "400 marked"])  # fmt: skip


def objective_statement():
    """A statement of each objective as a long merged row in bold between the rows; letters a) b) before the actions."""
    source = bold_workbook("Action plan", [
        ["Ref", "What", "Who", "When", "Progress"],
        ["Objective A: We will make sure that everyone who uses the town centre at night gets home safely"],
        ["a)", "Light the taxi ranks", "CCC", "Dec 2026", ""],
        ["b)", "Train bar staff to help lone drinkers", "WDC", "Sept 2026", "40 trained"],
        ["Objective B: We will reduce the number of people who beg and sleep in shop doorways"],
        ["a)", "Walk the doorways each dawn", "WDC", "Ongoing", ""],
        ["b)", "Send those at risk to a doctor the same day", "ICB", "Jan 2027", ""],
    ], bold=(1, 2, 5))  # fmt: skip
    first = "Objective A: We will make sure that everyone who uses the town centre at night gets home safely"
    second = "Objective B: We will reduce the number of people who beg and sleep in shop doorways"
    return Plan(source, [
        (first, "Light the taxi ranks", C, "2026-12-31"),
        (first, "Train bar staff to help lone drinkers", W, "2026-09-30"),
        (second, "Walk the doorways each dawn", W, None),
        (second, "Send those at risk to a doctor the same day", N, "2027-01-31"),
    ])  # fmt: skip


def board_report():
    """A report's annex: reference to the strategy, long headings on two lines, "Lead and partners" in one column."""
    source = workbook({"Annex 2": [
        ["Annex 2"],
        ["Police and Crime Plan: partnership actions"],
        [],
        ["Plan\nref", "Police and crime\nplan priority", "What we have\nagreed to do", "Lead and\npartners",
         "Completion\ndate (or review)", "Position\nJune 2026", "On\ntrack?"],
        ["PCP1/1", "Keeping roads safe", "Train 30 community speed watchers", "Police, with CCC", "30 Nov 2026",
         "12 trained", "Y"],
        ["PCP1/2", "Keeping roads safe", "Fine noisy cars in the retail park", "WDC, with Police", "31 Jul 2026",
         "Order drafted", "N"],
        ["PCP2/1", "Putting victims first", "Survey all victims of burglary", "Police", "Each quarter",
         "Q1 sent", "Y"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Keeping roads safe", "Train 30 community speed watchers", P, "2026-11-30"),
        ("Keeping roads safe", "Fine noisy cars in the retail park", W, "2026-07-31"),
        ("Putting victims first", "Survey all victims of burglary", P, None),
    ])  # fmt: skip


def spare_columns():
    """An empty first column, a spacer between columns, ids like DA-01, "Lead (Org)" beside "Lead (Name)"."""
    source = workbook({"DA LPB": [
        ["", "Domestic Abuse Local Partnership Board"],
        [],
        ["", "ID", "Strategy priority", "", "Activity", "Lead (Name)", "Lead (Org)", "", "Deadline", "Complete?",
         "Budget"],
        ["", "DA-01", "Safe accommodation", "", "Buy four dispersed flats", "Jo Dee", "CCC", "", date(2027, 3, 31),
         "No", 400000],
        ["", "DA-02", "Safe accommodation", "", "Fit pet-friendly rules", "Al Fox", "WDC", "", date(2026, 8, 31),
         "Yes", 0],
        ["", "DA-03", "Perpetrators", "", "Run the Drive programme", "Sam Roe", "Probation", "", "",
         "No", 90000],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safe accommodation", "Buy four dispersed flats", C, "2027-03-31"),
        ("Safe accommodation", "Fit pet-friendly rules", W, "2026-08-31"),
        ("Perpetrators", "Run the Drive programme", B, None),
    ])  # fmt: skip


def rag_by_lists():
    """A board of cards exported: list as status, labels as priority, members as leads, due with a time."""
    source = csv(
        "Card Name,Card Description,Labels,List,Members,Due Date,Archived,Comment count\n"
        "Paint the subway,With the art college,Public realm,Doing,Westmere DC,2026-07-31 17:00,false,3\n"
        "Brief door staff,,Night-time economy,To do,Caldshire Constabulary,2026-10-02 17:00,false,0\n"
        "Count rough sleepers,,Homelessness,Done,Westmere DC,2026-05-15 17:00,false,1\n"
    )
    return Plan(source, [
        ("Public realm", "Paint the subway", W, "2026-07-31"),
        ("Night-time economy", "Brief door staff", P, "2026-10-02"),
        ("Homelessness", "Count rough sleepers", W, "2026-05-15"),
    ])  # fmt: skip


def pasted_wide_banner():
    """A pasted table with a banner in its first cell only, headings repeated, "Lead Partner(s)" with a slash."""
    source = pasted(
        "PRIORITY ONE - REDUCE ANTI-SOCIAL BEHAVIOUR\t\t\t\n"
        "Action\tLead Partner(s)\tTimescale\tOutcome/Output\n"
        "Close the alley behind Fore Street\tWDC/Police\tQ3\tOrder made\n"
        "Send youth bus to Fenton\tCCC\tApril 2026 onwards\t20 sessions\n"
        "PRIORITY TWO - PROTECT THOSE MOST AT RISK\t\t\t\n"
        "Action\tLead Partner(s)\tTimescale\tOutcome/Output\n"
        "Check smoke alarms of 300 frail people\tFire\tby 31/3/27\t300 checks\n"
    )
    return Plan(source, [
        ("Reduce anti-social behaviour", "Close the alley behind Fore Street", W, (None, "2026-12-31")),
        ("Reduce anti-social behaviour", "Send youth bus to Fenton", C, None),
        ("Protect those most at risk", "Check smoke alarms of 300 frail people", F, "2027-03-31"),
    ], ["Order made", "20 sessions", "300 checks"])  # fmt: skip


PLANS = [
    banner_of_lead_plain, instructions_as_headings, objective_statement, board_report, spare_columns, rag_by_lists,
    pasted_wide_banner,
]  # fmt: skip
