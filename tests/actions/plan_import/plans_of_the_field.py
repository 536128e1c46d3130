"""More plans as partnerships publish them: strategies with annexes, one-page plans, action cards, tables of bullets."""

from datetime import date

from .making import Plan, bold_workbook, document, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def strategy_with_annex():
    """A strategy in prose whose priorities are headings, and whose actions are all in one table of an annex."""
    source = document(
        ("Title", "Westmere Community Safety Strategy 2026-2029"),
        ("Heading 1", "Introduction"),
        ("Normal", "Crime fell by a tenth in the last three years."),
        ("Heading 1", "What we did in 2023-26"),
        ("List Bullet", "Opened two women’s hubs"),
        ("List Bullet", "Trained 400 taxi drivers"),
        ("Heading 1", "Our priorities"),
        ("Heading 2", "Priority 1: Safer streets"),
        ("Normal", "Residents told us that they avoid the underpass."),
        ("List Bullet", "62% feel unsafe after dark"),
        ("Heading 2", "Priority 2: Safer homes"),
        ("Normal", "Abuse at home is the most common violent crime."),
        ("Heading 1", "Annex A: Delivery plan"),
        [["Priority", "Action", "Lead", "By when", "Measure"],
         ["1. Safer streets", "Rebuild the underpass", "CCC", "March 2028", "90% feel safe"],
         ["1. Safer streets", "Fund two town rangers", "Westmere DC", "June 2026", "Rangers in post"],
         ["2. Safer homes", "Place advisers in A&E", "ICB", "September 2026", "Two advisers"]],
    )  # fmt: skip
    return Plan(source, [
        ("1. Safer streets", "Rebuild the underpass", C, "2028-03-31"),
        ("1. Safer streets", "Fund two town rangers", W, "2026-06-30"),
        ("2. Safer homes", "Place advisers in A&E", N, "2026-09-30"),
    ], ["90% feel safe", "Rangers in post", "Two advisers"])  # fmt: skip


def bullets_in_cells():
    """A table a priority in which each cell has several paragraphs; one row an objective."""
    source = document(
        ("Heading 1", "Partnership plan 2026"),
        ("Heading 2", "Theme 1 – Protecting young people"),
        [["Objective", "Actions", "Lead partner", "Timescale", "Success measures"],
         ["Keep children in school", "• Offer mentors to all excluded pupils\n• Train school police in trauma",
          "CCC", "July 2026", "• Exclusions fall\n• 20 trained"],
         ["Stop exploitation", "Hold a weekly panel for missing children", "Police", "Weekly",
          "Fewer repeat episodes"]],
    )  # fmt: skip
    theme = "Theme 1 – Protecting young people"
    return Plan(source, [
        (theme, "• Offer mentors to all excluded pupils\n• Train school police in trauma", C, "2026-07-31"),
        (theme, "Hold a weekly panel for missing children", P, None),
    ], ["Exclusions fall", "20 trained", "Fewer repeat episodes"])  # fmt: skip


