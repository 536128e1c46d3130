"""Spreadsheets handed on from officer to officer: odd merges, old headings, rows of progress."""

from datetime import date

from .making import Plan, csv, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def merged_leads():
    """Lead and date merged down over several actions; the priority merged across above them with its number."""
    source = workbook(
        {
            "Action Plan": [
                ["SAFER CALDSHIRE – ACTION PLAN 2026/27"],
                ["PRIORITY", "ACTION", "LEAD", "TIMESCALE", "MEASURE / KPI", "COMMENTS"],
                ["1. Violence", "Share ambulance data each week", "ICB", "Mar-27", "52 data sets", ""],
                ["", "Map the data on the tasking board", "", "", "Board live", ""],
                ["", "Send cars to the three worst streets", "Police", "Ongoing", "Fewer assaults", "started"],
                ["2. Trafficking", "Train all housing officers", "WDC", "Sep-26", "60 trained", ""],
                ["", "Put the helpline on all tenancy letters", "", "", "All letters", ""],
            ]
        },
        merged=[("Action Plan", one) for one in ("A1:F1", "A3:A5", "C3:C4", "D3:D4", "A6:A7", "C6:C7", "D6:D7")],
    )
    return Plan(source, [
        ("1. Violence", "Share ambulance data each week", N, "2027-03-31"),
        ("1. Violence", "Map the data on the tasking board", N, "2027-03-31"),
        ("1. Violence", "Send cars to the three worst streets", P, None),
        ("2. Trafficking", "Train all housing officers", W, "2026-09-30"),
        ("2. Trafficking", "Put the helpline on all tenancy letters", W, "2026-09-30"),
    ], ["52 data sets", "Board live", "Fewer assaults", "60 trained", "All letters"])  # fmt: skip


def two_side_by_side():
    """Who, with what and when under "Delivery"; results under "Monitoring"; the headings' second row in part empty."""
    source = workbook({"Drugs & alcohol": [
        ["Objective", "Actions", "Delivery", "", "", "Monitoring", ""],
        ["", "", "By whom", "With", "By when", "Indicator", "RAG"],
        ["Reduce supply", "Share intelligence with the prison each week", "Police", "Probation", "30 June 2026",
         "52 reports", "G"],
        ["Reduce supply", "Close premises that deal", "Police", "WDC", "31 March 2027", "10 closed", "A"],
        ["Treat more people", "See all who leave prison within a week", "ICB", "Probation", "31 Oct 2026", "90% seen",
         "R"],
    ]}, merged=[("Drugs & alcohol", "C1:E1"), ("Drugs & alcohol", "F1:G1")])  # fmt: skip
    return Plan(source, [
        ("Reduce supply", "Share intelligence with the prison each week", P, "2026-06-30"),
        ("Reduce supply", "Close premises that deal", P, "2027-03-31"),
        ("Treat more people", "See all who leave prison within a week", N, "2026-10-31"),
    ], ["52 reports", "10 closed", "90% seen"])  # fmt: skip


