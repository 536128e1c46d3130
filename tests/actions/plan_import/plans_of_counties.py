"""Counties' plans in Word with their own ways: boxes, colons, ranges, tables within prose; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def boxes_of_priorities():
    """Each priority a box of one cell, then a table of its actions without a column of the priority."""
    head = ["Ref", "What will we do?", "Who's leading?", "By when?", "What difference will it make?"]
    source = document(
        ("Title", "Safer Communities Plan"),
        ("Normal", "April 2026 to March 2029"),
        [["Priority 1: Children at risk of exploitation"]],
        [
            head,
            ["1.1", "Screen all children who go missing", "CCC", "Ongoing", "Children are found sooner"],
            ["1.2", "Disrupt ten groups", "Police", "March 2027", "Fewer children are groomed"],
        ],
        [["Priority 2: Violence in town centres"]],
        [
            head,
            ["2.1", "Bring back the night bus", "Westmere District Council", "Oct 2026", "People get home"],
        ],
    )
    one, two = "Children at risk of exploitation", "Violence in town centres"
    return Plan(
        source,
        [
            (one, "Screen all children who go missing", C, None),
            (one, "Disrupt ten groups", P, "2027-03-31"),
            (two, "Bring back the night bus", W, "2026-10-31"),
        ],
        [(one, "Fewer children are groomed"), (two, "People get home")],
    )


def lettered_actions():
    """Actions "a)", "b)" typed by hand below priorities typed by hand, each with who in brackets."""
    source = document(
        ("Normal", "Westmere and District Community Safety Priorities 2026/27"),
        ("Normal", "Priority 1. Domestic abuse"),
        ("Normal", "a) Hold a roadshow in six villages (CCC)"),
        ("Normal", "b) Give GPs a card to hand out (ICB, July 2026)"),
        ("Normal", "Priority 2. Speeding"),
        ("Normal", "a) Lend speed guns to parishes (Police, May 2026)"),
        ("Normal", "b) Put up twelve signs (CCC Highways)"),
    )
    return Plan(
        source,
        [
            ("Domestic abuse", "Hold a roadshow in six villages", C, None),
            ("Domestic abuse", "Give GPs a card to hand out", N, "2026-07-31"),
            ("Speeding", "Lend speed guns to parishes", P, "2026-05-31"),
            ("Speeding", "Put up twelve signs", C, None),
        ],
    )


def objectives_as_columns():
    """Objective, then actions, in a table below each priority's heading; the leads' names with their bodies."""
    head = ["Objective", "Action", "Lead officer & organisation", "Completion by", "Progress / comments"]
    source = document(
        ("Heading 1", "Action Plan"),
        ("Heading 2", "Priority One – Reduce Crime"),
        [
            head,
            ["Reduce burglary", "Offer free surveys of homes", "Crime Prevention Officer, Police", "30/09/26", ""],
            ["^", "Light up rear gardens in Elm Road", "WDC Housing", "31/12/26", "Ordered"],
            ["Reduce shop theft", "Ban the ten worst offenders", "Town Centre Manager, WDC", "Ongoing", ""],
        ],
        ("Heading 2", "Priority Two – Reassure"),
        [head, ["Be seen", "Hold street surgeries each week", "Police", "Weekly", "14 held"]],
    )
    return Plan(
        source,
        [
            ("Reduce Crime", "Offer free surveys of homes", P, "2026-09-30"),
            ("Reduce Crime", "Light up rear gardens in Elm Road", W, "2026-12-31"),
            ("Reduce Crime", "Ban the ten worst offenders", W, None),
            ("Reassure", "Hold street surgeries each week", P, None),
        ],
    )


def who_first():
    """What each body will do: headings of bodies below each priority, bullets below them."""
    source = document(
        ("Title", "Serious Violence: what each of us will do"),
        ("Heading 1", "Priority 1: Homicide"),
        ("Heading 2", "Actions"),
        ("List Bullet", "The Police will review all near misses each month"),
        ("List Bullet", "The ICB will share data from emergency departments by September 2026"),
        ("Heading 1", "Priority 2: Robbery"),
        ("Heading 2", "Actions"),
        ("List Bullet", "Caldshire County Council will teach safe travel in year 7 by July 2027"),
        ("List Bullet", "We will all share intelligence"),
    )
    return Plan(
        source,
        [
            ("Homicide", "The Police will review all near misses each month", P, None),
            ("Homicide", "The ICB will share data from emergency departments by September 2026", N, "2026-09-30"),
            ("Robbery", "Caldshire County Council will teach safe travel in year 7 by July 2027", C, "2027-07-31"),
            ("Robbery", "We will all share intelligence", None, None),
        ],
    )


def pasted_bullets():
    """Pasted from a web page: headings as lines, bullets, leads in italics lost, "Lead organisation" lines."""
    source = pasted(
        "Our priorities\n"
        "\n"
        "1. Prevent\n"
        "\n"
        "Why this matters\n"
        "Children who see violence may repeat it.\n"
        "\n"
        "What we will do\n"
        "• Fund a nurse in each youth court. Lead organisation: ICB. Target date: January 2027\n"
        "• Pay for sport in the evenings. Lead organisation: Westmere District Council. Target date: June 2026\n"
        "\n"
        "2. Pursue\n"
        "\n"
        "Why this matters\n"
        "Few offenders do most harm.\n"
        "\n"
        "What we will do\n"
        "• Manage the top 30 offenders together. Lead organisation: Probation. Target date: Ongoing\n"
    )
    return Plan(
        source,
        [
            ("Prevent", "Fund a nurse in each youth court", N, "2027-01-31"),
            ("Prevent", "Pay for sport in the evenings", W, "2026-06-30"),
            ("Pursue", "Manage the top 30 offenders together", B, None),
        ],
    )


def fire_plan():
    """A table whose columns stand in an unusual order with dates first, two header rows, and a column of numbers."""
    source = document(
        ("Heading 1", "Joint plan for deliberate fires and water rescue 2026/27"),
        [
            ["By when", "No.", "Priority area", "Task", "Responsible", "<", "How we'll know"],
            ["^", "^", "^", "^", "Lead", "Support", "^"],
            ["June 2026", "1", "Deliberate fires", "Remove 50 abandoned cars", "WDC", "Police", "Car fires halve"],
            ["Sept 2026", "2", "Deliberate fires", "Meet every scout group", "Fire", "", "20 groups met"],
            ["May 2026", "3", "Water", "Check all throw lines", "Fire", "CCC", "All checked"],
        ],
    )
    return Plan(
        source,
        [
            ("Deliberate fires", "Remove 50 abandoned cars", W, "2026-06-30"),
            ("Deliberate fires", "Meet every scout group", F, "2026-09-30"),
            ("Water", "Check all throw lines", F, "2026-05-31"),
        ],
        [("Deliberate fires", "Car fires halve"), ("Water", "All checked")],
    )


PLANS = [boxes_of_priorities, lettered_actions, objectives_as_columns, who_first, pasted_bullets, fire_plan]
