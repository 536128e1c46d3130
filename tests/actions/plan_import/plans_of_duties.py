"""Plans of duties and boards in Word: recommendations, pillars, reviews, deep tables; all words are made up."""

from .making import Plan, document, pasted
from .plans_in_sheets import C, F, N, P, W


def recommendations():
    """A domestic homicide review's plan: recommendations in a column, several actions to each."""
    head = ["Recommendation", "Action to take", "Lead agency", "Key milestones", "Target date", "Outcome and date"]
    source = document(
        ("Heading 1", "Domestic Homicide Review: action plan"),
        ("Heading 2", "Overview recommendations"),
        [
            head,
            ["1. Practices ask about abuse", "Add a prompt to the record", "ICB", "Prompt tested", "Sept 2026", ""],
            ["^", "Train practice managers", "ICB", "60 trained", "Jan 2027", ""],
        ],
        ("Heading 2", "Single agency recommendations"),
        [
            head,
            ["2. Officers record coercive control", "Revise the checklist", "Police", "Checklist live", "May 2026", ""],
        ],
    )
    over, single = "Overview recommendations", "Single agency recommendations"
    return Plan(
        source,
        [
            (over, "Add a prompt to the record", N, "2026-09-30"),
            (over, "Train practice managers", N, "2027-01-31"),
            (single, "Revise the checklist", P, "2026-05-31"),
        ],
    )


def pillars():
    """Pillars as headings with an introduction, aims as bold lines, and bullets with leads in square brackets."""
    source = document(
        ("Title", "Combating Drugs Partnership: Delivery Plan 2026–2029"),
        ("Heading 1", "About this plan"),
        ("Normal", "The partnership covers the whole county."),
        ("Heading 1", "Pillar 1: Break supply chains"),
        ("Normal", "County lines bring drugs to our towns."),
        ("List Bullet", "Close ten lines each year [Police, March 2027]"),
        ("List Bullet", "Brief all letting agents on cuckooing [Westmere DC, June 2026]"),
        ("Heading 1", "Pillar 2: World-class treatment"),
        ("Normal", "Too few people begin treatment."),
        ("List Bullet", "See each prison leaver within three weeks [ICB, December 2026]"),
        ("Heading 1", "Pillar 3: A shift in demand"),
        ("List Bullet", "Teach all of year 8 about drugs [CCC, July 2027]"),
        ("Heading 1", "How to contact us"),
        ("Normal", "Write to the council."),
    )
    return Plan(
        source,
        [
            ("Break supply chains", "Close ten lines each year", P, "2027-03-31"),
            ("Break supply chains", "Brief all letting agents on cuckooing", W, "2026-06-30"),
            ("World-class treatment", "See each prison leaver within three weeks", N, "2026-12-31"),
            ("A shift in demand", "Teach all of year 8 about drugs", C, "2027-07-31"),
        ],
    )


def rag_report():
    """A highlight report in Word: priority rows, RAG letters, update text, next steps."""
    head = ["Action", "Lead", "Due", "RAG", "Update this quarter", "Next steps"]
    source = document(
        ("Heading 1", "Delivery plan: report for quarter 2"),
        ("Normal", "Reporting period: July to September 2026"),
        ("Heading 2", "Priority 1 – Vulnerable adults"),
        [
            head,
            ["Train 50 carers about scams", "CCC", "30/11/2026", "G", "32 trained", "Book the last two sessions"],
            ["Install call blockers", "WDC", "31/03/2027", "A", "Supplier late", "Chase supplier"],
        ],
        ("Heading 2", "Priority 2 – Arson"),
        [head, ["Clear fly-tips within a day", "WDC", "Ongoing", "G", "96% done", "Keep going"]],
    )
    return Plan(
        source,
        [
            ("Vulnerable adults", "Train 50 carers about scams", C, "2026-11-30"),
            ("Vulnerable adults", "Install call blockers", W, "2027-03-31"),
            ("Arson", "Clear fly-tips within a day", W, None),
        ],
    )


