"""Strategies, delivery plans, minutes and mails as boards write them in Word; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def tables_with_title_rows():
    """One table a priority: a merged title row, a merged row of the aim, then headings."""

    def table(title, aim, *rows):
        head = ["No", "What we will do", "Who will lead", "By when", "How we will measure it"]
        return [[title, "<", "<", "<", "<"], [aim, "<", "<", "<", "<"], head, *rows]

    source = document(
        ("Heading 1", "Delivery Plan April 2026 – March 2027"),
        ("Normal", "This plan sits beneath our three-year strategy."),
        table(
            "PRIORITY ONE – DOMESTIC ABUSE", "Aim: More people are safe at home",
            ["1.1", "Commission a new advice service", "Caldshire County Council", "30 June 2026", "Contract signed"],
            ["1.2", "Train 200 staff in risk assessment", "Police and CCC", "Mar 2027", "200 staff trained"],
        ),
        ("Normal", ""),
        table(
            "PRIORITY TWO – HATE CRIME", "Aim: More victims report",
            ["2.1", "Open twelve reporting centres", "Westmere District Council", "By end of 2026", "Twelve open"],
        ),
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Domestic abuse", "Commission a new advice service", C, "2026-06-30"),
            ("Domestic abuse", "Train 200 staff in risk assessment", P, "2027-03-31"),
            ("Hate crime", "Open twelve reporting centres", W, "2026-12-31"),
        ],
        [("Domestic abuse", "200 staff trained"), ("Hate crime", "Twelve open")],
    )


def lead_below_list():
    """Bold headings, a list of actions, and one line of who leads and when below each whole list."""
    source = document(
        ("Title", "Welsh Borders Serious Violence Response"),
        ("Heading 1", "Early help"),
        ("Normal", "We want children to have somebody to trust."),
        ("Heading 2", "Actions"),
        ("List Bullet", "Offer mentors to 50 children"),
        ("List Bullet", "Train youth workers in trauma"),
        ("List Bullet", "Open two hubs at half-term"),
        ("Normal", "Lead: Caldshire County Council"),
        ("Normal", "Timescale: March 2028"),
        ("Heading 1", "Enforcement"),
        ("Normal", "We want weapons off the street."),
        ("Heading 2", "Actions"),
        ("List Bullet", "Test purchase knives in 30 shops"),
        ("List Bullet", "Place knife bins at both stations"),
        ("Normal", "Lead: Police"),
        ("Normal", "Timescale: Ongoing"),
    )
    return Plan(
        source,
        [
            ("Early help", "Offer mentors to 50 children", C, "2028-03-31"),
            ("Early help", "Train youth workers in trauma", C, "2028-03-31"),
            ("Early help", "Open two hubs at half-term", C, "2028-03-31"),
            ("Enforcement", "Test purchase knives in 30 shops", P, None),
            ("Enforcement", "Place knife bins at both stations", P, None),
        ],
    )


def nested_bullets():
    """Objectives as bullets, actions as bullets below them with the lead in brackets."""
    source = document(
        ("Title", "Safer Streets Strategy 2026-29"),
        ("Heading 1", "Priority 1 – Town centres"),
        ("Normal", "Shops and residents are tired of disorder."),
        ("List Bullet", "Make the centre look cared for"),
        ("List Bullet 2", "Clean graffiti within two days (Westmere DC)"),
        ("List Bullet 2", "Replace 40 broken lamps (CCC, by October 2026)"),
        ("List Bullet", "Deal with repeat offenders"),
        ("List Bullet 2", "Seek ten criminal behaviour orders (Police, March 2027)"),
        ("Heading 1", "Priority 2 – Villages"),
        ("List Bullet", "Stop theft from farms"),
        ("List Bullet 2", "Fit trackers to 60 tractors (Police)"),
    )
    one, two = "Town centres", "Villages"
    return Plan(
        source,
        [
            (one, "Clean graffiti within two days", W, None),
            (one, "Replace 40 broken lamps", C, "2026-10-31"),
            (one, "Seek ten criminal behaviour orders", P, "2027-03-31"),
            (two, "Fit trackers to 60 tractors", P, None),
        ],
    )


def minutes():
    """Minutes-like items: a number and a subject, words, and lines "ACTION: … (who) by when"."""
    source = document(
        ("Heading 1", "Notes and actions of the partnership, 12 May 2026"),
        ("Heading 2", "1. Burglary"),
        ("Normal", "The inspector said that burglary fell again in April."),
        ("Normal", "Action: Share the dwell-time data each month. Lead: Police. By: 30 June 2026"),
        ("Heading 2", "2. Youth violence"),
        ("Normal", "Members asked about exclusions."),
        ("Normal", "Action: Map all exclusions since 2023. Lead: CCC. By: September 2026"),
        ("Normal", "Action: Invite two heads to the next meeting. Lead: Westmere DC. By: July 2026"),
    )
    return Plan(
        source,
        [
            ("Burglary", "Share the dwell-time data each month", P, "2026-06-30"),
            ("Youth violence", "Map all exclusions since 2023", C, "2026-09-30"),
            ("Youth violence", "Invite two heads to the next meeting", W, "2026-07-31"),
        ],
    )


def priorities_with_key_facts():
    """Sections that each priority has: what we know, what we have done, what we will do next, measures."""

    def priority(name, known, done, *rest):
        return [("Heading 2", name), ("Heading 3", "What we know"), ("List Bullet", known),
                ("Heading 3", "What we have done"), ("List Bullet", done), *rest]  # fmt: skip

    source = document(
        ("Title", "Community Safety Strategy"),
        ("Heading 1", "Our vision"),
        ("Normal", "A county in which everybody is safe."),
        ("Heading 1", "Our priorities"),
        *priority("Fraud", "One in ten adults lost money last year", "Visited 300 victims",
                  ("Heading 3", "What we will do next"),
                  ("List Bullet", "Fit 100 call blockers – CCC – December 2026"),
                  ("List Bullet", "Train all bank branches – Police – March 2027"),
                  ("Heading 3", "Measures of success"),
                  ("List Bullet", "Losses to fraud fall by a tenth")),
        *priority("Fire and arson", "Half of arson is to vehicles", "Removed 90 abandoned cars",
                  ("Heading 3", "What we will do next"),
                  ("List Bullet", "Remove abandoned cars within a day – Westmere DC – Ongoing"),
                  ("List Bullet", "Visit 800 homes – Fire – March 2027"),
                  ("Heading 3", "Measures of success"),
                  ("List Bullet", "Fewer deliberate fires")),
        ("Heading 1", "How we work"),
        ("Normal", "The partnership meets in public."),
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Fraud", "Fit 100 call blockers", C, "2026-12-31"),
            ("Fraud", "Train all bank branches", P, "2027-03-31"),
            ("Fire and arson", "Remove abandoned cars within a day", W, None),
            ("Fire and arson", "Visit 800 homes", F, "2027-03-31"),
        ],
        [("Fraud", "Losses to fraud fall by a tenth"), ("Fire and arson", "Fewer deliberate fires")],
    )


def pasted_plan():
    """A plan pasted without any mark: headings as lines, actions as lines with who and when after a pipe."""
    source = pasted(
        "Westmere Domestic Abuse Partnership Board – action plan 2026/27\n"
        "\n"
        "Priority 1: Housing\n"
        "\n"
        "Action: Adopt the whole housing approach\n"
        "Lead: Westmere District Council\n"
        "By when: November 2026\n"
        "Measure: Three landlords are accredited\n"
        "\n"
        "Action: Buy four dispersed units\n"
        "Lead: Caldshire County Council\n"
        "By when: 2027/28\n"
        "Measure: Four units are let\n"
        "\n"
        "Priority 2: Health\n"
        "\n"
        "Action: Place two advisers in general practice\n"
        "Lead: Caldshire Integrated Care Board\n"
        "By when: Q4 2026/27\n"
        "Measure: 100 referrals\n"
        "\n"
        "Action: Offer counselling after prison\n"
        "Lead: Probation\n"
        "By when: tbc\n"
        "Measure: 20 people helped\n"
    )
    return Plan(
        source,
        [
            ("Housing", "Adopt the whole housing approach", W, "2026-11-30"),
            ("Housing", "Buy four dispersed units", C, "2028-03-31"),
            ("Health", "Place two advisers in general practice", N, "2027-03-31"),
            ("Health", "Offer counselling after prison", B, None),
        ],
        [("Housing", "Four units are let"), ("Health", "100 referrals"), ("Health", "20 people helped")],
    )


PLANS = [tables_with_title_rows, lead_below_list, nested_bullets, minutes, priorities_with_key_facts, pasted_plan]