def small_board():
    """A small board's plain list: no headings for the numbers, leads with question marks, dates as words."""
    source = workbook({"PREVENT": [
        ["Prevent Partnership Board – workplan 2026"],
        [],
        ["", "Task", "Lead(s)", "When by", "Where we are"],
        [1, "Write a risk assessment", "Police", "end of May 2026", "drafted"],
        [2, "Tell venues of the new duty", "WDC?", "July 26", ""],
        [3, "Hold an exercise in the arena", "Fire; Police", "before Christmas 2026", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("PREVENT", "Write a risk assessment", P, "2026-05-31"),
        ("PREVENT", "Tell venues of the new duty", W, "2026-07-31"),
        ("PREVENT", "Hold an exercise in the arena", F, (None, "2026-12-25", "2026-12-24", "2026-12-31")),
    ])  # fmt: skip


def rows_of_progress():
    """A row of progress below each action, in merged cells across with "Update:" before it."""
    source = workbook({"Plan": [
        ["Ref", "Action", "Lead", "Due date", "RAG"],
        ["Theme 1: Safe in public"],
        ["1.1", "Train 20 street pastors", "WDC", "31/08/2026", "G"],
        ["Update: 12 trained by June"],
        ["1.2", "Put help points in the park", "CCC", "31/03/2027", "A"],
        ["Update: planning consent needed"],
        ["Theme 2: Safe online"],
        ["2.1", "Give talks on fraud in 30 halls", "Police", "31/12/2026", "G"],
        ["Update: six given"],
    ]}, merged=[("Plan", f"A{n}:E{n}") for n in (2, 4, 6, 7, 9)])  # fmt: skip
    return Plan(source, [
        ("Theme 1: Safe in public", "Train 20 street pastors", W, "2026-08-31"),
        ("Theme 1: Safe in public", "Put help points in the park", C, "2027-03-31"),
        ("Theme 2: Safe online", "Give talks on fraud in 30 halls", P, "2026-12-31"),
    ])  # fmt: skip


def tabs_and_quotes():
    """A file of tabs from a database: field names with underscores, codes of priorities beside their names."""
    source = csv(
        "action_id\tpriority_code\tpriority_name\taction_text\tlead_org\tsupport_orgs\tdue_date\trag\tlast_update\n"
        "101\tP1\tDomestic abuse\tFund a worker for children in refuges\tCCC\tWDC\t2026-09-30\tG\tIn post\n"
        "102\tP1\tDomestic abuse\tHold a week of talks in workplaces\tWDC\tPolice\t2026-11-27\tA\t\n"
        "103\tP2\tBurglary\tTest locks in student houses\tPolice\tUniversity\t2026-10-16\tG\t\n"
    )
    return Plan(source, [
        ("Domestic abuse", "Fund a worker for children in refuges", C, "2026-09-30"),
        ("Domestic abuse", "Hold a week of talks in workplaces", W, "2026-11-27"),
        ("Burglary", "Test locks in student houses", P, "2026-10-16"),
    ])  # fmt: skip


def improvement_plan():
    """An improvement plan after an inspection: finding, what good looks like, action, "Exec lead" beside "Op lead"."""
    source = workbook({"Improvement": [
        ["Youth justice improvement plan"],
        ["Area for improvement", "Finding", "What good looks like", "Improvement action", "Exec lead",
         "Operational lead", "Lead agency", "Deadline", "Evidence", "BRAG"],
        ["Governance", "The board meets too seldom", "It meets each quarter", "Set six dates for the year",
         "A. Fox", "J. Dee", "CCC", date(2026, 5, 31), "Minutes", "B"],
        ["Governance", "Health does not come", "All partners come", "Ask the ICB for a director", "A. Fox", "J. Dee",
         "ICB", date(2026, 7, 31), "Attendance", "G"],
        ["Out-of-court cases", "Victims are not asked", "All are asked", "Put a victim worker in the team", "B. Ray",
         "P. Low", "Police", date(2026, 12, 31), "Case audits", "A"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Governance", "Set six dates for the year", C, "2026-05-31"),
        ("Governance", "Ask the ICB for a director", N, "2026-07-31"),
        ("Out-of-court cases", "Put a victim worker in the team", P, "2026-12-31"),
    ])  # fmt: skip


def pasted_uneven():
    """A pasted table with empty cells for what is as above, and ends of lines cut off."""
    source = pasted(
        "Aim\tWhat are we going to do?\tWho will lead?\tWho else will be involved?\tWhen?\n"
        "Roads are safe\tCheck speeds outside ten schools\tPolice\tFire\tSummer term 2026\n"
        "\tTeach cycling in all primaries\tCCC\n"
        "Water is safe\tPut throw bags in 40 pubs by the river\tFire\tWDC\tJune 2026\n"
    )
    return Plan(source, [
        ("Roads are safe", "Check speeds outside ten schools", P, (None, "2026-07-31", "2026-08-31")),
        ("Roads are safe", "Teach cycling in all primaries", C, None),
        ("Water is safe", "Put throw bags in 40 pubs by the river", F, "2026-06-30"),
    ])  # fmt: skip


PLANS = [
    merged_leads, two_side_by_side, small_board, rows_of_progress, tabs_and_quotes, improvement_plan, pasted_uneven,
]  # fmt: skip
