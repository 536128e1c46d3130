"""Spreadsheets tried last: what they show is how many come right at first sight."""

from datetime import date

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def thematic_groups():
    """A sheet a group, each with terms above, its own headings, and a different order of columns."""
    source = workbook({
        "Rural Crime Group": [
            ["Rural Crime Group – action plan"], ["Chair: Insp. Low"], ["Meets: every six weeks"], [],
            ["What", "Who", "Completed by", "Status update"],
            ["Mark 200 trailers", "Police", "Sep-26", "80 marked"],
            ["Put up signs at 30 gates", "WDC", "Dec-26", ""],
        ],
        "Modern Slavery Group": [
            ["Modern Slavery Group – action plan"], ["Chair: Jo Dee"], [],
            ["Action no.", "Lead agency", "Action agreed", "Deadline", "RAG"],
            ["MS1", "CCC", "Write to all care agencies", "31/07/2026", "G"],
            ["MS2", "Police", "Visit ten nail bars", "30/11/2026", "A"],
        ],
    })  # fmt: skip
    return Plan(source, [
        ("Rural Crime Group", "Mark 200 trailers", P, "2026-09-30"),
        ("Rural Crime Group", "Put up signs at 30 gates", W, "2026-12-31"),
        ("Modern Slavery Group", "Write to all care agencies", C, "2026-07-31"),
        ("Modern Slavery Group", "Visit ten nail bars", P, "2026-11-30"),
    ])  # fmt: skip


def strategy_themes():
    """Theme, commitment from the strategy, action this year; "Lead (bold) and partners"; "Complete/ongoing"."""
    source = workbook({"Year 2": [
        ["Domestic abuse strategy: year two action plan (April 2026 to March 2027)"],
        ["Theme", "Commitment", "Year 2 action", "Lead and partners", "Timescale", "Status at Q2"],
        ["Early help", "We will spot abuse sooner", "Put an adviser in three surgeries", "ICB, CCC", "Q2", "Complete"],
        ["", "", "Train midwives in the new form", "ICB", "Q3", "Ongoing"],
        ["Safe homes", "We will help survivors stay", "Set up a locks scheme", "WDC, Police", "Q4", "Not started"],
    ]}, merged=[("Year 2", "A3:A4"), ("Year 2", "B3:B4")])  # fmt: skip
    return Plan(source, [
        ("Early help", "Put an adviser in three surgeries", N, "2026-09-30"),
        ("Early help", "Train midwives in the new form", N, "2026-12-31"),
        ("Safe homes", "Set up a locks scheme", W, "2027-03-31"),
    ])  # fmt: skip


