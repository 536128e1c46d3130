"""Spreadsheets that run wide: quarters, years and scores beside the actions, and leads in odd columns."""

from datetime import date

from .making import Plan, bold_workbook, csv, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def quarter_blocks():
    """A pair of columns a quarter, "Update" and "RAG" below merged quarters; an overall status at the end."""
    source = workbook({"VAWG Delivery Group": [
        ["VAWG delivery group action tracker – Official"],
        ["", "", "", "", "Quarter 1 (Apr–Jun)", "", "Quarter 2 (Jul–Sep)", "", ""],
        ["Strategic aim", "Agreed action", "Action owner", "Timescale for completion", "Update", "RAG", "Update", "RAG",
         "Overall RAG"],
        ["Change attitudes", "Train 60 bystanders in colleges", "CCC", "By July 2027", "Trainer found", "A",
         "20 trained", "G", "G"],
        ["Change attitudes", "Visit all boxing clubs", "WDC", "By Dec 2026", "", "", "4 visited", "G", "G"],
        ["Pursue offenders", "Open a stalking clinic", "Police", "By Oct 2026", "Room found", "G", "Opened", "B", "B"],
    ]}, merged=[("VAWG Delivery Group", "E2:F2"), ("VAWG Delivery Group", "G2:H2")])  # fmt: skip
    return Plan(source, [
        ("Change attitudes", "Train 60 bystanders in colleges", C, "2027-07-31"),
        ("Change attitudes", "Visit all boxing clubs", W, "2026-12-31"),
        ("Pursue offenders", "Open a stalking clinic", P, "2026-10-31"),
    ])  # fmt: skip


def years_across():
    """Year 1, 2 and 3 ticked; the milestone in words; the strategic objective by letter and name."""
    source = workbook({"3 year plan": [
        ["Westmere CSP three year plan 2026 to 2029"],
        ["Strategic Objective", "Activity", "Lead Org.", "Support Org(s).", "Yr 1", "Yr 2", "Yr 3", "Milestones"],
        ["SO1: Safer nights", "Pay for a night bus marshal", "WDC", "Police", "✓", "✓", "✓", "In post by June 2026"],
        ["SO1: Safer nights", "Check licences by test purchase", "Police", "WDC, CCC", "✓", "", "", "20 tests"],
        ["SO2: Safer roads", "Put average speed cameras on the A12", "CCC", "Police", "", "✓", "", "Order made"],
    ]})  # fmt: skip
    return Plan(source, [
        ("SO1: Safer nights", "Pay for a night bus marshal", W, None),
        ("SO1: Safer nights", "Check licences by test purchase", P, None),
        ("SO2: Safer roads", "Put average speed cameras on the A12", C, None),
    ])  # fmt: skip


