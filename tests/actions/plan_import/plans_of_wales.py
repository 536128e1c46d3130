"""Plans of Welsh boards and English districts in Word: letters, nested tables, promises; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def wellbeing_objectives():
    """Well-being objectives, steps in tables without a column of leads but with "Delivered by"."""
    head = ["Step", "Delivered by", "Timescale", "Outcome"]
    source = document(
        ("Title", "Caldshire Community Safety Partnership Plan 2026–2029"),
        ("Heading 1", "Legal framework"),
        ("List Bullet", "Crime and Disorder Act 1998"),
        ("List Bullet", "Serious Violence Duty 2023"),
        ("Heading 1", "Objective 1: Fewer people are exploited"),
        ("Normal", "We base this on the strategic needs assessment."),
        [
            head,
            ["Train hoteliers to see exploitation", "Police", "Year 1", "40 hotels trained"],
            ["Review all children placed from elsewhere", "CCC", "Year 2", "All reviewed"],
        ],
        ("Heading 1", "Objective 2: Communities get on"),
        [head, ["Hold a cohesion forum in each town", "WDC", "Year 3", "Four forums each year"]],
        ("Heading 1", "Reporting"),
        ("Normal", "We report to the public services board."),
    )
    one, two = "Fewer people are exploited", "Communities get on"
    return Plan(
        source,
        [
            (one, "Train hoteliers to see exploitation", P, "2027-03-31"),
            (one, "Review all children placed from elsewhere", C, "2028-03-31"),
            (two, "Hold a cohesion forum in each town", W, "2029-03-31"),
        ],
        [(one, "40 hotels trained"), (two, "Four forums each year")],
    )


def second_row_headings():
    """A table whose first row groups the headings of the second; banners of priorities below."""
    source = document(
        ("Heading 1", "Serious Violence Duty: response plan"),
        [
            ["Activity", "<", "Delivery", "<", "<", "Monitoring", "<"],
            ["Ref", "Action", "Lead", "Partners", "Deadline", "Measure", "Progress"],
            ["Priority 1: Prevent", "<", "<", "<", "<", "<", "<"],
            ["P1", "Fund mentors in four schools", "CCC", "Police", "Sept 2026", "60 pupils mentored", "Tender out"],
            ["P2", "Teach bleeding control", "Fire", "ICB", "Dec 2026", "300 taught", ""],
            ["Priority 2: Protect", "<", "<", "<", "<", "<", "<"],
            ["P3", "Give victims a navigator in hospital", "ICB", "", "Apr 2027", "120 helped", ""],
        ],
    )
    return Plan(
        source,
        [
            ("Prevent", "Fund mentors in four schools", C, "2026-09-30"),
            ("Prevent", "Teach bleeding control", F, "2026-12-31"),
            ("Protect", "Give victims a navigator in hospital", N, "2027-04-30"),
        ],
        [("Prevent", "60 pupils mentored"), ("Prevent", "300 taught"), ("Protect", "120 helped")],
    )


def pledges_to_survivors():
    """Pledges with a letter; who and when in italics on the next line without labels in brackets."""
    source = document(
        ("Title", "Standing with survivors: our strategy to 2029"),
        ("Heading 1", "Introduction"),
        ("Normal", "This strategy was written with survivors."),
        ("Heading 1", "Pledge 1: You will be believed"),
        ("Heading 2", "What we heard"),
        ("List Bullet", "“Nobody asked me”"),
        ("Heading 2", "What we will do"),
        ("List Bullet", "Ask every patient in maternity care about abuse (Lead: ICB; Date: March 2027)"),
        ("List Bullet", "Publish a survivors’ charter (Lead: Caldshire County Council; Date: November 2026)"),
        ("Heading 1", "Pledge 2: You will be safe"),
        ("Heading 2", "What we heard"),
        ("List Bullet", "“The locks took a month”"),
        ("Heading 2", "What we will do"),
        ("List Bullet", "Change locks within a day (Lead: Westmere District Council; Date: June 2026)"),
    )
    one, two = "Pledge 1: You will be believed", "Pledge 2: You will be safe"
    return Plan(
        source,
        [
            (one, "Ask every patient in maternity care about abuse", N, "2027-03-31"),
            (one, "Publish a survivors’ charter", C, "2026-11-30"),
            (two, "Change locks within a day", W, "2026-06-30"),
        ],
    )


def bulleted_cells():
    """Objectives in rows: several actions as bullets are one cell; the lead of the row is of them all."""
    source = document(
        ("Heading 1", "Action plan"),
        ("Heading 2", "Theme 1: Drugs and alcohol"),
        [
            ["Objective", "Actions", "Lead(s)", "Timescale(s)", "Outcome measure(s)"],
            ["Fewer deaths", "Carry naloxone in all patrol cars", "Police", "By Dec 26", "80 cars carry it"],
            ["More recover", "Open a recovery café", "Westmere DC / ICB", "2026-27", "50 visits a week"],
        ],
        ("Heading 2", "Theme 2: Water"),
        [
            ["Objective", "Actions", "Lead(s)", "Timescale(s)", "Outcome measure(s)"],
            ["Fewer drownings", "Teach 900 children to float", "Fire & Rescue", "Summer 2026", "900 taught"],
        ],
    )
    return Plan(
        source,
        [
            ("Drugs and alcohol", "Carry naloxone in all patrol cars", P, "2026-12-31"),
            ("Drugs and alcohol", "Open a recovery café", W, "2027-03-31"),
            ("Water", "Teach 900 children to float", F, ("2026-08-31", None)),
        ],
        [("Drugs and alcohol", "50 visits a week"), ("Water", "900 taught")],
    )


def plan_from_pdf():
    """A delivery plan pasted from a PDF: labels, wrapped lines, headers and page numbers between."""
    source = pasted(
        "Westmere Community Safety Partnership\n"
        "Delivery Plan 2026-2027\n"
        "1\n"
        "Priority 1 – Anti-social behaviour\n"
        "Anti-social behaviour is what residents raise most often at ward\n"
        "meetings and in the survey of 2025.\n"
        "1.1 Review every long-running case at a panel of all partners and\n"
        "agree a plan with the victim\n"
        "Lead: Westmere District Council\n"
        "Timescale: September 2026\n"
        "1.2 Send mediation leaflets to all tenants who complain of noise\n"
        "Lead: Westmere District Council\n"
        "Timescale: December 2026\n"
        "2\n"
        "Priority 2 – Violence\n"
        "2.1 Put more officers on patrol on Friday and Saturday evenings in\n"
        "the three hot spots\n"
        "Lead: Caldshire Constabulary\n"
        "Timescale: Ongoing\n"
    )
    one, two = "Anti-social behaviour", "Violence"
    return Plan(
        source,
        [
            (one, "Review every long-running case at a panel of all partners and agree a plan with the victim", W,
             "2026-09-30"),
            (one, "Send mediation leaflets to all tenants who complain of noise", W, "2026-12-31"),
            (two, "Put more officers on patrol on Friday and Saturday evenings in the three hot spots", P, None),
        ],
    )  # fmt: skip


def lists_without_who():
    """Priorities as bold lines in sentence case, words, "Key actions", bullets, and "Outcomes" below."""
    source = document(
        ("Bold", "Community Safety Action Plan 2026/27"),
        ("Bold", "Introduction"),
        ("Normal", "Partners agreed four actions."),
        ("Bold", "Reduce reoffending by young adults"),
        ("Normal", "Most who reoffend do so in three months."),
        ("Normal", "Key actions:"),
        ("List Bullet", "Open a hub for 18 to 25-year-olds – Probation – by January 2027"),
        ("List Bullet", "Fund courses in the trades – CCC – by March 2027"),
        ("Normal", "Outcomes:"),
        ("List Bullet", "A tenth fewer reoffend"),
        ("Bold", "Protect older people from fraud"),
        ("Normal", "Key actions:"),
        ("List Bullet", "Fit call blockers – Westmere DC – by May 2026"),
        ("Normal", "Outcomes:"),
        ("List Bullet", "Losses fall"),
    )
    young, older = "Reduce reoffending by young adults", "Protect older people from fraud"
    return Plan(
        source,
        [
            (young, "Open a hub for 18 to 25-year-olds", B, "2027-01-31"),
            (young, "Fund courses in the trades", C, "2027-03-31"),
            (older, "Fit call blockers", W, "2026-05-31"),
        ],
        [(young, "A tenth fewer reoffend"), (older, "Losses fall")],
    )


PLANS = [
    wellbeing_objectives,
    second_row_headings,
    pledges_to_survivors,
    bulleted_cells,
    plan_from_pdf,
    lists_without_who,
]
