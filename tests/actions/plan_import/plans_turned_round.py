"""Spreadsheets turned round: who and when in one column, the priority last, totals of each priority."""

from datetime import date

from .making import Plan, csv, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def who_and_when_together():
    """Who and by when in one column, in two lines or after a dash."""
    source = workbook({"Hate crime": [
        ["Hate crime and cohesion action plan 2026/27"],
        ["Objective", "What we will do", "Who and when", "What will change"],
        ["Raise reporting", "Open ten reporting centres", "WDC\nMarch 2027", "200 reports"],
        ["Raise reporting", "Film a message in sign language", "Police\nJuly 2026", "1,000 views"],
        ["Support victims", "Call each victim in two days", "Police\nDec 2026", "All called"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Raise reporting", "Open ten reporting centres", W, "2027-03-31"),
        ("Raise reporting", "Film a message in sign language", P, "2026-07-31"),
        ("Support victims", "Call each victim in two days", P, "2026-12-31"),
    ])  # fmt: skip


def delivered_by():
    """ "Delivered by" is who, "To be delivered by" is when; "Enabled by" are helpers."""
    source = workbook({"Plan": [
        ["Priority", "Initiative", "Delivered by", "Enabled by", "To be delivered by", "Delivered?"],
        ["Public spaces", "Paint the tunnels", "WDC", "CCC", "31 Aug 2026", "No"],
        ["Public spaces", "Mend the fence by the line", "WDC", "Police", "30 Sept 2026", "No"],
        ["Young people", "Run a holiday club", "CCC", "WDC", "31 July 2026", "Yes"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Public spaces", "Paint the tunnels", W, "2026-08-31"),
        ("Public spaces", "Mend the fence by the line", W, "2026-09-30"),
        ("Young people", "Run a holiday club", C, "2026-07-31"),
    ])  # fmt: skip


def priority_in_ids():
    """Priorities by their initials, in a column after the actions."""
    source = workbook({"Plan": [
        ["Action", "Priority area", "Lead", "Date", "Comments"],
        ["Hold a knife amnesty", "SV", "Police", "May 2026", ""],
        ["Turn an old shop into a youth hub", "ASB", "WDC", "Mar 2028", "lease signed"],
        ["Repair the bus shelter at Quay", "ASB", "CCC", "Jun 2026", ""],
        ["Teach first aid for stabs", "SV", "Fire", "Nov 2026", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("SV", "Hold a knife amnesty", P, "2026-05-31"),
        ("ASB", "Turn an old shop into a youth hub", W, "2028-03-31"),
        ("ASB", "Repair the bus shelter at Quay", C, "2026-06-30"),
        ("SV", "Teach first aid for stabs", F, "2026-11-30"),
    ])  # fmt: skip


def filled_banners():
    """Banners filled with a colour in the column of the actions, number and name in two cells, and a blank row each."""
    source = workbook({"CSP 2026": [
        ["Ref", "Key actions", "Lead", "By", "RAG", "Notes"],
        ["1", "Tackling crime that matters most to residents"],
        ["1.1", "Patrol the five streets with most reports", "Police", "Ongoing", "", "each weekend"],
        ["1.2", "Take out the planters where drugs are hidden", "WDC", "30/06/26", "", ""],
        [],
        ["2", "Looking after those who need us most"],
        ["2.1", "Ring carers of people with dementia who go missing", "CCC", "31/12/26", "", ""],
        [],
        ["RAG key", "R = off track", "A = at risk", "G = on track"],
    ]}, fills={("CSP 2026", "E3"): "G", ("CSP 2026", "E4"): "R", ("CSP 2026", "E7"): "A"})  # fmt: skip
    return Plan(source, [
        ("Tackling crime that matters most to residents", "Patrol the five streets with most reports", P, None),
        ("Tackling crime that matters most to residents", "Take out the planters where drugs are hidden", W,
         "2026-06-30"),
        ("Looking after those who need us most", "Ring carers of people with dementia who go missing", C,
         "2026-12-31"),
    ])  # fmt: skip


def typed_months():
    """Dates typed as months, leads in long names with commas, KPIs as bullets, a column "Health"."""
    source = workbook({"Export": [
        ["Pillar", "Project name", "Description of activity", "Lead agency (accountable)",
         "Partner agencies (responsible)",
         "Target completion month", "KPIs", "Health"],
        ["Prevention", "Kick-off", "Football on Friday nights in three wards", "Westmere District Council",
         "Caldshire Constabulary, CCC", date(2026, 9, 1), "• 90 players\n• Calls about ASB fall", "Green"],
        ["Prevention", "Next step", "Paid work trials for those who were stopped with knives",
         "Caldshire County Council",
         "Probation", date(2027, 1, 1), "• 20 trials", "Amber"],
        ["Protection", "Safe flats", "Locks and cameras for victims who stay at home",
         "Caldshire Fire and Rescue Service", "Police", date(2026, 12, 1), "• 60 homes", "Green"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Prevention", "Football on Friday nights in three wards", W, "2026-09-01"),
        ("Prevention", "Paid work trials for those who were stopped with knives", C, "2027-01-01"),
        ("Protection", "Locks and cameras for victims who stay at home", F, "2026-12-01"),
    ], ["90 players", "Calls about ASB fall", "20 trials", "60 homes"])  # fmt: skip


def totals_between():
    """Counts of actions below each priority, and a grand total."""
    source = csv(
        "Priority,Action,Lead partner,Completion,Cost (£)\n"
        "Drugs,Test waste water at three sites,ICB,Dec-26,9000\n"
        "Drugs,Lock up stores of nitrous oxide,Westmere DC,Jul-26,500\n"
        "Drugs Total,,,,9500\n"
        "Fire,Remove 200 dumped cars,Westmere DC,Mar-27,20000\n"
        "Fire Total,,,,20000\n"
        "Grand Total,,,,29500\n"
    )
    return Plan(source, [
        ("Drugs", "Test waste water at three sites", N, "2026-12-31"),
        ("Drugs", "Lock up stores of nitrous oxide", W, "2026-07-31"),
        ("Fire", "Remove 200 dumped cars", W, "2027-03-31"),
    ])  # fmt: skip


def pasted_numbers():
    """A pasted table in which each cell of a priority has its number and each action its letter, as in the PDF."""
    source = pasted(
        "Priority\tOur commitment\tWho will do it?\tBy when?\tHow we'll know\n"
        "1 Safe homes\ta) Fund two advisers in court\tCCC\tApril 2026\tTwo in post\n"
        "\tb) Teach hairdressers to spot abuse\tWDC\tFeb 2027\t40 taught\n"
        "2 Safe streets\ta) Stop and walk: officers on foot from ten till two\tPolice\tNow and always\tHours walked\n"
    )
    return Plan(source, [
        ("1 Safe homes", "a) Fund two advisers in court", C, "2026-04-30"),
        ("1 Safe homes", "b) Teach hairdressers to spot abuse", W, "2027-02-28"),
        ("2 Safe streets", "a) Stop and walk: officers on foot from ten till two", P, None),
    ], ["Two in post", "40 taught", "Hours walked"])  # fmt: skip


PLANS = [
    who_and_when_together, delivered_by, priority_in_ids, filled_banners, typed_months, totals_between, pasted_numbers,
]  # fmt: skip
