"""Plans of partnerships and boards as documents: strategies with prose, delivery tables, promises; words made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, N, P, W


def strategy_with_reasons():
    """Priorities that each say why, what will be done and how it is known, with leads in brackets."""
    why = ("Heading 2", "Why is this a priority?")
    source = document(
        ("Title", "Caldshire Serious Violence Duty Strategy 2026–2029"),
        ("Heading 1", "Introduction"),
        ("Normal", "The Serious Violence Duty asks specified authorities to work together."),
        ("Heading 1", "Our priorities"),
        ("Normal", "The board chose two priorities from the needs assessment."),
        ("Heading 1", "Serious violence in public places"),
        why,
        ("Normal", "Most offences happen in three town centres. Young men are harmed most."),
        ("Heading 2", "What will we do?"),
        ("List Bullet", "Run a weekly hot spot patrol in each town centre (Police, September 2026)"),
        ("List Bullet", "Fund two outreach workers in the night-time economy (CCC, by 31 March 2027)"),
        ("Heading 2", "How will we know we have made a difference?"),
        ("List Bullet", "Fewer hospital admissions for assault with a sharp object"),
        ("Heading 1", "Violence in the home"),
        why,
        ("Normal", "A third of all violent crime is domestic."),
        ("Heading 2", "What will we do?"),
        ("List Bullet", "Place an adviser in both emergency departments (ICB, December 2026)"),
        ("List Bullet", "Offer a perpetrator programme in every district (Probation)"),
        ("Heading 2", "How will we know we have made a difference?"),
        ("List Bullet", "More victims are referred by health services"),
        ("Heading 1", "Governance"),
        ("Normal", "The board meets each quarter."),
    )
    public, home = "Serious violence in public places", "Violence in the home"
    return Plan(
        source,
        [
            (public, "Run a weekly hot spot patrol in each town centre", P, "2026-09-30"),
            (public, "Fund two outreach workers in the night-time economy", C, "2027-03-31"),
            (home, "Place an adviser in both emergency departments", N, "2026-12-31"),
            (home, "Offer a perpetrator programme in every district", B, None),
        ],
        [
            (public, "Fewer hospital admissions for assault with a sharp object"),
            (home, "More victims are referred by health services"),
        ],
    )


def commitments_in_paragraphs():
    """ "Our commitments" and paragraphs that begin "We will", the lead in a line of its own below each."""
    source = document(
        ("Title", "Domestic Abuse and Sexual Violence Strategy 2026-2029"),
        ("Heading 1", "Foreword by the chair"),
        ("Normal", "We will not rest until every home is safe."),
        ("Heading 1", "Priority 1: Prevention"),
        ("Normal", "Prevention begins early, in schools and in families."),
        ("Heading 2", "Our commitments"),
        ("Normal", "We will train every designated safeguarding lead in coercive control."),
        ("Normal", "Lead: Caldshire County Council. By: July 2027"),
        ("Normal", "We will run a bystander campaign in pubs and gyms."),
        ("Normal", "Lead: Westmere District Council. By: December 2026"),
        ("Heading 1", "Priority 2: Support"),
        ("Normal", "Survivors told us that they have to tell their story too often."),
        ("Heading 2", "Our commitments"),
        ("Normal", "We will open a single front door for all survivors."),
        ("Normal", "Lead: Caldshire County Council. By: April 2027"),
    )
    return Plan(
        source,
        [
            ("Prevention", "We will train every designated safeguarding lead in coercive control.", C, "2027-07-31"),
            ("Prevention", "We will run a bystander campaign in pubs and gyms.", W, "2026-12-31"),
            ("Support", "We will open a single front door for all survivors.", C, "2027-04-30"),
        ],
    )


def split_by_pages():
    """One long landscape table: title row, headings below it, priority merged down, headings again on a new page."""
    head = ["Priority", "Objective", "Action", "Lead agency", "Target date", "Measure of success"]
    source = document(
        ("Normal", "Appendix B"),
        [
            ["Community Safety Delivery Plan 2026/27", "<", "<", "<", "<", "<"],
            head,
            ["1. Neighbourhood crime", "Fewer burglaries", "Mark property in 400 homes", "Police", "Oct 2026",
             "Burglaries fall by 5%"],
            ["^", "^", "Gate eight rear alleys", "Westmere DC", "March 2027", "Eight alleys gated"],
            ["^", "Fewer thefts from shops", "Start a shop radio link", "Westmere DC", "Nov 2026", "60 members"],
        ],
        [
            head,
            ["1. Neighbourhood crime (continued)", "Fewer thefts of vehicles", "Give out 300 steering locks", "Police",
             "Q3 2026/27", "300 given"],
            ["2. Exploitation", "Children are safe", "Screen all missing children", "CCC", "Ongoing",
             "All are screened"],
            ["^", "^", "Brief taxi drivers on county lines", "Westmere DC", "June 2026", "120 drivers briefed"],
        ],
    )  # fmt: skip
    one, two = "1. Neighbourhood crime", "2. Exploitation"
    return Plan(
        source,
        [
            (one, "Mark property in 400 homes", P, "2026-10-31"),
            (one, "Gate eight rear alleys", W, "2027-03-31"),
            (one, "Start a shop radio link", W, "2026-11-30"),
            (one, "Give out 300 steering locks", P, "2026-12-31"),
            (two, "Screen all missing children", C, None),
            (two, "Brief taxi drivers on county lines", W, "2026-06-30"),
        ],
        [(one, "Burglaries fall by 5%"), (one, "300 given"), (two, "120 drivers briefed")],
    )


def appendix_after_prose():
    """Long prose with headings like the priorities', then an appendix with a table for each."""
    head = ["Action", "Lead", "Partners", "By when", "Progress"]
    source = document(
        ("Title", "Safer Westmere Community Safety Strategy"),
        ("Normal", "2026 – 2029"),
        ("Heading 1", "Contents"),
        ("Normal", "Foreword"),
        ("Normal", "Our priorities"),
        ("Normal", "Appendix A: Action plan"),
        ("Heading 1", "Foreword"),
        ("Normal", "Westmere is a safe place to live, work and visit."),
        ("Heading 1", "Our priorities"),
        ("Heading 2", "Tackling anti-social behaviour"),
        ("Normal", "Residents name it first in each survey."),
        ("List Bullet", "1,420 reports in 2025"),
        ("List Bullet", "Most are about neighbours"),
        ("Heading 2", "Protecting people from harm"),
        ("Normal", "Some people are at greater risk than others."),
        ("Heading 1", "Appendix A: Action plan"),
        ("Heading 2", "Tackling anti-social behaviour"),
        [
            head,
            ["Introduce a mediation service", "Westmere DC", "Housing associations", "1 October 2026", ""],
            ["Use community protection warnings early", "Police", "Westmere DC", "Ongoing", "14 issued"],
        ],
        ("Heading 2", "Protecting people from harm"),
        [head, ["Hold a scams awareness week", "CCC", "Banks", "May 2026", "Planned"]],
    )
    asb, harm = "Tackling anti-social behaviour", "Protecting people from harm"
    return Plan(
        source,
        [
            (asb, "Introduce a mediation service", W, "2026-10-01"),
            (asb, "Use community protection warnings early", P, None),
            (harm, "Hold a scams awareness week", C, "2026-05-31"),
        ],
    )