def one_page_plan():
    """Three priorities side by side as columns, their actions as cells below."""
    source = workbook({"Plan on a page": [
        ["Our plan on a page 2026/27"],
        ["Priority 1: Violence", "Priority 2: Burglary", "Priority 3: Trust"],
        ["Weekly tasking of patrols (Police)", "Cocoon visits (Police)", "Street briefings (Police)"],
        ["Street lighting audit (WDC)", "Alley gates (WDC)", "A newsletter each quarter (WDC)"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Priority 1: Violence", "Weekly tasking of patrols", P, None),
        ("Priority 1: Violence", "Street lighting audit", W, None),
        ("Priority 2: Burglary", "Cocoon visits", P, None),
        ("Priority 2: Burglary", "Alley gates", W, None),
        ("Priority 3: Trust", "Street briefings", P, None),
        ("Priority 3: Trust", "A newsletter each quarter", W, None),
    ])  # fmt: skip


def action_cards():
    """A block of labelled lines for each action, the priority among them, in plain paragraphs."""

    def card(number, priority, action, lead, due):
        return [("Normal", f"Action {number}: {action}"), ("Normal", f"Priority: {priority}"),
                ("Normal", f"Lead agency: {lead}"), ("Normal", f"Target date: {due}"),
                ("Normal", "Progress: none yet")]  # fmt: skip

    source = document(
        ("Heading 1", "Community safety actions"),
        *card(1, "Fraud", "Train bank staff to spot coercion", "Caldshire Police", "31 May 2026"),
        *card(2, "Fraud", "Send leaflets with council tax bills", "Westmere DC", "March 2027"),
        *card(3, "Arson", "Lock communal bin stores", "Westmere DC", "TBC"),
    )
    return Plan(source, [
        ("Fraud", "Train bank staff to spot coercion", P, "2026-05-31"),
        ("Fraud", "Send leaflets with council tax bills", W, "2027-03-31"),
        ("Arson", "Lock communal bin stores", W, None),
    ])  # fmt: skip


def quarters_as_due():
    """Quarter columns with the step of each quarter in words; the last with a total row."""
    source = workbook({"Serious violence duty": [
        ["Workstream", "Deliverable", "Owner", "Apr-Jun", "Jul-Sep", "Oct-Dec", "Jan-Mar"],
        ["Data", "Build a shared dashboard", "Police", "Scope agreed", "Data in", "Live", "Review"],
        ["Community", "Set up a youth assembly", "Westmere DC", "", "Recruit", "First sitting", ""],
        ["Total", "", "", "1", "2", "2", "1"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Data", "Build a shared dashboard", P, None),
        ("Community", "Set up a youth assembly", W, None),
    ])  # fmt: skip


def outcome_rows():
    """Outcome and priority in rows above each table of a sheet, the headings repeated, subtotals between."""
    head = ["Ref", "Activity", "Who leads", "Finish by", "Cost", "BRAG"]
    source = bold_workbook("CSP 26-27", [
        ["Community Safety Partnership action plan 2026-27"],
        [],
        ["Priority: Acquisitive crime"],
        head,
        ["AC1", "Tag 500 bikes", "Police", "30/06/2026", "£2,000", "G"],
        ["AC2", "Close the cycle lane cut-through", "CCC", "Q3 2026/27", "£14,000", "A"],
        ["", "", "", "Subtotal", "£16,000", ""],
        [],
        ["Priority: Night-time economy"],
        head,
        ["NTE1", "Pay for a safe bus", "WDC", "Dec 2026", "£9,000", "G"],
        ["", "", "", "Subtotal", "£9,000", ""],
    ], bold=(1, 3, 4, 9, 10))  # fmt: skip
    return Plan(source, [
        ("Acquisitive crime", "Tag 500 bikes", P, "2026-06-30"),
        ("Acquisitive crime", "Close the cycle lane cut-through", C, "2026-12-31"),
        ("Night-time economy", "Pay for a safe bus", W, "2026-12-31"),
    ])  # fmt: skip


def lead_above_list():
    """A heading a priority, "Lead: …" for all of it, and a list of actions with dates at their end."""
    source = document(
        ("Heading 1", "Action plan"),
        ("Heading 2", "Hate crime"),
        ("Normal", "Key actions:"),
        ("List Bullet", "Visit every place of worship (Police) – by October 2026"),
        ("List Bullet", "Print cards in nine languages [Westmere DC]"),
        ("Heading 2", "Water safety"),
        ("Normal", "Key actions:"),
        ("List Bullet", "Put throw lines at 30 bridges. (Fire, July 2026)"),
    )
    return Plan(source, [
        ("Hate crime", "Visit every place of worship", P, "2026-10-31"),
        ("Hate crime", "Print cards in nine languages", W, None),
        ("Water safety", "Put throw lines at 30 bridges.", F, "2026-07-31"),
    ])  # fmt: skip


def status_report():
    """A highlight report: what was done, what is next, a date as text with a weekday."""
    source = workbook({"Highlight report": [
        ["Period", "Q2 2026/27"], ["Prepared by", "Community safety team"], [],
        ["Priority area", "Agreed action", "Lead body", "Due by", "What has been done", "What happens next", "Rating"],
        ["Rural crime", "Set up What3Words signs on farms", "Police", "Friday 18 September 2026", "40 up", "60 more",
         "Green"],
        ["Rural crime", "Hold a farm machinery marking day", "Police", "w/e 30 Oct 2026", "", "Book the hall", "Amber"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Rural crime", "Set up What3Words signs on farms", P, "2026-09-18"),
        ("Rural crime", "Hold a farm machinery marking day", P, (None, "2026-10-30")),
    ])  # fmt: skip


def merged_actions():
    """An action merged down over several measures and leads."""
    source = workbook({"Exploitation": [
        ["Action", "Lead", "Timescale", "Indicator", "Baseline", "Target"],
        ["Disrupt three county lines", "Police", "March 2027", "Lines closed", 1, 3],
        ["", "", "", "Children made safe", 4, 12],
        ["Visit all hotels", "Westmere DC", "Sept 2026", "Hotels visited", 0, 22],
    ]}, merged=[("Exploitation", "A2:A3"), ("Exploitation", "B2:B3"), ("Exploitation", "C2:C3")])  # fmt: skip
    return Plan(source, [
        ("Exploitation", "Disrupt three county lines", P, "2027-03-31"),
        ("Exploitation", "Visit all hotels", W, "2026-09-30"),
    ], ["Lines closed", "Children made safe", "Hotels visited"])  # fmt: skip


def pasted_lines():
    """A list copied from a web page: the priority, then each action with who and when on lines below it."""
    source = pasted(
        "Our action plan\n\n"
        "Priority 1: Anti-social behaviour\n\n"
        "Action: Extend the order on street drinking\n"
        "Who: Westmere DC\n"
        "When: 30 June 2026\n\n"
        "Action: Send wardens to the bus station\n"
        "Who: Westmere DC, Police\n"
        "When: Every evening\n\n"
        "Priority 2: Drugs\n\n"
        "Action: Drug wipes at the doors of clubs\n"
        "Who: Police\n"
        "When: December 2026\n"
    )
    return Plan(source, [
        ("Anti-social behaviour", "Extend the order on street drinking", W, "2026-06-30"),
        ("Anti-social behaviour", "Send wardens to the bus station", W, None),
        ("Drugs", "Drug wipes at the doors of clubs", P, "2026-12-31"),
    ])  # fmt: skip


def half_empty():
    """A template that is filled only in part; empty numbered rows; the date as a financial year."""
    source = workbook({"Action plan template": [
        ["Guidance: complete one row for each action. Delete this row before you publish."],
        ["No", "Strategic objective", "Action", "Lead", "Target date", "Outcome", "Progress"],
        [1, "Safer parks", "Cut back shrubs by the paths", "WDC Parks", "2026-27", "Clear sight lines", ""],
        [2, "Safer parks", "Hire two park rangers", "WDC Parks", date(2026, 6, 1), "Rangers in post", ""],
        [3], [4], [5],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer parks", "Cut back shrubs by the paths", W, "2027-03-31"),
        ("Safer parks", "Hire two park rangers", W, "2026-06-01"),
    ], ["Clear sight lines", "Rangers in post"])  # fmt: skip


PLANS = [
    strategy_with_annex, bullets_in_cells, one_page_plan, action_cards, quarters_as_due, outcome_rows, lead_above_list,
    status_report, merged_actions, pasted_lines, half_empty,
]  # fmt: skip
