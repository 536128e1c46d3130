"""Regions' and boards' plans in Word, with what surrounds them: covers, versions, notes; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def versions_and_contents():
    """A table of versions and a list of contents before the plan; a table of contacts behind it."""
    head = ["#", "Action", "Lead", "Timeframe", "Measure"]
    source = document(
        ("Title", "Serious Violence Delivery Plan 2026/27"),
        [["Version", "Date", "Author", "Change"], ["0.1", "1 March 2026", "A. Officer", "First draft"],
         ["1.0", "2 April 2026", "A. Officer", "Agreed"]],
        ("Heading 1", "Contents"),
        ("Normal", "1. Introduction\t3"),
        ("Normal", "2. Priority: Weapons\t4"),
        ("Normal", "3. Priority: Exploitation\t6"),
        ("Heading 1", "1. Introduction"),
        ("Normal", "The duty began in January 2023."),
        ("Heading 1", "2. Priority: Weapons"),
        [head, ["1", "Test purchases in 40 shops", "CCC", "Quarterly", "40 shops tested"],
         ["2", "Knife bins at two stations", "Police", "July 2026", "400 blades"]],
        ("Heading 1", "3. Priority: Exploitation"),
        [head, ["3", "Train hotel staff", "WDC", "Oct 2026", "20 hotels"]],
        ("Heading 1", "4. Contacts"),
        [["Name", "Organisation", "Email"], ["Duty desk", "WDC", "desk@example.org"]],
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Weapons", "Test purchases in 40 shops", C, None),
            ("Weapons", "Knife bins at two stations", P, "2026-07-31"),
            ("Exploitation", "Train hotel staff", W, "2026-10-31"),
        ],
        [("Weapons", "400 blades"), ("Exploitation", "20 hotels")],
    )


def priorities_by_letter():
    """Priorities A to C as bold lines with a dash; "Actions" in bold; lists; "Measured by" lines."""
    source = document(
        ("Bold", "Safer Harbour Plan 2026/27"),
        ("Bold", "Priority A – Drink-fuelled disorder"),
        ("Normal", "The harbour has 60 licensed premises."),
        ("Bold", "Actions"),
        ("List Bullet", "Start a late-night safe space (WDC, by July 2026)"),
        ("List Bullet", "Share banned lists each week (Police)"),
        ("Bold", "Measures"),
        ("List Bullet", "Ambulance calls fall by a tenth"),
        ("Bold", "Priority B – Rough sleeping"),
        ("Normal", "Nine people slept out in March."),
        ("Bold", "Actions"),
        ("List Bullet", "Offer each a key worker (CCC, by September 2026)"),
        ("Bold", "Measures"),
        ("List Bullet", "Nobody sleeps out for more than a week"),
    )
    one, two = "Priority A – Drink-fuelled disorder", "Priority B – Rough sleeping"
    return Plan(
        source,
        [
            (one, "Start a late-night safe space", W, "2026-07-31"),
            (one, "Share banned lists each week", P, None),
            (two, "Offer each a key worker", C, "2026-09-30"),
        ],
        [(one, "Ambulance calls fall by a tenth"), (two, "Nobody sleeps out for more than a week")],
    )


def side_headings():
    """A table of two columns per priority: "Why", "Actions" with a bullet list in the cell, "Lead", "Timescale"."""
    source = document(
        ("Heading 1", "Our four-page plan"),
        ("Heading 2", "Priority 1: Cycle theft"),
        [
            ["Why this is a priority", "Three hundred bikes go each year"],
            ["What we will do", "Engrave 600 bikes"],
            ["Who will lead", "Police"],
            ["By when", "March 2027"],
            ["How we will know", "A tenth fewer bikes are stolen"],
        ],
        ("Heading 2", "Priority 2: Dangerous dogs"),
        [
            ["Why this is a priority", "Nineteen people were bitten"],
            ["What we will do", "Give away 200 muzzles"],
            ["Who will lead", "Westmere District Council"],
            ["By when", "November 2026"],
            ["How we will know", "Fewer bites"],
        ],
    )
    return Plan(
        source,
        [
            ("Cycle theft", "Engrave 600 bikes", P, "2027-03-31"),
            ("Dangerous dogs", "Give away 200 muzzles", W, "2026-11-30"),
        ],
        [("Cycle theft", "A tenth fewer bikes are stolen"), ("Dangerous dogs", "Fewer bites")],
    )


def numbered_items_and_text():
    """A strategy of numbered paragraphs throughout, of which only those in the delivery chapter are actions."""
    source = document(
        ("Title", "Youth Justice Plan 2026–2027"),
        ("Heading 1", "1. Background"),
        ("Normal", "1.1 The service works with children of ten to seventeen."),
        ("Normal", "1.2 It is led by the county council."),
        ("Heading 1", "2. Performance"),
        ("Normal", "2.1 First-time entrants fell to 140."),
        ("Heading 1", "3. Delivery plan"),
        ("Heading 2", "Prevention"),
        [
            ["Objective", "Action", "Lead", "By when"],
            ["Fewer first offences", "Divert 90 children", "CCC", "March 2027"],
        ],
        ("Heading 2", "Resettlement"),
        [
            ["Objective", "Action", "Lead", "By when"],
            ["Better releases", "Plan each release from day one", "Probation", "Ongoing"],
        ],
    )
    return Plan(
        source,
        [
            ("Prevention", "Divert 90 children", C, "2027-03-31"),
            ("Resettlement", "Plan each release from day one", B, None),
        ],
    )


def letter_from_partner():
    """A partner's mail with its actions as sentences with dates, grouped by a line with a colon."""
    source = pasted(
        "Hi both,\n"
        "Our bits for the plan are below.\n"
        "\n"
        "Priority 1 Fire safety:\n"
        "* Check 400 homes of people over 70 - by March 2027 - Fire\n"
        "* Fit 60 sprinklers in flats - by December 2027 - Fire\n"
        "\n"
        "Priority 2 Water safety:\n"
        "* Train 30 publicans with throw bags - by June 2026 - Fire and WDC\n"
        "\n"
        "Thanks\n"
        "Jo\n"
    )
    return Plan(
        source,
        [
            ("Fire safety", "Check 400 homes of people over 70", F, "2027-03-31"),
            ("Fire safety", "Fit 60 sprinklers in flats", F, "2027-12-31"),
            ("Water safety", "Train 30 publicans with throw bags", F, "2026-06-30"),
        ],
    )