def numbered_paragraphs():
    """Numbered headings typed by hand, no styles; numbered actions below, each with a line of who and when."""
    source = document(
        ("Normal", "WESTMERE COMMUNITY SAFETY PARTNERSHIP"),
        ("Normal", "ACTION PLAN 2026-27"),
        ("Bold", "1. Reducing reoffending"),
        ("Normal", "1.1 Set up a departure lounge at the prison"),
        ("Normal", "Lead: Probation    Timescale: September 2026"),
        ("Normal", "1.2 Offer ten rooms to prison leavers"),
        ("Normal", "Lead: Westmere DC    Timescale: March 2027"),
        ("Bold", "2. Safer roads"),
        ("Normal", "2.1 Run a speed watch in twelve villages"),
        ("Normal", "Lead: Police    Timescale: Ongoing"),
    )
    return Plan(
        source,
        [
            ("1. Reducing reoffending", "Set up a departure lounge at the prison", B, "2026-09-30"),
            ("1. Reducing reoffending", "Offer ten rooms to prison leavers", W, "2027-03-31"),
            ("2. Safer roads", "Run a speed watch in twelve villages", P, None),
        ],
    )


def pdf_lines():
    """Pasted from a PDF: each line broken where the page ended, bullets, page numbers between."""
    source = pasted(
        "Westmere Community Safety Plan 2026-2029\n"
        "\n"
        "Priority 1: Violence against women and girls\n"
        "Too many women do not feel safe in our\n"
        "streets after dark.\n"
        "We will:\n"
        "• Work with licensed premises so that all door\n"
        "staff know how to help a woman who feels unsafe\n"
        "• Light the path between the station and the\n"
        "college\n"
        "Page 4\n"
        "Priority 2: Serious and organised crime\n"
        "Gangs from the cities exploit local children.\n"
        "We will:\n"
        "• Train frontline housing staff to see the signs\n"
        "of cuckooing\n"
    )
    women, crime = "Violence against women and girls", "Serious and organised crime"
    return Plan(
        source,
        [
            (women, "Work with licensed premises so that all door staff know how to help a woman who feels unsafe",
             None, None),
            (women, "Light the path between the station and the college", None, None),
            (crime, "Train frontline housing staff to see the signs of cuckooing", None, None),
        ],
    )  # fmt: skip


PLANS = [
    strategy_with_reasons,
    commitments_in_paragraphs,
    split_by_pages,
    appendix_after_prose,
    numbered_paragraphs,
    pdf_lines,
]