def wide_tracker():
    """Months of updates as columns with years; a column "Lead" for each of officer and board; "Revised date"."""
    source = workbook({"Tracker": [
        ["ID", "Priority", "Action", "Lead organisation", "Lead officer", "Original due date", "Revised due date",
         "Apr-26 update", "Jul-26 update", "Oct-26 update", "Current RAG", "Previous RAG"],
        [1, "Fraud", "Teach 50 bank clerks", "WDC", "T. Hall", date(2026, 6, 30), date(2026, 9, 30), "Booked",
         "20 done", "50 done", "B", "A"],
        [2, "Fraud", "Call all victims over 80", "Police", "PC Hart", date(2026, 12, 31), "", "", "Started", "",
         "G", "G"],
        [3, "Water", "Rescue boards at the quay", "Fire", "SM Cole", date(2026, 5, 31), "", "Bought", "Up", "", "B",
         "B"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Fraud", "Teach 50 bank clerks", W, ("2026-06-30", "2026-09-30")),
        ("Fraud", "Call all victims over 80", P, ("2026-12-31", None)),
        ("Water", "Rescue boards at the quay", F, ("2026-05-31", None)),
    ])  # fmt: skip


def bands_and_notes():
    """Bands in capitals in the second column, an introduction of three sentences, footnotes with stars."""
    source = bold_workbook("Plan", [
        ["Community Safety Action Plan"],
        ["This plan was agreed by the partnership in March 2026. It says what each body will do. We review it yearly."],
        [],
        ["", "Action", "Lead*", "Date", "Cost"],
        ["", "TOWN CENTRE"],
        [1, "Radio for door staff", "WDC", "June 2026", "£6k"],
        [2, "Taxi marshals on Fridays", "WDC", "Oct 2026", "£9k**"],
        ["", "ESTATES"],
        [3, "Weeks of action on four estates", "Police", "March 2027", "-"],
        [],
        ["* The lead reports to each meeting."],
        ["** Half is paid by the business district."],
    ], bold=(1, 4, 5, 8))  # fmt: skip
    return Plan(source, [
        ("Town centre", "Radio for door staff", W, "2026-06-30"),
        ("Town centre", "Taxi marshals on Fridays", W, "2026-10-31"),
        ("Estates", "Weeks of action on four estates", P, "2027-03-31"),
    ])  # fmt: skip


def problem_profiles():
    """A problem-solving plan: problem, cause, response, tasked to, review date and result."""
    source = workbook({"OSARA": [
        ["Problem", "Cause", "Response", "Tasked to", "Date set", "To be done by", "Result"],
        ["Fights by the kebab shop", "Bars close at once", "Stagger closing hours", "WDC", date(2026, 4, 10),
         date(2026, 7, 10), "Three bars agreed"],
        ["Fights by the kebab shop", "No taxis", "Move the rank", "CCC", date(2026, 4, 10), date(2026, 9, 1), ""],
        ["Moped theft at the college", "No anchors", "Fit 40 anchors", "Police", date(2026, 5, 8), date(2026, 8, 31),
         ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Fights by the kebab shop", "Stagger closing hours", W, "2026-07-10"),
        ("Fights by the kebab shop", "Move the rank", C, "2026-09-01"),
        ("Moped theft at the college", "Fit 40 anchors", P, "2026-08-31"),
    ])  # fmt: skip


def csv_from_planner():
    """A planner's export: bucket, task name, assigned to, due date, checklist items, labels."""
    source = csv(
        "Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Created By,Created Date,Start Date,Due Date,"
        "Is Recurring,Late,Completed Date,Checklist Items,Labels,Description\n"
        "aX1,Write the needs assessment,Serious violence,In progress,Important,Caldshire Constabulary,Ann,01/04/2026,"
        ",30/06/2026,false,false,,Data;Maps,,For the board\n"
        "aX2,Book halls for summer,Young people,Not started,Medium,Westmere District Council,Ann,01/04/2026,"
        ",31/05/2026,false,true,,,,\n"
        "aX3,Invite probation to panels,Young people,Completed,Medium,Caldshire Probation Service,Ann,02/04/2026,"
        ",15/05/2026,false,false,11/05/2026,,,\n"
    )
    return Plan(source, [
        ("Serious violence", "Write the needs assessment", P, "2026-06-30"),
        ("Young people", "Book halls for summer", W, "2026-05-31"),
        ("Young people", "Invite probation to panels", B, "2026-05-15"),
    ])  # fmt: skip


def pasted_priority_rows():
    """A pasted table in which rows of the priority hold its lead and date too."""
    source = pasted(
        "No.\tPriority / action\tLead\tDate\tProgress\n"
        "1\tTackle county lines\t\t\t\n"
        "1.1\tTrain letting agents to spot cuckooing\tWDC\tMay 2026\tdone\n"
        "1.2\tRun three weeks of action\tPolice\tMar 2027\tone held\n"
        "2\tTackle hate crime\t\t\t\n"
        "2.1\tOpen six reporting centres\tCCC\tNov 2026\t\n"
    )
    return Plan(source, [
        ("Tackle county lines", "Train letting agents to spot cuckooing", W, "2026-05-31"),
        ("Tackle county lines", "Run three weeks of action", P, "2027-03-31"),
        ("Tackle hate crime", "Open six reporting centres", C, "2026-11-30"),
    ])  # fmt: skip


PLANS = [
    thematic_groups, strategy_themes, wide_tracker, bands_and_notes, problem_profiles, csv_from_planner,
    pasted_priority_rows,
]  # fmt: skip
