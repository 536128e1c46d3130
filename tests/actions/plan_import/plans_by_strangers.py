"""Spreadsheets by people who had no template: bands, groups below groups, lists of names and posts."""

from .making import Plan, csv, pasted, workbook
from .plans_in_sheets import B, C, P, W


def strategic_to_local():
    """Three levels in three columns, each written once; the lowest is the action; "Ownership" and "Completion by"."""
    source = workbook({"Delivery": [
        ["Goal", "Objective", "Actions we will take together", "Ownership", "Contributors", "Completion by",
         "What success looks like", "How are we doing?"],
        ["Goal 1: Fewer victims", "1.1 Protect women at night", "Film on respect shown in all cinemas", "WDC", "Police",
         "30 Nov 2026", "Seen by 40,000", "Script agreed"],
        ["", "", "Bus drivers trained to help", "CCC", "Bus firms", "31 Jan 2027", "All drivers", ""],
        ["", "1.2 Protect shop staff", "Body cameras for 60 shops", "Police", "WDC", "31 Jul 2026", "60 shops", ""],
        ["Goal 2: Fewer offenders", "2.1 Change habits", "Courses for men who abuse", "Probation", "ICB",
         "28 Feb 2027", "80 men", "Tender"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Fewer victims", "Film on respect shown in all cinemas", W, "2026-11-30"),
        ("Fewer victims", "Bus drivers trained to help", C, "2027-01-31"),
        ("Fewer victims", "Body cameras for 60 shops", P, "2026-07-31"),
        ("Fewer offenders", "Courses for men who abuse", B, "2027-02-28"),
    ], ["Seen by 40,000", "All drivers", "60 shops", "80 men"])  # fmt: skip


def letters_of_priorities():
    """Priorities as "Priority A" in a merged first column with line breaks; names of forces in full."""
    source = workbook({"CSP": [
        ["Westmere CSP", "", "", "", ""],
        ["Area of focus", "Planned activity", "Accountable partner", "Planned finish", "Measure of success"],
        ["Priority A:\nStreet drinking", "Enforce the order at the war memorial", "Westmere District Council",
         "31/08/2026", "Ten fines"],
        ["", "Offer a bed to each who asks", "Westmere District Council", "Ongoing", "All offered"],
        ["Priority B:\nHare coursing", "Seize dogs and cars", "Caldshire Constabulary", "01/03/2027", "Ten seized"],
    ]}, merged=[("CSP", "A1:E1"), ("CSP", "A3:A4")])  # fmt: skip
    return Plan(source, [
        ("Priority A: Street drinking", "Enforce the order at the war memorial", W, "2026-08-31"),
        ("Priority A: Street drinking", "Offer a bed to each who asks", W, None),
        ("Priority B: Hare coursing", "Seize dogs and cars", P, "2027-03-01"),
    ], ["Ten fines", "All offered", "Ten seized"])  # fmt: skip


def banner_counts():
    """Banners with a count, a colour and the lead's name in the last columns."""
    source = workbook({"Board": [
        ["No", "Action", "Who", "Due", "Latest"],
        ["PRIORITY 1", "DOMESTIC ABUSE", "", "", ""],
        ["1.01", "Place two advisers in courts", "CCC", "Oct 26", "Hired"],
        ["1.02", "Tell all new tenants of the helpline", "WDC", "May 26", "Done"],
        ["PRIORITY 2", "ACQUISITIVE CRIME", "", "", ""],
        ["2.01", "Visit all sheds that were broken into", "Police", "Mar 27", ""],
        ["", "", "", "", ""],
        ["Total", "3 actions", "", "", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Domestic abuse", "Place two advisers in courts", C, "2026-10-31"),
        ("Domestic abuse", "Tell all new tenants of the helpline", W, "2026-05-31"),
        ("Acquisitive crime", "Visit all sheds that were broken into", P, "2027-03-31"),
    ])  # fmt: skip


def funding_plan():
    """A grant's spending plan: project, what it does, provider, amounts by year, and end of funding."""
    source = workbook({"Safer Streets": [
        ["Safer Streets Fund – Westmere – delivery schedule"],
        ["Intervention", "Crime type", "Description of intervention", "Delivery partner", "Capital £", "Revenue £",
         "Start on site", "Finish on site", "Outputs"],
        ["Street lights", "Burglary", "40 lamps on Fore Street", "CCC", 40000, 0, "May 2026", "Aug 2026", "40 lamps"],
        ["Alley gates", "Burglary", "Gates on 14 alleys", "WDC", 28000, 0, "June 2026", "Sept 2026", "14 gates"],
        ["Bystander training", "VAWG", "Courses for staff of 20 bars", "WDC", 0, 9000, "May 2026", "Mar 2027",
         "200 staff"],
        ["", "", "", "Total", 68000, 9000, "", "", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Burglary", "Street lights", C, "2026-08-31"),
        ("Burglary", "Alley gates", W, "2026-09-30"),
        ("VAWG", "Bystander training", W, "2027-03-31"),
    ], ["40 lamps", "14 gates", "200 staff"])  # fmt: skip


def names_with_posts():
    """Leads as "Name, post, body" on lines; several people in one cell; dates with "by" and "to"."""
    source = workbook({"Action plan 2026": [
        ["Strategic outcome", "Partnership action", "Lead and role", "Target", "Timeline", "Progress to date"],
        ["Communities trust us", "Hold open meetings in six villages",
         "Insp. Low, Neighbourhood Inspector, Caldshire Constabulary", "Six meetings", "by 31 October 2026",
         "Two held"],
        ["Communities trust us", "Publish stop and search figures",
         "Supt Ray, Caldshire Constabulary\nJo Dee, CCC", "Each quarter", "quarterly to March 2027", ""],
        ["Young people thrive", "Open the hub on Sundays", "Al Fox, Youth Manager, CCC", "50 Sundays",
         "from 1 May 2026", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Communities trust us", "Hold open meetings in six villages", P, "2026-10-31"),
        ("Communities trust us", "Publish stop and search figures", P, (None, "2027-03-31")),
        ("Young people thrive", "Open the hub on Sundays", C, None),
    ])  # fmt: skip


def csv_of_kpis():
    """Actions and key performance indicators in the same rows: KPI, baseline, target and outturn beside each action."""
    source = csv(
        "Priority,Action,Lead agency,By when,KPI,Baseline 2025/26,Target 2026/27,Q1 outturn,Q2 outturn,RAG\n"
        "Theft,Train shop staff,Westmere DC,Sep-26,Shop theft reports,912,800,240,201,A\n"
        "Theft,Seize stolen bikes,Caldshire Constabulary,Mar-27,Bike thefts,301,250,88,70,G\n"
        "Safety,Walk and talk with women,Caldshire Constabulary,Dec-26,Women who feel safe,44%,55%,,47%,G\n"
    )
    return Plan(source, [
        ("Theft", "Train shop staff", W, "2026-09-30"),
        ("Theft", "Seize stolen bikes", P, "2027-03-31"),
        ("Safety", "Walk and talk with women", P, "2026-12-31"),
    ], ["Shop theft reports", "Bike thefts", "Women who feel safe"])  # fmt: skip


def pasted_from_mail():
    """A pasted list of tasks without a priority column; the priority is the line above each table."""
    source = pasted(
        "Cuckooing\n\n"
        "Task\tOwner\tDeadline\tComments\n"
        "List all homes at risk\tWestmere DC\t12/06/2026\tshared drive\n"
        "Agree who knocks\tPolice\t30/06/2026\t\n\n"
        "Begging\n\n"
        "Task\tOwner\tDeadline\tComments\n"
        "Put up ten tap-to-give points\tWestmere DC\t01/12/2026\t\n"
    )
    return Plan(source, [
        ("Cuckooing", "List all homes at risk", W, "2026-06-12"),
        ("Cuckooing", "Agree who knocks", P, "2026-06-30"),
        ("Begging", "Put up ten tap-to-give points", W, "2026-12-01"),
    ])  # fmt: skip


PLANS = [
    strategic_to_local, letters_of_priorities, banner_counts, funding_plan, names_with_posts, csv_of_kpis,
    pasted_from_mail,
]  # fmt: skip
