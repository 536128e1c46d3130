"""Plans in Word and pasted from it, with mixed marks: letters, roman numbers, boxes, owners; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def roman_priorities():
    """Headings of the second level as priorities below one of actions; numbered paragraphs with owner and date."""
    source = document(
        ("Title", "District Crime Reduction Plan 2026/27"),
        ("Heading 1", "Purpose"),
        ("Normal", "This plan says what the district will do this year."),
        ("Heading 1", "What we achieved last year"),
        ("List Bullet", "Gates at six alleys"),
        ("List Bullet", "A new warden"),
        ("Heading 1", "Actions for 2026/27"),
        ("Heading 2", "i. Burglary and theft"),
        ("List Number", "Visit every burgled house within two days. Owner: Police. Deadline: ongoing"),
        ("List Number", "Sell 100 cheap bike locks. Owner: Westmere District Council. Deadline: June 2026"),
        ("Heading 2", "ii. Night-time economy"),
        ("List Number", "Pay for two safe havens. Owner: Westmere District Council. Deadline: December 2026"),
        ("Heading 1", "Monitoring and review"),
        ("List Number", "The group meets each month"),
        ("List Number", "The board sees a report each quarter"),
    )
    theft, night = "i. Burglary and theft", "ii. Night-time economy"
    return Plan(
        source,
        [
            (theft, "Visit every burgled house within two days", P, None),
            (theft, "Sell 100 cheap bike locks", W, "2026-06-30"),
            (night, "Pay for two safe havens", W, "2026-12-31"),
        ],
    )


def outcomes_then_actions():
    """Bold priorities; a table of four columns for each in which the outcome is merged over its actions."""
    head = ["Outcome we want", "Actions we will take", "Lead partner", "Completion date"]
    source = document(
        ("Bold", "DOMESTIC ABUSE DELIVERY PLAN"),
        ("Normal", "Owner: Domestic Abuse Local Partnership Board"),
        ("Bold", "Strand 1: Prevent"),
        [
            head,
            ["Young people know what abuse is", "Write a toolkit for schools", "CCC", "31 August 2026"],
            ["^", "Train 30 youth workers", "Westmere District Council", "28 February 2027"],
        ],
        ("Bold", "Strand 2: Provide"),
        [
            head,
            ["Nobody is turned away", "Fund ten more refuge beds", "CCC", "1 April 2027"],
            ["Children recover", "Offer play therapy", "ICB", "TBC"],
        ],
    )
    return Plan(
        source,
        [
            ("Strand 1: Prevent", "Write a toolkit for schools", C, "2026-08-31"),
            ("Strand 1: Prevent", "Train 30 youth workers", W, "2027-02-28"),
            ("Strand 2: Provide", "Fund ten more refuge beds", C, "2027-04-01"),
            ("Strand 2: Provide", "Offer play therapy", N, None),
        ],
    )


def numbered_promises():
    """A plan of paragraphs "1.1 We will …" with the lead in bold on a line of its own."""
    source = document(
        ("Heading 1", "Community Safety Strategy 2026-2029"),
        ("Heading 2", "Priority 1: Neighbourhoods"),
        ("Normal", "Residents asked for quick replies."),
        ("Normal", "1.1 We will answer reports of litter within two days."),
        ("Bold", "Lead: Westmere District Council"),
        ("Normal", "1.2 We will patrol parks in the holidays."),
        ("Bold", "Lead: Police"),
        ("Heading 2", "Priority 2: Homes"),
        ("Normal", "2.1 We will check smoke alarms in 900 homes by March 2027."),
        ("Bold", "Lead: Fire"),
    )
    one, two = "Neighbourhoods", "Homes"
    return Plan(
        source,
        [
            (one, "We will answer reports of litter within two days.", W, None),
            (one, "We will patrol parks in the holidays.", P, None),
            (two, "We will check smoke alarms in 900 homes by March 2027.", F, (None, "2027-03-31")),
        ],
    )


def pasted_table():
    """A table pasted from Word with the priority only in the first row, a title and a note around it."""
    source = pasted(
        "Appendix 2 – Action plan\n"
        "\n"
        "Priority\tAction\tLead agency\tSupport\tTimescale\tSuccess measure\n"
        "Knife crime\tRun three weeks of action\tPolice\tWDC\tMay, Aug and Nov 2026\tWeapons surrendered\n"
        "\tPlace bleed kits in 40 shops\tWDC\tICB\tDec 2026\t40 kits placed\n"
        "Reoffending\tMatch 30 leavers with mentors\tProbation\tCCC\tMar 2027\t30 matched\n"
        "\n"
        "This plan will be reviewed each quarter.\n"
    )
    return Plan(
        source,
        [
            ("Knife crime", "Run three weeks of action", P, (None, "2026-11-30")),
            ("Knife crime", "Place bleed kits in 40 shops", W, "2026-12-31"),
            ("Reoffending", "Match 30 leavers with mentors", B, "2027-03-31"),
        ],
        [("Knife crime", "40 kits placed"), ("Reoffending", "30 matched")],
    )


def one_page_plan():
    """A plan on a page: priorities side by side as headings of a table, their actions in the cells below."""
    source = document(
        ("Heading 1", "Plan on a page 2026/27"),
        [
            ["Priority 1: Streets", "Priority 2: Homes", "Priority 3: Online"],
            ["Relight the market square", "Fit 200 door cameras", "Warn 4,000 parents"],
            ["Repaint the underpass", "Visit 60 repeat victims", "Train twelve digital champions"],
        ],
    )
    return Plan(
        source,
        [
            ("Streets", "Relight the market square", None, None),
            ("Streets", "Repaint the underpass", None, None),
            ("Homes", "Fit 200 door cameras", None, None),
            ("Homes", "Visit 60 repeat victims", None, None),
            ("Online", "Warn 4,000 parents", None, None),
            ("Online", "Train twelve digital champions", None, None),
        ],
    )


def strategy_and_annex():
    """A strategy whose priorities have "We will" lists, and an annex table with the same priorities as a column."""
    head = ["Priority", "Action", "Lead", "Target date"]
    source = document(
        ("Title", "Serious Violence Strategy"),
        ("Heading 1", "Priority 1: Data"),
        ("Normal", "We cannot prevent what we cannot see."),
        ("Normal", "We will:"),
        ("List Bullet", "share more"),
        ("List Bullet", "learn from reviews"),
        ("Heading 1", "Priority 2: Trusted adults"),
        ("Normal", "We will:"),
        ("List Bullet", "be there for children"),
        ("Heading 1", "Annex A – Delivery plan"),
        [
            head,
            ["Data", "Sign an agreement with both hospitals", "ICB", "July 2026"],
            ["Data", "Publish a yearly profile of violence", "Police", "January 2027"],
            ["Trusted adults", "Recruit 40 volunteer mentors", "CCC", "March 2028"],
        ],
    )
    return Plan(
        source,
        [
            ("Data", "Sign an agreement with both hospitals", N, "2026-07-31"),
            ("Data", "Publish a yearly profile of violence", P, "2027-01-31"),
            ("Trusted adults", "Recruit 40 volunteer mentors", C, "2028-03-31"),
        ],
    )


PLANS = [roman_priorities, outcomes_then_actions, numbered_promises, pasted_table, one_page_plan, strategy_and_annex]