def what_success_looks_like():
    """Unnumbered headings; "Where do we want to be", "How will we get there", "What will success look like"."""

    def priority(name, now, *actions, success):
        return [
            ("Heading 2", name),
            ("Heading 3", "Where are we now?"),
            ("Normal", now),
            ("Heading 3", "How will we get there?"),
            *(("List Bullet", action) for action in actions),
            ("Heading 3", "What will success look like?"),
            ("List Bullet", success),
        ]

    source = document(
        ("Title", "Hate Crime Strategy 2026-2029"),
        ("Heading 1", "Introduction"),
        ("Normal", "Hate has no place here."),
        ("Heading 1", "Our priorities"),
        *priority(
            "Reporting", "Few report.", "Open a third-party centre in each town (Lead: WDC, by October 2026)",
            "Run a campaign on buses (Lead: CCC, by May 2027)", success="Reports rise by a fifth",
        ),
        *priority(
            "Support", "They wait.", "Call each victim within a day (Lead: Police)", success="Nine in ten are content"
        ),
        ("Heading 1", "Glossary"),
        [["Term", "Meaning"], ["Hate crime", "A crime driven by hostility"]],
    )  # fmt: skip
    return Plan(
        source,
        [
            ("Reporting", "Open a third-party centre in each town", W, "2026-10-31"),
            ("Reporting", "Run a campaign on buses", C, "2027-05-31"),
            ("Support", "Call each victim within a day", P, None),
        ],
        [("Reporting", "Reports rise by a fifth"), ("Support", "Nine in ten are content")],
    )


def labels_on_one_line():
    """Bold priorities with numbers; an action a paragraph, and below it "Lead | partners | by when" on one line."""
    source = document(
        ("Bold", "Priority 1: Children and young people"),
        ("Normal", "Give each school a named officer"),
        ("Normal", "Lead: Police | Partners: CCC | By when: September 2026"),
        ("Normal", "Offer a place in a club to every child who was arrested"),
        ("Normal", "Lead: CCC | Partners: Westmere DC | By when: March 2027"),
        ("Bold", "Priority 2: Public places"),
        ("Normal", "Put help points in three parks"),
        ("Normal", "Lead: Westmere DC | Partners: Police | By when: 1 August 2026"),
    )
    young, public = "Children and young people", "Public places"
    return Plan(
        source,
        [
            (young, "Give each school a named officer", P, "2026-09-30"),
            (young, "Offer a place in a club to every child who was arrested", C, "2027-03-31"),
            (public, "Put help points in three parks", W, "2026-08-01"),
        ],
    )


def pdf_of_tables():
    """A table that a PDF made into lines: each cell on its own line with labels, and page numbers."""
    source = pasted(
        "Community Safety Action Plan 2026/27\n"
        "Objective 1 Reduce violence\n"
        "Action 1.1\n"
        "Introduce a safe taxi scheme\n"
        "Lead: Westmere District Council\n"
        "Deadline: August 2026\n"
        "Action 1.2\n"
        "Put two extra patrols on match days\n"
        "Lead: Police\n"
        "Deadline: May 2026\n"
        "Page 2 of 3\n"
        "Objective 2 Reduce fires\n"
        "Action 2.1\n"
        "Check alarms in 700 homes\n"
        "Lead: Fire and Rescue Service\n"
        "Deadline: March 2027\n"
    )
    one, two = "Reduce violence", "Reduce fires"
    return Plan(
        source,
        [
            (one, "Introduce a safe taxi scheme", W, "2026-08-31"),
            (one, "Put two extra patrols on match days", P, "2026-05-31"),
            (two, "Check alarms in 700 homes", F, "2027-03-31"),
        ],
    )


PLANS = [recommendations, pillars, rag_report, what_success_looks_like, labels_on_one_line, pdf_of_tables]
