"""Plans as they are after years of copying: broken headings, stray notes, rows that go on, several tables of a kind."""

from datetime import date

from .making import Plan, csv, document, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def broken_headings():
    """Headings with line breaks, stars and stray spaces; a note in the midst; an update that goes on below."""
    source = workbook({"ACTION PLAN (2)": [
        ["SAFER WESTMERE – ACTION PLAN 2026-27 (as at June 2026)"],
        ["Priority\nArea ", "Action\n(what we will do)", "Lead\nAgency*", "By\nWhen", "Progress /\nComments"],
        ["Safer\nTown Centres", "Issue closure  orders on problem premises", "Police\n(Licensing)", "On-going",
         "Two issued"],
        ["", "", "", "", "One more in July"],
        ["", "Launch a shop watch radio scheme", "WDC /Police", "Sept\n2026", "Radios bought"],
        ["*Lead agency = the one that reports to the board"],
        ["Rural\nCrime", "Parish patrols each week", "Police ", "31.03.27", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer Town Centres", "Issue closure  orders on problem premises", P, None),
        ("Safer Town Centres", "Launch a shop watch radio scheme", W, "2026-09-30"),
        ("Rural Crime", "Parish patrols each week", P, "2027-03-31"),
    ])  # fmt: skip


def many_sheets():
    """A cover, a sheet of contacts, one of meetings, one of figures by month, and two of actions."""
    head = ["Action", "Lead", "Deadline", "Status"]
    source = workbook({
        "Cover": [["Westmere CSP"], ["Delivery plan"], ["April 2026"]],
        "Contacts": [["Name", "Role", "Agency", "Phone"], ["A. Person", "Inspector", "Police", "101"]],
        "Meetings": [["Date", "Venue", "Chair"], [date(2026, 5, 1), "Town Hall", "Police"],
                     [date(2026, 9, 1), "Fire station", "Fire"]],
        "Figures": [["Offence", "Apr", "May", "Jun"], ["Burglary", 41, 38, 35], ["Robbery", 6, 4, 7]],
        "Burglary": [head, ["Mark tools at three building yards", "Police", "Oct 2026", "Open"]],
        "Robbery": [head, ["Escort shop staff with takings", "Police", "Dec 2026", "Open"],
                    ["Teach street sense in Year 7", "CCC", "July 2026", "Open"]],
    })  # fmt: skip
    return Plan(source, [
        ("Burglary", "Mark tools at three building yards", P, "2026-10-31"),
        ("Robbery", "Escort shop staff with takings", P, "2026-12-31"),
        ("Robbery", "Teach street sense in Year 7", C, "2026-07-31"),
    ])  # fmt: skip


def reasons_first():
    """A Word table with the reason first, then aim, action, agencies and time; the priority above as a sentence."""
    head = ["Why?", "Aim", "What we will do", "Who will lead it and who will help", "When by"]
    source = document(
        ("Heading 2", "Keeping young people safe from exploitation and violence"),
        [head, ["Gangs recruit at school gates", "Fewer recruits", "Safe routes with volunteers after school",
                "Lead: CCC\nSupport: Police", "From Sept 2026"],
         ["Parents do not know the signs", "Parents act sooner", "Evenings for parents in four schools",
          "Lead: Police\nSupport: CCC", "By Easter 2027"]],
        ("Heading 2", "Making roads safe for everybody"),
        [head, ["Speeding on the ring road", "Lower speeds", "Average speed cameras", "CCC", "31 January 2028"]],
    )  # fmt: skip
    first = "Keeping young people safe from exploitation and violence"
    return Plan(source, [
        (first, "Safe routes with volunteers after school", C, None),
        (first, "Evenings for parents in four schools", P, None),
        ("Making roads safe for everybody", "Average speed cameras", C, "2028-01-31"),
    ])  # fmt: skip


def two_plans():
    """Two tables in a document without headings above them: the priority is the first cell of each table's head."""
    source = document(
        ("Normal", "Action plans of the delivery groups"),
        [["Priority 1: Domestic abuse", "Lead", "Due date", "Status"],
         ["Fund a perpetrator course", "Probation", "31/08/2026", "Green"],
         ["Offer sanctuary rooms", "Westmere DC", "31/12/2026", "Amber"]],
        ("Normal", ""),
        [["Priority 2: Acquisitive crime", "Lead", "Due date", "Status"],
         ["Crack down on stolen goods online", "Police", "30/11/2026", "Green"]],
    )  # fmt: skip
    return Plan(source, [
        ("Priority 1: Domestic abuse", "Fund a perpetrator course", B, "2026-08-31"),
        ("Priority 1: Domestic abuse", "Offer sanctuary rooms", W, "2026-12-31"),
        ("Priority 2: Acquisitive crime", "Crack down on stolen goods online", P, "2026-11-30"),
    ])  # fmt: skip


def report_to_committee():
    """A committee's report around its plan: numbered paragraphs that are no actions, then a table."""
    source = document(
        ("Title", "Report to the Overview and Scrutiny Committee"),
        ("Heading 1", "1. Purpose of the report"),
        ("Normal", "1.1 To present the partnership’s plan for 2026/27."),
        ("Heading 1", "2. Recommendations"),
        ("Normal", "2.1 That members note the plan."),
        ("Heading 1", "3. Financial implications"),
        ("Normal", "3.1 There are none."),
        ("Heading 1", "Appendix 1: Action plan"),
        [["Priority", "Actions", "Lead", "Target"],
         ["ASB", "Review all public space orders", "WDC", "By October 2026"],
         ["Cohesion", "Hold an Eid and Easter fair", "CCC", "April 2027"]],
    )  # fmt: skip
    return Plan(source, [
        ("ASB", "Review all public space orders", W, "2026-10-31"),
        ("Cohesion", "Hold an Eid and Easter fair", C, "2027-04-30"),
    ])  # fmt: skip


def ids_as_priority():
    """The priority in a column of numbers and names on alternate rows; dates that are only years."""
    source = csv(
        "Our community safety priorities and actions,,,,\n"
        ",,,,\n"
        "Priority,Action,Responsible,Completion,Outcome sought\n"
        "1,,,,\n"
        "Safer roads,Install 12 cameras,CCC,2027,Lower speeds\n"
        ",Train 30 speed watchers,Police,2026,Volunteers trained\n"
        "2,,,,\n"
        "Safer water,Teach 200 children to float,Fire,Summer 2026,200 taught\n"
    )
    return Plan(source, [
        ("Safer roads", "Install 12 cameras", C, ("2027-12-31", None)),
        ("Safer roads", "Train 30 speed watchers", P, ("2026-12-31", None)),
        ("Safer water", "Teach 200 children to float", F, (None, "2026-08-31")),
    ])  # fmt: skip


def bulleted_leads():
    """Bullets with the lead in front: "Police: …"; priorities in capitals on lines of their own."""
    source = pasted(
        "SAFER WESTMERE PLAN 2026\n\n"
        "VIOLENCE\n\n"
        "• Run a knife amnesty in May (Lead: Police)\n"
        "• Offer first aid lessons in clubs (Lead: ICB)\n\n"
        "VULNERABILITY\n\n"
        "• Set up a hoarding panel (Lead: Fire, by June 2026)\n"
    )
    return Plan(source, [
        ("VIOLENCE", "Run a knife amnesty in May", P, None),
        ("VIOLENCE", "Offer first aid lessons in clubs", N, None),
        ("VULNERABILITY", "Set up a hoarding panel", F, "2026-06-30"),
    ])  # fmt: skip


def names_as_leads():
    """Leads that are people and teams of an authority; a column of partners; dates as words."""
    source = workbook({"Plan": [
        ["Outcome Area", "Ref", "Delivery Action", "Lead Officer & Agency", "Partner(s)", "Delivery Timescale", "RAG"],
        ["Safe", "S1", "Map all CCTV", "CCTV Manager, WDC", "Police", "By end Q3 2026/27", "A"],
        ["Safe", "S2", "Audit the night bus", "Insp. Jones (Police)", "WDC; CCC", "within 2026", "G"],
        ["Strong", "T1", "Run a mediation service", "Community Safety Manager – Westmere DC", "", "Throughout 2026/27",
         "G"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safe", "Map all CCTV", W, "2026-12-31"),
        ("Safe", "Audit the night bus", P, ("2026-12-31", None)),
        ("Strong", "Run a mediation service", W, ("2027-03-31", None)),
    ])  # fmt: skip


PLANS = [
    broken_headings, many_sheets, reasons_first, two_plans, report_to_committee, ids_as_priority, bulleted_leads,
    names_as_leads,
]  # fmt: skip