def risk_scores():
    """A tracker with risk scores, funding and sign-off; "Deliverable by" and "Delivery lead organisation"."""
    source = workbook({"Master": [
        ["Unique ID", "Programme", "Deliverable", "Delivery lead organisation", "Named lead", "Email", "Funding source",
         "Amount", "Deliverable by", "Risk score", "Sign-off needed", "Date signed off", "Latest position"],
        ["VRP-001", "Hospital navigators", "Two navigators at the infirmary", "ICB", "Dr Kay", "kay@icb.example",
         "Home Office", 86000, date(2026, 6, 30), 6, "Yes", "", "Interviews held"],
        ["VRP-002", "Hospital navigators", "Referral route to housing", "Westmere District Council", "T. Hall",
         "hall@wdc.example", "None", 0, date(2026, 9, 30), 4, "No", "", ""],
        ["VRP-003", "Focused deterrence", "Weekly meeting of case managers", "Police", "DI Low", "low@pol.example",
         "OPCC", 12500, date(2026, 5, 29), 9, "Yes", date(2026, 4, 20), "Started"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Hospital navigators", "Two navigators at the infirmary", N, "2026-06-30"),
        ("Hospital navigators", "Referral route to housing", W, "2026-09-30"),
        ("Focused deterrence", "Weekly meeting of case managers", P, "2026-05-29"),
    ])  # fmt: skip


def sub_tables():
    """Tables of different columns on one sheet: actions, then measures, then what was finished last year."""
    source = bold_workbook("Rural", [
        ["Rural crime action plan"],
        [],
        ["Theme", "Action", "Lead", "When"],
        ["Farm theft", "Paint-mark 100 quad bikes", "Police", "Aug 2026"],
        ["Farm theft", "Lend cameras to 12 farms", "WDC", "Oct 2026"],
        ["Poaching", "Joint night patrols in lambing time", "Police", "Mar-Apr 2027"],
        [],
        ["Measure", "2025/26", "Target 2026/27", "Source"],
        ["Quad bikes stolen", 41, 30, "Police"],
        ["Farmers who feel safe", "48%", "60%", "NFU survey"],
        [],
        ["Prepared by the rural group, 1 April 2026"],
    ], bold=(1, 3, 8))  # fmt: skip
    return Plan(source, [
        ("Farm theft", "Paint-mark 100 quad bikes", P, "2026-08-31"),
        ("Farm theft", "Lend cameras to 12 farms", W, "2026-10-31"),
        ("Poaching", "Joint night patrols in lambing time", P, (None, "2027-04-30")),
    ], ["Quad bikes stolen", "Farmers who feel safe"])  # fmt: skip


def semicolons():
    """A CSV with semicolons, preamble lines, quotes and line breaks within cells, day-first dates."""
    source = csv(
        "Safer Westmere Partnership;;;;;\n"
        "Action plan as at 30/09/2026;;;;;\n"
        ";;;;;\n"
        "Priority Theme;What we plan to do;Lead Agency/Partner;Supporting Agencies;Date for completion;RAG Rating\n"
        '"Modern slavery";"Train all letting agents;\nfollow up in six months";"WDC";"Police";"28/02/2027";"Amber"\n'
        '"Modern slavery";"Inspect ten car washes";"Police";"Fire; WDC";"15/07/2026";"Green"\n'
        '"Hate crime";"Sign up 30 safe places";"CCC";"";"tbc";""\n'
    )
    return Plan(source, [
        ("Modern slavery", "Train all letting agents;\nfollow up in six months", W, "2027-02-28"),
        ("Modern slavery", "Inspect ten car washes", P, "2026-07-15"),
        ("Hate crime", "Sign up 30 safe places", C, None),
    ])  # fmt: skip


def below_each_other():
    """Lead and date on rows below the action, each with its label in the first column; blank rows between cards."""
    source = workbook({"Cards": [
        ["Substance use partnership"],
        [],
        ["Priority", "Treatment"],
        ["Action", "Open an evening clinic in Fenton"],
        ["Lead", "ICB"],
        ["By when", "November 2026"],
        ["Progress", "Rooms found"],
        [],
        ["Priority", "Supply"],
        ["Action", "Close cuckooed flats within two days"],
        ["Lead", "Police and WDC"],
        ["By when", "From April 2026"],
        ["Progress", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Treatment", "Open an evening clinic in Fenton", N, "2026-11-30"),
        ("Supply", "Close cuckooed flats within two days", P, None),
    ])  # fmt: skip


def pasted_roles():
    """A pasted table in which leads are posts of bodies, dates are seasons of a year, and an objective covers rows."""
    source = pasted(
        "Outcome\tOutput / action\tResponsible officer/agency\tDelivery timescale\tMonitoring method\n"
        "Homes are safe from fire\tFit 600 alarms\tStation Manager, Fire & Rescue\tMarch 2027\tQuarterly returns\n"
        "\tWrite to all landlords\tHead of Housing, Westmere DC\tJune 2026\tCount of letters\n"
        "Fewer cars are burnt\tTow dumped cars in a day\tWestmere DC\tFrom June 2026\tMonthly count\n"
    )
    return Plan(source, [
        ("Homes are safe from fire", "Fit 600 alarms", F, "2027-03-31"),
        ("Homes are safe from fire", "Write to all landlords", W, "2026-06-30"),
        ("Fewer cars are burnt", "Tow dumped cars in a day", W, None),
    ])  # fmt: skip


PLANS = [
    quarter_blocks, years_across, risk_scores, sub_tables, semicolons, below_each_other, pasted_roles,
]  # fmt: skip
