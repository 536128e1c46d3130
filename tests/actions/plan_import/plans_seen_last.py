"""Plans that were written when the rules were done: what they show is how many come right at first sight."""

from datetime import date

from .making import Plan, bold_workbook, csv, document, workbook
from .plans_in_sheets import B, C, F, N, P, W


def arrangements():
    """Capitals, slashes and long-winded headings of a council's own template."""
    source = workbook({"Partnership Plan 26-29": [
        ["PARTNERSHIP PLAN 2026-2029"],
        ["S/N", "PRIORITIES", "ACTIVITIES / INTERVENTIONS", "LEAD PARTNER/S", "TIME FRAME", "MONITORING ARRANGEMENTS",
         "ANTICIPATED OUTCOMES", "RESOURCE IMPLICATIONS", "COMPLETE? (Y/N)"],
        [1, "Tackling ASB", "Use early help for children in trouble", "CCC", "Dec 2026", "Quarterly report",
         "Fewer repeat cases", "Within budget", "N"],
        ["", "", "Set up a mediation offer", "WDC", "March 2027", "Annual review", "60 cases", "£12k", "N"],
        [2, "Tackling drugs", "Warrants in ten addresses", "Police", "Ongoing", "Monthly tasking", "Ten warrants",
         "None", "Y"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Tackling ASB", "Use early help for children in trouble", C, "2026-12-31"),
        ("Tackling ASB", "Set up a mediation offer", W, "2027-03-31"),
        ("Tackling drugs", "Warrants in ten addresses", P, None),
    ], ["Fewer repeat cases", "60 cases", "Ten warrants"])  # fmt: skip


def measures_only():
    """Measures under headings, without an action."""
    head = ["Outcome", "Indicator", "Baseline 2025/26", "Target 2028/29", "Source"]
    source = document(
        ("Title", "Outcomes framework"),
        ("Heading 1", "Priority 1: Violence"),
        [head, ["Fewer are hurt", "Assaults with injury", "412", "350", "Police"],
         ["Fewer are hurt", "Ambulance calls", "96", "80", "Ambulance trust"]],
        ("Heading 1", "Priority 2: Trust"),
        [head, ["More feel safe", "Share who feel safe after dark", "61%", "70%", "Residents survey"]],
    )  # fmt: skip
    return Plan(source, [], ["Assaults with injury", "Ambulance calls", "Share who feel safe after dark"])


def wards():
    """A sheet a ward with the same columns; the priority in a column, problems first."""
    head = ["Problem", "Priority", "Response", "Owner", "Review", "Target date", "Result"]
    source = workbook({
        "Fenton": [head, ["Off-road bikes on the heath", "ASB", "Bollards at three gates", "CCC", date(2026, 7, 1),
                          date(2026, 9, 30), ""]],
        "Quay": [head, ["Drug dealing at the slipway", "Drugs", "Cameras on two masts", "Police", date(2026, 7, 1),
                        date(2026, 8, 31), "One arrest"]],
    })  # fmt: skip
    return Plan(source, [
        ("ASB", "Bollards at three gates", C, "2026-09-30"),
        ("Drugs", "Cameras on two masts", P, "2026-08-31"),
    ])  # fmt: skip


def themed_rows():
    """Banners of themes between the rows of a table that has a column of priorities."""
    source = document(
        ("Heading 1", "Safer Westmere delivery plan"),
        [["Priority", "Action", "Lead", "Date"],
         ["THEME: PREVENTION", "<", "<", "<"],
         ["Knife crime", "Lessons in ten schools", "Police", "July 2026"],
         ["Arson", "Visits to youth clubs", "Fire", "Aug 2026"],
         ["THEME: ENFORCEMENT", "<", "<", "<"],
         ["Knife crime", "Test purchases of knives", "CCC", "Nov 2026"]],
    )  # fmt: skip
    return Plan(source, [
        ("Knife crime", "Lessons in ten schools", P, "2026-07-31"),
        ("Arson", "Visits to youth clubs", F, "2026-08-31"),
        ("Knife crime", "Test purchases of knives", C, "2026-11-30"),
    ])  # fmt: skip


def numbered_words():
    """Priority, aim and action in merged columns, each with its number in the words."""
    source = workbook({"Plan": [
        ["Strategic priority", "Aim", "Action", "Lead", "Timescale"],
        ["1 Protect the vulnerable", "1.1 Find victims early", "1.1.1 Train all midwives", "ICB", "2026/27"],
        ["", "", "1.1.2 Put posters in 200 salons", "WDC", "Oct-26"],
        ["", "1.2 Stop offenders", "1.2.1 Visit the ten worst each week", "Police", "Weekly"],
        ["2 Places we love", "2.1 Clean streets", "2.1.1 Prosecute fly-tippers", "WDC", "Ongoing"],
    ]}, merged=[("Plan", "A2:A4"), ("Plan", "B2:B3")])  # fmt: skip
    return Plan(source, [
        ("1 Protect the vulnerable", "Train all midwives", N, "2027-03-31"),
        ("1 Protect the vulnerable", "Put posters in 200 salons", W, "2026-10-31"),
        ("1 Protect the vulnerable", "Visit the ten worst each week", P, None),
        ("2 Places we love", "Prosecute fly-tippers", W, None),
    ])  # fmt: skip


def project_list():
    """Projects with their stages; the sheet and the file say nothing of a priority, a column of categories does."""
    source = csv(
        "Project,Category,Summary,Lead,Start,End,% complete,RAG\n"
        "Safer parks,Public space,Light and prune six parks,Westmere DC,Apr-26,Mar-27,20%,G\n"
        "Gate it,Burglary,Gate 14 alleys,Westmere DC,Jun-26,Dec-26,0%,A\n"
        "Second chance,Reoffending,Mentor 30 leavers,Probation,May-26,Apr-27,10%,G\n"
    )
    return Plan(source, [
        ("Public space", "Safer parks", W, "2027-03-31"),
        ("Burglary", "Gate it", W, "2026-12-31"),
        ("Reoffending", "Second chance", B, "2027-04-30"),
    ])  # fmt: skip


def signs_of_office():
    """A memo's lines above and below, bold group lines, and leads in a column "Resp."."""
    source = bold_workbook("Sheet2", [
        ["To: All partners"], ["From: Community Safety Team"], [],
        ["Ref.", "Action point", "Resp.", "Compl. date", "Comments / update"],
        ["Town centre"],
        ["TC/01", "Renew the radio link", "Westmere DC", "15/06/26", "Quote in"],
        ["Villages"],
        ["V/01", "Mark farm plant", "Police", "30/09/26", ""],
        [], ["Signed: the chair"],
    ], bold=(4, 5, 7))  # fmt: skip
    return Plan(source, [
        ("Town centre", "Renew the radio link", W, "2026-06-15"),
        ("Villages", "Mark farm plant", P, "2026-09-30"),
    ])  # fmt: skip


PLANS = [arrangements, measures_only, wards, themed_rows, numbered_words, project_list, signs_of_office]
