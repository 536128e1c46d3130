"""Plans in Word and pasted, written after all others: they show how many come right at first sight."""

from .making import Plan, document, pasted
from .plans_in_sheets import B, C, F, N, P, W


def appendix_by_priority():
    """Chapters with key facts, then an appendix of tables whose title rows name the priority and its sponsor."""
    head = ["Action", "Responsible", "Deadline", "Success measure"]
    source = document(
        ("Title", "Strategy to end violence against women and girls"),
        ("Heading 1", "1. What we know"),
        ("List Bullet", "One in four women is harmed"),
        ("Heading 1", "2. What you told us"),
        ("Normal", "You asked for safer buses."),
        ("Heading 1", "Appendix 1: Delivery plan"),
        [["Priority 1: Prevention", "<", "<", "<"], head,
         ["Teach consent in all colleges", "CCC", "July 2027", "All colleges teach it"]],
        ("Normal", ""),
        [["Priority 2: Justice", "<", "<", "<"], head,
         ["Pay for two court advisers", "Police", "Jan 2027", "Fewer withdraw"],
         ["Open a video link suite", "Probation", "TBC", "Suite open"]],
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Prevention", "Teach consent in all colleges", C, "2027-07-31"),
            ("Justice", "Pay for two court advisers", P, "2027-01-31"),
            ("Justice", "Open a video link suite", B, None),
        ],
        [("Prevention", "All colleges teach it"), ("Justice", "Suite open")],
    )


def key_actions_by_year():
    """Objectives as headings, "Key actions 2026/27" as bold lines, bullets with a lead after a stroke."""
    source = document(
        ("Title", "Parish and District Safety Plan"),
        ("Heading 1", "Objective 1: Safer lanes"),
        ("Normal", "Cars race on three lanes."),
        ("Bold", "Key actions 2026/27"),
        ("List Bullet", "Paint twelve rumble strips | Lead: CCC | By: October 2026"),
        ("List Bullet", "Hold four speed watches | Lead: Police | By: March 2027"),
        ("Heading 1", "Objective 2: Safer halls"),
        ("Normal", "Two halls were burgled."),
        ("Bold", "Key actions 2026/27"),
        ("List Bullet", "Fit alarms in nine halls | Lead: WDC | By: May 2026"),
    )
    return Plan(
        source,
        [
            ("Safer lanes", "Paint twelve rumble strips", C, "2026-10-31"),
            ("Safer lanes", "Hold four speed watches", P, "2027-03-31"),
            ("Safer halls", "Fit alarms in nine halls", W, "2026-05-31"),
        ],
    )


def table_in_first_person():
    """ "We will…", "So that…", "Who", "By" in a table below each priority."""
    head = ["We will…", "So that…", "Who", "By"]
    source = document(
        ("Heading 1", "Knife crime plan"),
        ("Heading 2", "Priority: Prevent"),
        [head, ["Visit every year 6 class", "children know the risks", "Police", "July 2026"]],
        ("Heading 2", "Priority: Protect"),
        [head, ["Give door staff wands", "knives stay outside", "WDC", "September 2026"],
         ["Put bleed kits in pubs", "lives are saved", "ICB", "December 2026"]],
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Prevent", "Visit every year 6 class", P, "2026-07-31"),
            ("Protect", "Give door staff wands", W, "2026-09-30"),
            ("Protect", "Put bleed kits in pubs", N, "2026-12-31"),
        ],
    )


def pasted_outline():
    """An outline pasted from Word: numbers 1, 1.1 and 1.1.1 for priority, aim and action."""
    source = pasted(
        "1. Reduce harm from drugs\n"
        "1.1 Fewer deaths\n"
        "1.1.1 Give naloxone to all hostels (ICB, June 2026)\n"
        "1.1.2 Train hostel staff (WDC, July 2026)\n"
        "2. Reduce arson\n"
        "2.1 Fewer bin fires\n"
        "2.1.1 Lock bins at 40 shops (Fire, May 2026)\n"
    )
    return Plan(
        source,
        [
            ("Reduce harm from drugs", "Give naloxone to all hostels", N, "2026-06-30"),
            ("Reduce harm from drugs", "Train hostel staff", W, "2026-07-31"),
            ("Reduce arson", "Lock bins at 40 shops", F, "2026-05-31"),
        ],
    )


PLANS = [appendix_by_priority, key_actions_by_year, table_in_first_person, pasted_outline]