def themes_above_priorities():
    """Chapters as themes, priorities below them, actions in tables without a column of leads but "Owner/Date"."""
    head = ["Action", "Owner / date", "Outcome"]
    source = document(
        ("Title", "Community Safety and Cohesion Plan"),
        ("Heading 1", "People"),
        ("Heading 2", "Priority 1: Older people"),
        [head, ["Ring 300 lonely residents", "ICB\nMay 2026", "Fewer fall for scams"]],
        ("Heading 2", "Priority 2: New arrivals"),
        [head, ["Write a welcome guide", "CCC\nSeptember 2026", "Guide in eight languages"]],
        ("Heading 1", "Places"),
        ("Heading 2", "Priority 3: Estates"),
        [head, ["Paint out tags within a day", "WDC\nMarch 2027", "Tags gone"]],
    )
    return Plan(
        source,
        [
            ("Older people", "Ring 300 lonely residents", N, "2026-05-31"),
            ("New arrivals", "Write a welcome guide", C, "2026-09-30"),
            ("Estates", "Paint out tags within a day", W, "2027-03-31"),
        ],
        [("Older people", "Fewer fall for scams"), ("Estates", "Tags gone")],
    )


PLANS = [
    versions_and_contents,
    priorities_by_letter,
    side_headings,
    numbered_items_and_text,
    letter_from_partner,
    themes_above_priorities,
]
