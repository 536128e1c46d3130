"""Spreadsheets of larger areas: police and crime boards, regional boards, councils with words of their own."""

from datetime import date

from .making import Plan, csv, pasted, workbook
from .plans_in_sheets import B, C, F, N, P, W


def dashboards():
    """A dashboard above the table: counts by status, a legend in a row, then headings in capitals with line breaks."""
    source = workbook({"Delivery Plan Tracker": [
        ["REGIONAL SERIOUS VIOLENCE BOARD", "", "", "", "", "", "", "Summary", "Count"],
        ["Delivery Plan Tracker 2026/27", "", "", "", "", "", "", "Complete", 1],
        ["Updated 12 Oct 2026", "", "", "", "", "", "", "On track", 1],
        ["", "", "", "", "", "", "", "Off track", 1],
        [],
        ["ACTION\nREF", "STRAND", "ACTION", "ACTION\nOWNER", "AGENCY", "DATE\nDUE", "DATE\nCOMPLETED", "STATUS",
         "COMMENTARY"],
        ["SV01", "Understand", "Join ambulance data to police data", "Dr Kay", "ICB", date(2026, 9, 30),
         date(2026, 9, 21), "Complete", "Joined"],
        ["SV02", "Understand", "Ask 500 pupils what they fear", "Jo Dee", "CCC", date(2026, 12, 18), "", "On track",
         ""],
        ["SV03", "Respond", "Run a car for stabbings at weekends", "Supt Ray", "Police", date(2026, 6, 30), "",
         "Off track", "No car"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Understand", "Join ambulance data to police data", N, "2026-09-30"),
        ("Understand", "Ask 500 pupils what they fear", C, "2026-12-18"),
        ("Respond", "Run a car for stabbings at weekends", P, "2026-06-30"),
    ])  # fmt: skip


def outcomes_in_banners():
    """Outcomes as banners with numbers; tables whose headings are only above the first; notes in brackets below."""
    source = workbook({"Sheet1": [
        ["Community Safety Plan 2026-29: Year 1 actions"],
        ["Action", "Responsible", "Timescale", "Performance measure"],
        ["Outcome 1: Residents are safe from violence"],
        ["Find and close ten places that sell knives to children", "CCC (Trading Standards)", "March 2027",
         "Ten closed"],
        ["(see also the youth justice plan)"],
        ["Outcome 2: Residents are safe at home"],
        ["Visit every care home about scams", "WDC / Police", "Dec 2026", "88 homes"],
        ["Give out 500 call blockers", "CCC (Trading Standards)", "Mar 2028", "500 given"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Residents are safe from violence", "Find and close ten places that sell knives to children", C,
         "2027-03-31"),
        ("Residents are safe at home", "Visit every care home about scams", W, "2026-12-31"),
        ("Residents are safe at home", "Give out 500 call blockers", C, "2028-03-31"),
    ], ["Ten closed", "88 homes", "500 given"])  # fmt: skip


def objective_in_sentence():
    """A long objective merged down in the first column, and headings that make sentences."""
    source = workbook({"DA strategy": [
        ["We aim to", "So we will", "Accountable body", "Working with", "Milestone dates", "We will know because"],
        ["Make sure that all survivors can stay in their own homes where they wish to",
         "Pay for locks within three days", "WDC", "Police", "From June 2026; review March 2027", "95% in three days"],
        ["", "Ask landlords to sign a pledge", "WDC", "", "Oct 2026", "20 pledges"],
        ["Hold those who abuse to account", "Visit the 20 most harmful each month", "Police", "Probation",
         "Started", "Fewer repeats"],
    ]}, merged=[("DA strategy", "A2:A3")])  # fmt: skip
    first = "Make sure that all survivors can stay in their own homes where they wish to"
    return Plan(source, [
        (first, "Pay for locks within three days", W, (None, "2027-03-31")),
        (first, "Ask landlords to sign a pledge", W, "2026-10-31"),
        ("Hold those who abuse to account", "Visit the 20 most harmful each month", P, None),
    ], ["95% in three days", "20 pledges", "Fewer repeats"])  # fmt: skip


def board_members():
    """Leads by role and board ("Chair of ASB group (WDC)"), several partners joined by plus signs, due by meetings."""
    source = csv(
        "Thematic area|Action|Lead|Partners|Milestone/deadline|RAG\n"
        "Anti-social behaviour|Agree a joint standard for replies|Chair of ASB group (WDC)|Police + CCC|"
        "Board, Sept 2026|G\n"
        "Anti-social behaviour|Publish the standard|Chair of ASB group (WDC)|Police|31 Oct 2026|A\n"
        "Reoffending|Offer jobs with two builders|Head of PDU (Probation)|WDC|28 Feb 2027|G\n"
    )
    return Plan(source, [
        ("Anti-social behaviour", "Agree a joint standard for replies", W, (None, "2026-09-30")),
        ("Anti-social behaviour", "Publish the standard", W, "2026-10-31"),
        ("Reoffending", "Offer jobs with two builders", B, "2027-02-28"),
    ])  # fmt: skip


def long_descriptions():
    """A short title and a long description of each action; "Accountable officer" with a body; fiscal quarters."""
    source = workbook({"26-27": [
        ["Priority 2026-29", "Action title", "Description", "Accountable agency", "Accountable officer",
         "Delivery quarter",
         "Measures of success", "Overall status", "Path to green"],
        ["Neighbourhood crime", "Night patrols", "Two officers walk the High Street from ten at night until three in "
         "the morning. They carry naloxone.", "Police", "Insp. Low", "Q1 2026/27", "- 100 patrols\n- Fewer thefts",
         "Green", ""],
        ["Neighbourhood crime", "Shop pact", "Forty shops share photographs of people who steal, by a lawful app.",
         "WDC", "T. Hall", "Q3 2026/27", "- 40 shops", "Red", "Buy the app"],
        ["Extremism", "Prevent training", "All new staff are trained in their first month.", "CCC", "J. Dee",
         "Q4 2026/27", "- 100% trained", "Amber", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Neighbourhood crime", "Night patrols", P, "2026-06-30"),
        ("Neighbourhood crime", "Shop pact", W, "2026-12-31"),
        ("Extremism", "Prevent training", C, "2027-03-31"),
    ], ["100 patrols", "Fewer thefts"])  # fmt: skip


def hidden_lists():
    """A sheet by year; last year's is marked as closed and is a plan as well; each in the same columns."""
    head = ["No", "Theme", "What are we doing", "Lead", "By (date)", "How's it going?"]
    source = workbook({
        "2026-27": [head, [1, "Alcohol", "Train door staff in first aid", "WDC", "Nov-26", "booked"],
                    [2, "Alcohol", "Stop proxy sales near schools", "CCC", "Mar-27", ""],
                    [3, "Fire setting", "Talk to boys who set fires", "Fire", "all year", "eight seen"]],
    })  # fmt: skip
    return Plan(source, [
        ("Alcohol", "Train door staff in first aid", W, "2026-11-30"),
        ("Alcohol", "Stop proxy sales near schools", C, "2027-03-31"),
        ("Fire setting", "Talk to boys who set fires", F, None),
    ])  # fmt: skip


def pasted_priorities():
    """A pasted table whose first column holds priority and objective in two lines."""
    source = pasted(
        "Strategic priority\tDelivery action\tAccountable lead\tKey partners\tDelivered by when\tStatus (RAG)\n"
        "Tackle violence\tMake the bus station a no-drinking place\tWestmere District Council\tPolice\tby Aug 2026\tG\n"
        "Tackle violence\tCheck on those released on bail\tCaldshire Constabulary\tProbation\tfrom May 2026\tA\n"
        "Build trust\tAnswer 101 calls within a minute\tCaldshire Constabulary\t\tby end of 2026/27\tR\n"
    )
    return Plan(source, [
        ("Tackle violence", "Make the bus station a no-drinking place", W, "2026-08-31"),
        ("Tackle violence", "Check on those released on bail", P, None),
        ("Build trust", "Answer 101 calls within a minute", P, "2027-03-31"),
    ])  # fmt: skip


PLANS = [
    dashboards, outcomes_in_banners, objective_in_sentence, board_members, long_descriptions, hidden_lists,
    pasted_priorities,
]  # fmt: skip
