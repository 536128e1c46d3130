"""Plans in Word documents and pasted texts, in the shapes that partnerships publish; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def what_we_will_do():
    """A heading a priority, words about it, and a table "What we will do, How, Who, When"."""
    head = ["What we will do", "How we will do it", "Who", "When", "How will we know"]
    source = document(
        ("Title", "Westmere Community Safety Plan 2026–2029"),
        ("Heading 1", "Foreword"),
        ("Normal", "Welcome to our plan. It says what we will do together in the next three years."),
        ("Heading 1", "Priority 1: Violence against women and girls"),
        ("Normal", "One in four women is harmed in her life. We will not accept that."),
        [head,
         ["Make the night bus safe", "Train drivers and fit help points", "Westmere DC", "By March 2027",
          "Women say that they feel safe"],
         ["Bring more cases to court", "Meet each victim within a day", "Police", "Ongoing", "Charges rise by 5%"]],
        ("Heading 1", "Priority 2: Anti-social behaviour"),
        [head,
         ["Calm the high street", "Marshals on Fridays", "Police, Westmere DC", "Sept 2026", "Calls fall"]],
    )  # fmt: skip
    first, second = "Priority 1: Violence against women and girls", "Priority 2: Anti-social behaviour"
    return Plan(source, [
        (first, "Make the night bus safe", W, "2027-03-31"),
        (first, "Bring more cases to court", P, None),
        (second, "Calm the high street", P, "2026-09-30"),
    ], ["Women say that they feel safe", "Charges rise by 5%", "Calls fall"])  # fmt: skip


def wide_table():
    """A landscape table: the priority merged down at the left, headings in two rows, partly merged."""
    source = document(
        ("Heading 1", "Delivery plan"),
        [["Strategic priority", "Action", "Delivery", "<", "RAG", "Progress to date"],
         ["^", "^", "Lead", "Timescale", "^", "^"],
         ["Protect the vulnerable", "Set up a hoarding panel", "CFRS", "30/11/2026", "Amber", "Terms agreed"],
         ["^", "Share data on repeat victims", "Police", "Q1 2026/27", "Green", "Weekly file sent"],
         ["Reduce reoffending", "Meet prisoners at the gate", "Probation", "Ongoing", "Green", ""]],
    )  # fmt: skip
    protect, reduce = "Protect the vulnerable", "Reduce reoffending"
    return Plan(source, [
        (protect, "Set up a hoarding panel", F, "2026-11-30"),
        (protect, "Share data on repeat victims", P, "2026-06-30"),
        (reduce, "Meet prisoners at the gate", B, None),
    ])  # fmt: skip


def bold_headings():
    """No heading styles: bold lines, and bullets with who and when in brackets at the end."""
    source = document(
        ("Bold", "Safer Westmere Action Plan 2026/27"),
        ("Normal", "The partnership agreed these actions in March."),
        ("Bold", "Tackling the night-time economy"),
        ("Normal", "Most assaults happen between eleven and three."),
        ("List Bullet", "Train door staff in first aid (Police, by March 2027)"),
        ("List Bullet", "Put marshals at the taxi rank (Westmere DC, October 2026)"),
        ("Bold", "Preventing youth crime"),
        ("List Bullet", "Open the skate park until ten (Westmere DC)"),
        ("List Bullet", "Visit every primary school (Fire and Rescue Service; ongoing)"),
    )
    night, youth = "Tackling the night-time economy", "Preventing youth crime"
    return Plan(source, [
        (night, "Train door staff in first aid", P, "2027-03-31"),
        (night, "Put marshals at the taxi rank", W, "2026-10-31"),
        (youth, "Open the skate park until ten", W, None),
        (youth, "Visit every primary school", F, None),
    ])  # fmt: skip


def labelled_blocks():
    """ "Action: … Lead: … Timescale: …" in paragraphs under headings."""

    def block(action, lead, when, outcome):
        return [("Normal", f"Action: {action}"), ("Normal", f"Lead: {lead}"), ("Normal", f"Timescale: {when}"),
                ("Normal", f"Outcome: {outcome}")]  # fmt: skip

    source = document(
        ("Heading 1", "Westmere delivery plan"),
        ("Heading 2", "Rural crime"),
        *block("Set up a farm watch in every parish", "Police", "December 2026", "28 parishes have one"),
        *block("Mark trailers at the show", "Police", "July 2026", "100 trailers marked"),
        ("Heading 2", "Fire safety"),
        *block("Check 500 homes", "Caldshire Fire and Rescue Service", "2026/27", "500 homes checked"),
    )
    return Plan(source, [
        ("Rural crime", "Set up a farm watch in every parish", P, "2026-12-31"),
        ("Rural crime", "Mark trailers at the show", P, "2026-07-31"),
        ("Fire safety", "Check 500 homes", F, "2027-03-31"),
    ], ["28 parishes have one", "100 trailers marked", "500 homes checked"])  # fmt: skip


def label_value_tables():
    """A table of two columns for each action under the heading of its priority."""

    def table(action, lead, partners, when):
        return [["Action", action], ["Lead", lead], ["Partners", partners], ["By when", when]]

    source = document(
        ("Heading 1", "Our plan"),
        ("Heading 2", "Priority one: Hidden harm"),
        table("Train barbers to spot abuse", "ICB", "Police", "March 2027"),
        ("Normal", ""),
        table("Open a second refuge", "CCC", "WDC", "TBC"),
        ("Heading 2", "Priority two: Open spaces"),
        table("Light the canal path", "Westmere DC", "", "30 Sept 2026"),
    )
    harm, spaces = "Priority one: Hidden harm", "Priority two: Open spaces"
    return Plan(source, [
        (harm, "Train barbers to spot abuse", N, "2027-03-31"),
        (harm, "Open a second refuge", C, None),
        (spaces, "Light the canal path", W, "2026-09-30"),
    ])  # fmt: skip


def objectives_under_priorities():
    """Headings of three levels: plan, priority, objective; a table under each objective."""
    head = ["Actions", "Lead", "Completed by"]
    source = document(
        ("Heading 1", "Action plan 2026 to 2027"),
        ("Heading 2", "Serious and organised crime"),
        ("Heading 3", "Objective: Disrupt county lines"),
        [head, ["Brief landlords on cuckooing", "Police", "June 2026"]],
        ("Heading 3", "Objective: Safeguard children"),
        [head, ["Hold a return interview within 72 hours", "CCC", "Ongoing"]],
        ("Heading 2", "Cohesion"),
        ("Heading 3", "Objective: Bring people together"),
        [head, ["Run the Great Get Together in four parks", "Westmere DC", "21 June 2026"]],
    )
    crime = "Serious and organised crime"
    return Plan(source, [
        (crime, "Brief landlords on cuckooing", P, "2026-06-30"),
        (crime, "Hold a return interview within 72 hours", C, None),
        ("Cohesion", "Run the Great Get Together in four parks", W, "2026-06-21"),
    ])  # fmt: skip


def banner_rows():
    """One table; a line in its first cell names the priority, not merged, with the headings said again below it."""
    head = ["Ref", "Action", "Lead", "Deadline", "Update"]
    source = document(
        ("Normal", "Community Safety Action Plan"),
        [["PRIORITY 1: KNIFE CRIME", "", "", "", ""], head,
         ["1a", "Buy two knife wands for each school", "Police", "Oct 2026", "Quotes in"],
         ["1b", "Search hotspots every week", "Police", "Ongoing", ""],
         ["PRIORITY 2: HOMELESSNESS", "", "", "", ""], head,
         ["2a", "House twenty rough sleepers", "Westmere DC", "31 Mar 2027", "Four housed"]],
        ("Normal", "For more information write to the partnership team."),
    )  # fmt: skip
    return Plan(source, [
        ("PRIORITY 1: KNIFE CRIME", "Buy two knife wands for each school", P, "2026-10-31"),
        ("PRIORITY 1: KNIFE CRIME", "Search hotspots every week", P, None),
        ("PRIORITY 2: HOMELESSNESS", "House twenty rough sleepers", W, "2027-03-31"),
    ])  # fmt: skip


def pasted_table():
    """A table copied from a web page, with the priority as a line above each part."""
    source = pasted(
        "Community safety action plan\n\n"
        "Theft\n"
        "action\tlead\tby when\n"
        "Put trackers in decoy parcels\tPolice\tDec 2026\n"
        "Ask shops to share pictures\tPolice, Westmere DC\tongoing\n\n"
        "Litter and graffiti\n"
        "action\tlead\tby when\n"
        "Paint over tags within two days\tWestmere DC\t1 May 2026\n"
    )
    return Plan(source, [
        ("Theft", "Put trackers in decoy parcels", P, "2026-12-31"),
        ("Theft", "Ask shops to share pictures", P, None),
        ("Litter and graffiti", "Paint over tags within two days", W, "2026-05-01"),
    ])  # fmt: skip


def we_will_bullets():
    """Headings, a paragraph each, "We will:" with bullets, "Success measures" with bullets; leads after a dash."""
    source = document(
        ("Title", "Community Safety Strategy 2026-2029"),
        ("Heading 1", "Introduction"),
        ("Normal", "This strategy is our promise to the people of Westmere."),
        ("List Bullet", "We listened to 900 people."),
        ("Heading 1", "Our priorities"),
        ("Heading 2", "Safer communities"),
        ("Normal", "Too many people fear the dark."),
        ("Normal", "We will:"),
        ("List Bullet", "Fund street lights in the ten darkest lanes – Caldshire County Council"),
        ("List Bullet", "Bring back the park keepers – Westmere DC"),
        ("Normal", "How we will measure success:"),
        ("List Bullet", "More people say that they feel safe after dark"),
        ("Heading 2", "Stronger families"),
        ("Normal", "We will:"),
        ("List Bullet", "Offer every new parent a visit – ICB"),
        ("Heading 1", "How we work"),
        ("Normal", "The board meets four times a year."),
    )  # fmt: skip
    return Plan(source, [
        ("Safer communities", "Fund street lights in the ten darkest lanes", C, None),
        ("Safer communities", "Bring back the park keepers", W, None),
        ("Stronger families", "Offer every new parent a visit", N, None),
    ], ["More people say that they feel safe after dark"])  # fmt: skip


def plain_text():
    """A plan in an e-mail: numbered priorities and actions in plain text."""
    source = pasted(
        "Safer Westmere plan 2026-27\n\n"
        "Priority 1 - Domestic abuse\n"
        "1.1 Train GPs to ask about abuse. Lead: ICB. By: September 2026\n"
        "1.2 Place an adviser in the police control room. Lead: Police. By: January 2027\n\n"
        "Priority 2 - Drug harm\n"
        "2.1 Open a second needle exchange. Lead: Caldshire County Council. By: March 2027\n"
    )
    return Plan(source, [
        ("Priority 1 - Domestic abuse", "Train GPs to ask about abuse.", N, "2026-09-30"),
        ("Priority 1 - Domestic abuse", "Place an adviser in the police control room.", P, "2027-01-31"),
        ("Priority 2 - Drug harm", "Open a second needle exchange.", C, "2027-03-31"),
    ])  # fmt: skip


PLANS = [
    what_we_will_do, wide_table, bold_headings, labelled_blocks, label_value_tables, objectives_under_priorities,
    banner_rows, pasted_table, we_will_bullets, plain_text,
]  # fmt: skip
