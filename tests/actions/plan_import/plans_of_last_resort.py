"""Plans whose shape says little: tables in a mail, priorities that are only coloured or numbered."""

from .making import Plan, bold_workbook, csv, document, pasted, workbook
from .plans_in_sheets import C, F, N, P, W


def filled_banners():
    """Priorities as coloured rows of one cell, which no word and no bold tells apart."""
    source = workbook({"Sheet1": [
        ["Delivery action", "Lead", "Target date", "RAG"],
        ["Knife crime"],
        ["Put amnesty bins at two stations", "Police", "July 2026", "G"],
        ["Brief head teachers each term", "CCC", "Termly", "G"],
        ["Modern slavery"],
        ["Check car washes with the fire service", "Fire", "Oct 2026", "A"],
        ["Train council drivers", "WDC", "Oct 2026", "A"],
    ]}, fills={("Sheet1", "A2"): "B", ("Sheet1", "A5"): "B"})  # fmt: skip
    return Plan(source, [
        ("Knife crime", "Put amnesty bins at two stations", P, "2026-07-31"),
        ("Knife crime", "Brief head teachers each term", C, None),
        ("Modern slavery", "Check car washes with the fire service", F, "2026-10-31"),
        ("Modern slavery", "Train council drivers", W, "2026-10-31"),
    ])  # fmt: skip


def objective_statements():
    """Numbered priorities with sub-objectives as rows that have only a number and a sentence."""
    source = bold_workbook("CDRP", [
        ["No.", "Objective / Action", "Lead", "Milestones", "By when"],
        ["1", "Reduce violent crime", "", "", ""],
        ["1.1", "Target licensed premises with most calls", "Police", "Top ten list each month", "Apr 2026"],
        ["1.2", "Bid for taxi marshals", "Westmere DC", "Bid in", "May 2026"],
        ["2", "Reduce fear of crime", "", "", ""],
        ["2.1", "Publish good news each week", "WDC Communications", "52 stories", "31/3/27"],
    ], bold=(1,))  # fmt: skip
    return Plan(source, [
        ("Reduce violent crime", "Target licensed premises with most calls", P, "2026-04-30"),
        ("Reduce violent crime", "Bid for taxi marshals", W, "2026-05-31"),
        ("Reduce fear of crime", "Publish good news each week", W, "2027-03-31"),
    ], ["Top ten list each month", "Bid in", "52 stories"])  # fmt: skip


def headings_and_numbers():
    """Heading styles for priorities, actions as numbered paragraphs with a table of the leads after each list."""
    source = document(
        ("Title", "Safer Westmere Partnership Plan 2026 – 2029"),
        ("Heading 1", "Priority A: Serious violence"),
        ("Heading 2", "Where we are now"),
        ("Normal", "Knife crime rose for two years."),
        ("Heading 2", "Where we want to be"),
        ("Normal", "A third fewer injuries by 2029."),
        ("Heading 2", "How we will get there"),
        ("List Number", "Give bleed control kits to every pub (Westmere DC, by December 2026)"),
        ("List Number", "Run a violence reduction course (Caldshire Constabulary)"),
        ("Heading 1", "Priority B: Hidden harm"),
        ("Heading 2", "Where we are now"),
        ("Normal", "Few cases come to us."),
        ("Heading 2", "How we will get there"),
        ("List Number", "Train 60 community nurses (ICB, by June 2027)"),
        ("Heading 1", "Equality"),
        ("Normal", "We checked this plan for its effects on everybody."),
    )
    return Plan(source, [
        ("Priority A: Serious violence", "Give bleed control kits to every pub", W, "2026-12-31"),
        ("Priority A: Serious violence", "Run a violence reduction course", P, None),
        ("Priority B: Hidden harm", "Train 60 community nurses", N, "2027-06-30"),
    ])  # fmt: skip


def mail():
    """A table that was copied from a mail without its headings' row, with a sentence above and a name below."""
    source = pasted(
        "Please find our actions below.\n"
        "Priority\tAction\tWho\tWhen\n"
        "Scams\tRing 200 victims\tTrading Standards (CCC)\tSept 2026\n"
        "Scams\tDisplay posters in banks\tPolice\tMay 2026\n"
        "Kind regards\n"
        "A. Person\n"
    )
    return Plan(source, [
        ("Scams", "Ring 200 victims", C, "2026-09-30"),
        ("Scams", "Display posters in banks", P, "2026-05-31"),
    ])  # fmt: skip


def sentences():
    """A CSV with quotes around all, two columns of priorities, progress by date."""
    source = csv(
        '"Strategic Priority","Local Priority","Action","Action Owner","Milestone","Deadline","Update 30/06/2026",'
        '"Update 30/09/2026"\n'
        '"Safe","Violence","Hold weekly tasking","Police","First one held","30/04/2026","Held","13 held"\n'
        '"Safe","Violence","Bid for lights","WDC","Bid sent","31/05/2026","Sent",""\n'
        '"Strong","Cohesion","Pay for 12 street parties","WDC","Six by July","30/09/2026","Four","Twelve"\n'
    )
    return Plan(source, [
        ("Safe", "Hold weekly tasking", P, "2026-04-30"),
        ("Safe", "Bid for lights", W, "2026-05-31"),
        ("Strong", "Pay for 12 street parties", W, "2026-09-30"),
    ])  # fmt: skip


PLANS = [filled_banners, objective_statements, headings_and_numbers, mail, sentences]
