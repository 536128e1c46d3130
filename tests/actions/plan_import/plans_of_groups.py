"""Plans of delivery groups in Word, in mails and notes, with labels of many names; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def long_labels():
    """Blocks with labels that committees like: lead agency, supporting agencies, target completion date, measures."""

    def block(number, action, lead, others, when, measure):
        return [
            ("Heading 3", f"Action {number}: {action}"),
            ("Normal", f"Lead agency: {lead}"),
            ("Normal", f"Supporting agencies: {others}"),
            ("Normal", f"Target completion date: {when}"),
            ("Normal", f"Success measure: {measure}"),
        ]

    source = document(
        ("Title", "Community Safety Delivery Plan"),
        ("Heading 1", "Overview"),
        ("Normal", "Each action has one lead agency."),
        ("Heading 2", "Priority 1: Alcohol"),
        *block(
            "1.1", "Review all late licences", "Westmere District Council", "Police", "30 September 2026", "All done"
        ),
        *block("1.2", "Give out 5,000 drink covers", "Police", "Westmere District Council", "May 2026", "5,000 given"),
        ("Heading 2", "Priority 2: Domestic abuse"),
        *block("2.1", "Fund a court advocate", "Caldshire County Council", "Probation", "Q1 2026/27", "90 helped"),
    )
    return Plan(
        source,
        [
            ("Alcohol", "Review all late licences", W, "2026-09-30"),
            ("Alcohol", "Give out 5,000 drink covers", P, "2026-05-31"),
            ("Domestic abuse", "Fund a court advocate", C, "2026-06-30"),
        ],
        [("Alcohol", "All done"), ("Domestic abuse", "90 helped")],
    )


def priorities_with_leads():
    """Each priority has its lead on the line below it; the actions a lead in brackets, or none."""
    source = document(
        ("Heading 1", "Our delivery plan"),
        ("Heading 2", "Priority 1: Serious violence"),
        ("Normal", "Priority lead: Superintendent, Caldshire Constabulary"),
        ("List Bullet", "Map all street robbery (Police, June 2026)"),
        ("List Bullet", "Open a hub in the bus station (WDC, March 2027)"),
        ("Heading 2", "Priority 2: Cohesion"),
        ("Normal", "Priority lead: Head of Communities, Caldshire County Council"),
        ("List Bullet", "Hold twelve listening events (CCC, December 2026)"),
    )
    return Plan(
        source,
        [
            ("Serious violence", "Map all street robbery", P, "2026-06-30"),
            ("Serious violence", "Open a hub in the bus station", W, "2027-03-31"),
            ("Cohesion", "Hold twelve listening events", C, "2026-12-31"),
        ],
    )


def short_term_and_long_term():
    """Actions in lists by term below each priority, the term as a heading of its own."""
    source = document(
        ("Title", "Safer Towns Plan 2026-2029"),
        ("Heading 1", "Theme 1: Parks"),
        ("Heading 2", "Short term"),
        ("List Bullet", "Cut back hedges at six gates – Lead: WDC"),
        ("Heading 2", "Long term"),
        ("List Bullet", "Rebuild the pavilion – Lead: WDC – By: March 2029"),
        ("Heading 1", "Theme 2: Stations"),
        ("Heading 2", "Short term"),
        ("List Bullet", "Patrol the last trains – Lead: Police"),
        ("Heading 2", "Long term"),
        ("List Bullet", "Put staff on all evening trains – Lead: CCC – By: December 2028"),
    )
    return Plan(
        source,
        [
            ("Parks", "Cut back hedges at six gates", W, None),
            ("Parks", "Rebuild the pavilion", W, "2029-03-31"),
            ("Stations", "Patrol the last trains", P, None),
            ("Stations", "Put staff on all evening trains", C, "2028-12-31"),
        ],
    )


def notes_of_meeting():
    """Notes in a mail: subjects in capitals, actions with initials of bodies before a colon."""
    source = pasted(
        "Notes of the tasking meeting\n"
        "\n"
        "BURGLARY\n"
        "Three streets were hit twice.\n"
        "Action: Police to leaflet Mill Lane by 12 June 2026\n"
        "Action: WDC to repair the alley gate by 30 June 2026\n"
        "\n"
        "FIRES\n"
        "Bins were set alight behind the shops.\n"
        "Action: Fire to visit all shop owners by July 2026\n"
    )
    return Plan(
        source,
        [
            ("Burglary", "Police to leaflet Mill Lane by 12 June 2026", P, (None, "2026-06-12")),
            ("Burglary", "WDC to repair the alley gate by 30 June 2026", W, (None, "2026-06-30")),
            ("Fires", "Fire to visit all shop owners by July 2026", F, (None, "2026-07-31")),
        ],
    )


def table_with_groups():
    """One long table: priority rows in bold over all columns, groups below, headings repeated by page."""
    head = ["Action", "Lead", "Timescale", "How will success be measured?"]
    source = document(
        ("Heading 1", "Appendix 1 – Delivery plan 2026/27"),
        [
            head,
            ["Priority: Tackling drugs", "<", "<", "<"],
            ["Close 20 crack houses", "Police", "March 2027", "20 closed"],
            ["Offer treatment at first arrest", "Police / ICB", "Ongoing", "200 offered"],
            head,
            ["Run clinics in both prisons", "ICB", "Sept 2026", "Clinics run"],
            ["Priority: Safer homes", "<", "<", "<"],
            ["Lend 60 video doorbells", "WDC", "Dec 2026", "60 lent"],
        ],
    )
    return Plan(
        source,
        [
            ("Tackling drugs", "Close 20 crack houses", P, "2027-03-31"),
            ("Tackling drugs", "Offer treatment at first arrest", P, None),
            ("Tackling drugs", "Run clinics in both prisons", N, "2026-09-30"),
            ("Safer homes", "Lend 60 video doorbells", W, "2026-12-31"),
        ],
        [("Tackling drugs", "Clinics run"), ("Safer homes", "60 lent")],
    )


def year_by_year():
    """Commitments by year: a bold line of the year above the lists below each priority."""
    source = document(
        ("Title", "Reducing Reoffending Strategy 2026-2029"),
        ("Heading 1", "Our priorities"),
        ("Heading 2", "Homes"),
        ("Normal", "A home is the best start."),
        ("Normal", "We will:"),
        ("List Bullet", "Keep 20 flats for prison leavers (Westmere District Council, 2026/27)"),
        ("List Bullet", "Pay deposits for 40 people (CCC, 2027/28)"),
        ("Heading 2", "Work"),
        ("Normal", "A job gives people a reason to stay out."),
        ("Normal", "We will:"),
        ("List Bullet", "Sign up 15 employers (Probation, 2026/27)"),
        ("Heading 1", "Who we are"),
        ("List Bullet", "Probation Service"),
        ("List Bullet", "Police"),
    )
    return Plan(
        source,
        [
            ("Homes", "Keep 20 flats for prison leavers", W, "2027-03-31"),
            ("Homes", "Pay deposits for 40 people", C, "2028-03-31"),
            ("Work", "Sign up 15 employers", B, "2027-03-31"),
        ],
    )


PLANS = [
    long_labels,
    priorities_with_leads,
    short_term_and_long_term,
    notes_of_meeting,
    table_with_groups,
    year_by_year,
]
