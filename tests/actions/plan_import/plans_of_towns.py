"""Towns' and partners' plans in Word and pasted, written last: they show how many come right at first sight."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def commitments_per_partner():
    """Priorities as headings, commitments as bullets with the body in bold first words and a colon."""
    source = document(
        ("Title", "White Ribbon action plan 2026–2028"),
        ("Heading 1", "Why we signed up"),
        ("Normal", "Men must be part of the answer."),
        ("Heading 1", "Priority 1: Culture"),
        ("Heading 2", "Our commitments"),
        ("List Bullet", "Appoint twelve ambassadors (Lead: Westmere District Council; by November 2026)"),
        ("List Bullet", "Train all managers (Lead: Caldshire County Council; by March 2027)"),
        ("Heading 2", "How we will measure success"),
        ("List Bullet", "Nine in ten managers trained"),
        ("Heading 1", "Priority 2: Night-time safety"),
        ("Heading 2", "Our commitments"),
        ("List Bullet", "Check lighting on ten routes (Lead: Police; by December 2027)"),
        ("Heading 2", "How we will measure success"),
        ("List Bullet", "More women feel safe at night"),
    )
    one, two = "Culture", "Night-time safety"
    return Plan(
        source,
        [
            (one, "Appoint twelve ambassadors", W, "2026-11-30"),
            (one, "Train all managers", C, "2027-03-31"),
            (two, "Check lighting on ten routes", P, "2027-12-31"),
        ],
        [(one, "Nine in ten managers trained"), (two, "More women feel safe at night")],
    )


def three_level_table():
    """Priority, aim and action in one table, the first two merged down, with numbers; split over two tables."""
    head = ["Priority", "Aim", "No.", "Action", "Lead", "Delivery date", "Progress measure"]
    source = document(
        ("Heading 1", "Community Safety Partnership Delivery Plan"),
        [
            head,
            ["Tackling violence", "Safer nights", "1.1", "Fund street pastors", "WDC", "Apr 2026", "40 pastors"],
            ["^", "^", "1.2", "Inspect 30 bars", "WDC Licensing", "Dec 2026", "30 inspected"],
            ["^", "Safer homes", "1.3", "Hold weekly case meetings", "CCC", "Weekly", "All cases heard"],
        ],
        ("Normal", ""),
        [
            head,
            [
                "Tackling theft",
                "Safer shops",
                "2.1",
                "Start a crime partnership",
                "Police",
                "June 2026",
                "50 shops join",
            ],
            ["^", "^", "2.2", "Bring ten offenders to treatment", "Probation", "2026/27", "Ten begin"],
        ],
    )
    one, two = "Tackling violence", "Tackling theft"
    return Plan(
        source,
        [
            (one, "Fund street pastors", W, "2026-04-30"),
            (one, "Inspect 30 bars", W, "2026-12-31"),
            (one, "Hold weekly case meetings", C, None),
            (two, "Start a crime partnership", P, "2026-06-30"),
            (two, "Bring ten offenders to treatment", B, "2027-03-31"),
        ],
        [(one, "All cases heard"), (two, "Ten begin")],
    )


def paragraphs_of_will():
    """Headings without numbers and paragraphs that say what "the partnership will" do, between other prose."""
    source = document(
        ("Title", "A fair and safe county: strategy 2026-2029"),
        ("Heading 1", "Foreword"),
        ("Normal", "I thank all who took part."),
        ("Heading 1", "Online harm"),
        ("Normal", "Half of all frauds now begin online."),
        ("Normal", "The partnership will teach 1,000 parents about settings by July 2027."),
        ("Normal", "The partnership will publish a guide for grandparents."),
        ("Heading 1", "Harm in care"),
        ("Normal", "Care staff see what others do not."),
        ("Normal", "The partnership will offer a helpline for care staff by October 2026."),
        ("Heading 1", "Thanks"),
        ("Normal", "To everybody who answered our survey."),
    )
    online, care = "Online harm", "Harm in care"
    return Plan(
        source,
        [
            (online, "The partnership will teach 1,000 parents about settings by July 2027.", None, "2027-07-31"),
            (online, "The partnership will publish a guide for grandparents.", None, None),
            (care, "The partnership will offer a helpline for care staff by October 2026.", None, "2026-10-31"),
        ],
    )


def pasted_pdf_bullets():
    """From a PDF: wrapped bullets with a lead in brackets over two lines, a header on each page."""
    source = pasted(
        "Caldshire Violence Reduction Partnership | Strategy\n"
        "Priority 1: Early intervention\n"
        "What we will do:\n"
        "• Offer every primary school in the ten most deprived wards a\n"
        "trained mentor (Caldshire County Council, by September\n"
        "2027)\n"
        "• Give youth clubs a small grant for evening sport (Westmere\n"
        "District Council)\n"
        "4 | Page\n"
        "Priority 2: Places\n"
        "What we will do:\n"
        "• Remove drug litter within four hours of a report (Westmere\n"
        "District Council)\n"
        "• Patrol the seven busiest streets on Fridays and Saturdays\n"
        "(Police, from May 2026)\n"
    )
    one, two = "Early intervention", "Places"
    return Plan(
        source,
        [
            (one, "Offer every primary school in the ten most deprived wards a trained mentor", C, "2027-09-30"),
            (one, "Give youth clubs a small grant for evening sport", W, None),
            (two, "Remove drug litter within four hours of a report", W, None),
            (two, "Patrol the seven busiest streets on Fridays and Saturdays", P, (None, "2026-05-31")),
        ],
    )


def accessible_plan():
    """A plan without tables for screen readers: headings for priorities and actions, a list of labels below each."""

    def action(title, lead, when, measure):
        return [
            ("Heading 3", title),
            ("List Bullet", f"Lead: {lead}"),
            ("List Bullet", f"Deadline: {when}"),
            ("List Bullet", f"Measure: {measure}"),
        ]

    source = document(
        ("Title", "Fire and community safety plan"),
        ("Heading 1", "Our actions"),
        ("Heading 2", "Homes"),
        *action("Visit 900 homes of people at risk", "Fire", "March 2027", "900 visits"),
        *action("Recall faulty dryers", "CCC", "June 2026", "300 recalled"),
        ("Heading 2", "Outdoors"),
        *action("Cut breaks in the heath", "WDC", "April 2026", "4 km cut"),
    )
    return Plan(
        source,
        [
            ("Homes", "Visit 900 homes of people at risk", F, "2027-03-31"),
            ("Homes", "Recall faulty dryers", C, "2026-06-30"),
            ("Outdoors", "Cut breaks in the heath", W, "2026-04-30"),
        ],
        [("Homes", "900 visits"), ("Homes", "300 recalled"), ("Outdoors", "4 km cut")],
    )


def health_board():
    """A board's table with the due date among the words of the status and leads by initials and names."""
    head = ["Strategic aim", "Actions", "Responsible partner(s)", "Target date / status", "Indicators"]
    source = document(
        ("Heading 1", "Domestic Abuse Partnership Board: Action Plan"),
        [
            head,
            ["Aim 1: Early help", "Ask routine questions in A&E", "ICB (Named Nurse)", "Dec 2026", "60% are asked"],
            ["Aim 1: Early help", "Train health visitors", "ICB", "31/03/2027", "90% trained"],
            ["Aim 2: Recovery", "Run the freedom course", "CCC, Probation", "Ongoing", "80 attend"],
        ],
    )
    return Plan(
        source,
        [
            ("Early help", "Ask routine questions in A&E", N, "2026-12-31"),
            ("Early help", "Train health visitors", N, "2027-03-31"),
            ("Recovery", "Run the freedom course", C, None),
        ],
        [("Early help", "90% trained"), ("Recovery", "80 attend")],
    )


PLANS = [
    commitments_per_partner,
    three_level_table,
    paragraphs_of_will,
    pasted_pdf_bullets,
    accessible_plan,
    health_board,
]
