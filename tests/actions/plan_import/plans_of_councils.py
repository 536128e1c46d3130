"""Councils' and boards' plans: cards, questions, merged priorities, letters, old lists; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def table_of_questions():
    """Merged priority at the left of a landscape table whose headings are questions; bullets within cells."""
    head = ["Priority", "What are we going to do?", "Who is responsible?", "When will it be done?",
            "How will we know it has worked?", "RAG"]  # fmt: skip
    source = document(
        ("Heading 1", "Violence Against Women, Domestic Abuse and Sexual Violence: Delivery Plan"),
        ("Normal", "Agreed by the board on 3 March 2026."),
        [
            head,
            ["Challenge attitudes", "Teach healthy relationships in all schools", "CCC (Education)", "July 2027",
             "90% of schools take part", "G"],
            ["^", "Ask sports clubs to sign our charter", "Westmere DC", "Autumn 2026", "30 clubs sign", "A"],
            ["Hold abusers to account", "Serve more protection orders", "Police", "Ongoing", "Orders rise", "G"],
            ["^", "Run a course for men who abuse", "Probation Service", "Jan 2027", "40 men finish", "R"],
        ],
        ("Normal", "Key: R = not started, A = under way, G = done"),
    )  # fmt: skip
    one, two = "Challenge attitudes", "Hold abusers to account"
    return Plan(
        source,
        [
            (one, "Teach healthy relationships in all schools", C, "2027-07-31"),
            (one, "Ask sports clubs to sign our charter", W, ("2026-11-30", None)),
            (two, "Serve more protection orders", P, None),
            (two, "Run a course for men who abuse", B, "2027-01-31"),
        ],
        [(one, "90% of schools take part"), (one, "30 clubs sign"), (two, "40 men finish")],
    )


def priorities_in_prose():
    """Headings without numbers, prose, then "To achieve this we will:" and a list with leads after a dash."""
    source = document(
        ("Title", "A Safer Caldshire 2026–2030"),
        ("Heading 1", "Message from the Leader of the Council"),
        ("Normal", "Safety matters to us all."),
        ("Heading 1", "Where are we now?"),
        ("List Bullet", "Recorded crime fell by 4%"),
        ("List Bullet", "Nine in ten feel safe by day"),
        ("Heading 1", "Our three priorities"),
        ("Heading 2", "Keeping young people safe"),
        ("Normal", "Children who are excluded are at greater risk."),
        ("Normal", "To achieve this we will:"),
        ("List Bullet", "give every excluded child a named worker – Caldshire County Council, by September 2026"),
        ("List Bullet", "hold a youth summit each year – Westmere District Council"),
        ("Heading 2", "Safer roads and railways"),
        ("Normal", "Nineteen people died on our roads in 2025."),
        ("Normal", "To achieve this we will:"),
        ("List Bullet", "teach 2,000 learner drivers – Fire, by March 2028"),
        ("Heading 2", "Calmer neighbourhoods"),
        ("Normal", "Noise leads the list of complaints."),
        ("Normal", "To achieve this we will:"),
        ("List Bullet", "answer each complaint within three days – Westmere District Council"),
        ("Heading 1", "How the partnership works"),
        ("List Bullet", "The board meets four times a year"),
        ("List Bullet", "Delivery groups meet each month"),
    )
    young, roads, calm = "Keeping young people safe", "Safer roads and railways", "Calmer neighbourhoods"
    return Plan(
        source,
        [
            (young, "give every excluded child a named worker", C, "2026-09-30"),
            (young, "hold a youth summit each year", W, None),
            (roads, "teach 2,000 learner drivers", F, "2028-03-31"),
            (calm, "answer each complaint within three days", W, None),
        ],
    )


def action_cards():
    """A box of labels and values for each action, with the priority in it."""

    def card(number, priority, action, lead, start, end, outcome):
        return [
            [f"Action {number}", action],
            ["Priority", priority],
            ["Lead organisation", lead],
            ["Start date", start],
            ["End date", end],
            ["Intended outcome", outcome],
        ]

    source = document(
        ("Heading 1", "Modern slavery and exploitation action plan"),
        card("1", "Prepare", "Train all front-line staff", "CCC", "April 2026", "March 2027", "80% trained"),
        ("Normal", ""),
        card("2", "Prepare", "Publish a pathway for adults", "Police", "May 2026", "August 2026", "Pathway used"),
        ("Normal", ""),
        card("3", "Pursue", "Inspect 40 car washes", "Westmere DC", "June 2026", "Ongoing", "40 inspected"),
    )
    return Plan(
        source,
        [
            ("Prepare", "Train all front-line staff", C, "2027-03-31"),
            ("Prepare", "Publish a pathway for adults", P, "2026-08-31"),
            ("Pursue", "Inspect 40 car washes", W, None),
        ],
        [("Prepare", "80% trained"), ("Prepare", "Pathway used"), ("Pursue", "40 inspected")],
    )


def mail_of_promises():
    """A mail with a line for each body's actions; subject lines as priorities with a colon."""
    source = pasted(
        "Dear all\n"
        "\n"
        "Here is what we agreed for the year.\n"
        "\n"
        "Shoplifting\n"
        "- Police to hold a day of action each quarter (by end of March 2027)\n"
        "- WDC to fund ten radio handsets (September 2026)\n"
        "\n"
        "Begging\n"
        "- CCC to open an outreach van (October 2026)\n"
        "\n"
        "Kind regards\n"
        "Sam\n"
    )
    return Plan(
        source,
        [
            ("Shoplifting", "Police to hold a day of action each quarter", P, "2027-03-31"),
            ("Shoplifting", "WDC to fund ten radio handsets", W, "2026-09-30"),
            ("Begging", "CCC to open an outreach van", C, "2026-10-31"),
        ],
    )


def objectives_numbered_by_word():
    """Word's own numbers: priorities, objectives and actions each at their level as headings and list items."""
    source = document(
        ("Title", "Community Safety Plan 2026-2029"),
        ("Heading 1", "1. Introduction"),
        ("Normal", "The law asks us for a plan."),
        ("Heading 1", "2. Priorities and actions"),
        ("Heading 2", "2.1 Acquisitive crime"),
        ("Normal", "Burglary has fallen but theft from shops has not."),
        ("Heading 3", "Objective 1: Make homes harder to enter"),
        ("List Bullet", "Fit 200 alarms. Lead: Police. Timescale: March 2027"),
        ("Heading 3", "Objective 2: Help shops"),
        ("List Bullet", "Start a civil recovery scheme. Lead: Westmere DC. Timescale: June 2026"),
        ("Heading 2", "2.2 Vulnerability"),
        ("Heading 3", "Objective 3: Find people early"),
        ("List Bullet", "Share data on repeat calls. Lead: ICB. Timescale: Q2 2026/27"),
        ("Heading 1", "3. Governance"),
        ("List Bullet", "The board meets four times a year"),
    )
    crime, harm = "2.1 Acquisitive crime", "2.2 Vulnerability"
    return Plan(
        source,
        [
            (crime, "Fit 200 alarms", P, "2027-03-31"),
            (crime, "Start a civil recovery scheme", W, "2026-06-30"),
            (harm, "Share data on repeat calls", N, "2026-09-30"),
        ],
    )


def tables_after_reasons():
    """Each priority: words, a table of measures, a table of actions, a list of what was done."""
    measures = ["Measure", "Baseline", "Target", "Reported by"]
    actions = ["Ref", "Action", "Owner", "Due", "Status"]
    source = document(
        ("Heading 1", "Annual delivery plan"),
        ("Heading 2", "Priority 1: Rural and wildlife crime"),
        ("Normal", "Farms lose machines worth a million each year."),
        ("Heading 3", "How we will measure progress"),
        [measures, ["Thefts of machines", "212", "180", "Police"]],
        ("Heading 3", "Delivery plan"),
        [
            actions,
            ["1a", "Mark 500 machines", "Police", "30.09.2026", "On track"],
            ["1b", "Post signs at fifty gates", "WDC", "31.12.2026", "Not started"],
        ],
        ("Heading 3", "Last year"),
        ("List Bullet", "We marked 320 machines"),
        ("Heading 2", "Priority 2: Water safety"),
        ("Heading 3", "How we will measure progress"),
        [measures, ["Rescues", "31", "25", "Fire"]],
        ("Heading 3", "Delivery plan"),
        [actions, ["2a", "Place throw lines at twelve bridges", "Fire and Rescue", "May 2026", "Complete"]],
        ("Heading 3", "Last year"),
        ("List Bullet", "We placed six throw lines"),
    )
    rural, water = "Rural and wildlife crime", "Water safety"
    return Plan(
        source,
        [
            (rural, "Mark 500 machines", P, "2026-09-30"),
            (rural, "Post signs at fifty gates", W, "2026-12-31"),
            (water, "Place throw lines at twelve bridges", F, "2026-05-31"),
        ],
        [(rural, "Thefts of machines"), (water, "Rescues")],
    )


PLANS = [
    table_of_questions,
    priorities_in_prose,
    action_cards,
    mail_of_promises,
    objectives_numbered_by_word,
    tables_after_reasons,
]
