"""Plans in workbooks, in the shapes that community safety partnerships publish and keep; all words are made up."""

from datetime import date

from .making import Plan, bold_workbook, csv, workbook

P, W, C, F, N, B = (
    "Caldshire Constabulary",
    "Westmere District Council",
    "Caldshire County Council",
    "Caldshire Fire and Rescue Service",
    "Caldshire Integrated Care Board",
    "Caldshire Probation Service",
)


def objectives_merged():
    """Objective and outcome merged over the rows of their actions, RAG in words, a title above."""
    rows = [
        ["Westmere Community Safety Partnership – Delivery Plan 2026/27"],
        [],
        ["Objective", "Outcome", "Action", "Lead", "Timescale", "Progress", "RAG"],
        ["Tackle serious violence", "Fewer young people carry knives", "Run knife arches at both colleges each term",
         "Police", "March 2027", "First arch run in May", "Green"],
        ["", "", "Train 40 teachers to spot exploitation", "CCC", "31/12/2026", "Trainer booked", "Amber"],
        ["Reduce anti-social behaviour", "Residents feel safe after dark", "Relight the underpass at Mill Lane",
         "WDC", "Q2 2026/27", "", "Red"],
        ["", "", "Patrol the bus station on Fridays", "Police / WDC", "Ongoing", "Weekly", "Green"],
        ["", "Fewer repeat callers", "Review every third call within five days", "Police", "Sept 2026", "", "Green"],
    ]  # fmt: skip
    source = workbook(
        {"Delivery Plan": rows},
        merged=[("Delivery Plan", area) for area in ("A1:G1", "A4:A5", "B4:B5", "A6:A8", "B6:B7")],
    )
    violence, asb = "Tackle serious violence", "Reduce anti-social behaviour"
    return Plan(source, [
        (violence, "Run knife arches at both colleges each term", P, "2027-03-31"),
        (violence, "Train 40 teachers to spot exploitation", C, "2026-12-31"),
        (asb, "Relight the underpass at Mill Lane", W, "2026-09-30"),
        (asb, "Patrol the bus station on Fridays", P, None),
        (asb, "Review every third call within five days", P, "2026-09-30"),
    ], ["Fewer young people carry knives", "Residents feel safe after dark", "Fewer repeat callers"])  # fmt: skip


def numbered_rows():
    """Priorities as numbered rows, their actions numbered below them."""
    source = bold_workbook("Action Plan", [
        ["Ref", "Action", "Lead agency", "Target date", "Status"],
        ["1", "Serious violence and knife crime"],
        ["1.1", "Map where weapons are found and publish the map to partners", "Police", "30/06/2026", "On track"],
        ["1.2", "Fit amnesty bins at three stations", "Westmere DC", "Dec 2026", "Not started"],
        ["2", "Domestic abuse"],
        ["2.1", "Open a drop-in at the health centre", "ICB", "Autumn 2026", "On track"],
        ["2.1.1", "Train the reception staff of the health centre", "ICB", "July 2026", "Complete"],
        ["2.2", "Review the perpetrator programme", "Probation", "31 March 2027", "Delayed"],
    ], bold=(1, 2, 5))  # fmt: skip
    violence, abuse = "Serious violence and knife crime", "Domestic abuse"
    return Plan(source, [
        (violence, "Map where weapons are found and publish the map to partners", P, "2026-06-30"),
        (violence, "Fit amnesty bins at three stations", W, "2026-12-31"),
        (abuse, "Open a drop-in at the health centre", N, None),
        (abuse, "Train the reception staff of the health centre", N, "2026-07-31"),
        (abuse, "Review the perpetrator programme", B, "2027-03-31"),
    ])  # fmt: skip


def two_tables():
    """Actions above and measures below, on each priority's own sheet."""

    def sheet(first, second, measure):
        return [
            ["What will we do?", "Who will do it?", "By when?"],
            first, second,
            [],
            ["How will we measure success?"],
            ["Measure", "Baseline 2025/26", "Target 2026/27", "Source"],
            [measure, "412", "390", "Police recorded crime"],
        ]  # fmt: skip

    source = workbook({
        "Contents": [["Westmere CSP action plan"], ["Burglary", "page 2"], ["Hate crime", "page 3"]],
        "Burglary": sheet(["Visit every home next to one that was burgled", "Police", "Monthly"],
                          ["Give out 200 shed alarms", "WDC", "end of March 2027"], "Residential burglaries"),
        "Hate crime": sheet(["Open four third-party reporting centres", "CCC", "31.12.26"],
                            ["Hold a listening event at the mosque", "Police and WDC", "Oct 2026"],
                            "Hate crimes reported"),
    })  # fmt: skip
    return Plan(source, [
        ("Burglary", "Visit every home next to one that was burgled", P, None),
        ("Burglary", "Give out 200 shed alarms", W, "2027-03-31"),
        ("Hate crime", "Open four third-party reporting centres", C, "2026-12-31"),
        ("Hate crime", "Hold a listening event at the mosque", P, "2026-10-31"),
    ], ["Residential burglaries", "Hate crimes reported"])  # fmt: skip


def quarterly_progress():
    """A column of progress for each quarter, and the overall status in letters."""
    source = workbook({"2026-27": [
        ["Priority area", "Action", "Lead", "Completion date", "Q1 progress", "Q2 progress", "Q3 progress",
         "Q4 progress", "Overall RAG"],
        ["Road safety", "Hold speed watch sessions in ten parishes", "Police", "31/03/2027", "Two held", "Five held",
         "", "", "G"],
        ["Road safety", "Deliver Learn 2 Live to Year 12", "Fire & Rescue", "Nov-26", "Dates set", "", "", "", "A"],
        ["Drugs", "Pilot drug testing on arrest at Fenton custody suite", "Police", "TBC", "", "Kit ordered", "", "",
         "R"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Road safety", "Hold speed watch sessions in ten parishes", P, "2027-03-31"),
        ("Road safety", "Deliver Learn 2 Live to Year 12", F, "2026-11-30"),
        ("Drugs", "Pilot drug testing on arrest at Fenton custody suite", P, None),
    ])  # fmt: skip


def gantt():
    """A row of months with marks; the priorities are bold lines within the table."""
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    source = bold_workbook("Gantt", [
        ["Task", "Owner", *months],
        ["Night-time economy"],
        ["Recruit street pastors", "Westmere DC", "■", "■", "", "", "", ""],
        ["Renew the pub watch scheme", "Police", "", "", "x", "x", "", ""],
        ["Rural crime"],
        ["Mark 300 tractors with forensic paint", "Police", "", "", "", "x", "x", "x"],
    ], bold=(1, 2, 5))  # fmt: skip
    return Plan(source, [
        ("Night-time economy", "Recruit street pastors", W, None),
        ("Night-time economy", "Renew the pub watch scheme", P, None),
        ("Rural crime", "Mark 300 tractors with forensic paint", P, None),
    ])  # fmt: skip


def colours():
    """RAG by colour only, a column of comments, priorities merged at the left."""
    rows = [
        ["Strategic Priority", "Delivery action", "Accountable", "Deadline", "RAG", "Commentary"],
        ["Preventing exploitation", "Map cuckooed addresses", "Police", date(2026, 9, 30), "", "12 known"],
        ["", "Brief all housing officers", "WDC Housing", date(2026, 7, 1), "", ""],
        ["Community cohesion", "Hold six street meetings", "CCC", "Before April 2027", "", "Two held"],
    ]
    source = workbook(
        {"Sheet1": rows}, merged=[("Sheet1", "A2:A3")],
        fills={("Sheet1", "E2"): "G", ("Sheet1", "E3"): "R", ("Sheet1", "E4"): "A"},
    )  # fmt: skip
    return Plan(source, [
        ("Preventing exploitation", "Map cuckooed addresses", P, "2026-09-30"),
        ("Preventing exploitation", "Brief all housing officers", W, "2026-07-01"),
        ("Community cohesion", "Hold six street meetings", C, "2027-03-31"),
    ])  # fmt: skip


def smart():
    """The columns of SMART; the sheet's name is the priority."""
    source = workbook({"Violence against women": [
        ["Specific", "Measurable", "Achievable", "Relevant", "Time-bound", "Lead"],
        ["Train all taxi drivers in bystander skills", "300 drivers trained", "Yes – trainer in post",
         "Strategy aim 2", "31 March 2027", "Westmere DC"],
        ["Walk the town with women who work at night", "Two walks a year", "Yes", "Strategy aim 1", "October 2026",
         "Police"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Violence against women", "Train all taxi drivers in bystander skills", W, "2027-03-31"),
        ("Violence against women", "Walk the town with women who work at night", P, "2026-10-31"),
    ], ["300 drivers trained", "Two walks a year"])  # fmt: skip


def open_and_closed():
    """A log of actions with tabs for open and closed ones, and a list of contacts."""
    head = ["No", "Date raised", "Priority", "Action", "Owner", "Due date", "Date completed", "Status"]
    source = workbook({
        "Open": [head,
                 [1, date(2026, 4, 9), "ASB", "Write to the owners of the empty shop", "WDC", date(2026, 6, 1), "",
                  "Open"],
                 [2, date(2026, 4, 9), "Fire setting", "Clear the garages at Quay Road", "CFRS", date(2026, 8, 1), "",
                  "In progress"]],
        "Closed": [head,
                   [3, date(2026, 4, 2), "ASB", "Order signs for the park", "WDC", date(2026, 5, 1),
                    date(2026, 4, 28), "Closed"]],
        "Contacts": [["Name", "Organisation", "E-mail"], ["A. Person", "Police", "a.person@police.example"]],
    })  # fmt: skip
    return Plan(source, [
        ("ASB", "Write to the owners of the empty shop", W, "2026-06-01"),
        ("Fire setting", "Clear the garages at Quay Road", F, "2026-08-01"),
        ("ASB", "Order signs for the park", W, "2026-05-01"),
    ])  # fmt: skip


def risks():
    """Columns of risks beside the actions, which have scores and mitigation."""
    source = workbook({"Plan": [
        ["Theme", "Key actions", "Lead organisation", "Delivery date", "Risk to delivery", "Likelihood", "Impact",
         "Mitigation"],
        ["Safer streets", "Fit eight cameras at the market", "Westmere District Council", "30 Nov 2026",
         "Supplier late", 3, 4, "Second supplier named"],
        ["Safer streets", "Recruit ten street marshals", "Caldshire Police", "Jan 2027", "No applicants", 2, 3,
         "Ask the college"],
        ["Safer homes", "Run a doorstep crime week", "Trading Standards (CCC)", "w/c 6 July 2026", "None", 1, 1, ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer streets", "Fit eight cameras at the market", W, "2026-11-30"),
        ("Safer streets", "Recruit ten street marshals", P, "2027-01-31"),
        ("Safer homes", "Run a doorstep crime week", C, ("2026-07-12", None, "2026-07-06", "2026-07-10")),
    ])  # fmt: skip


def three_kinds_of_leads():
    """A lead agency, a lead officer by name, and partners; the date in two columns."""
    source = workbook({"Action plan": [
        ["Priority", "Action", "Lead officer", "Lead agency", "Partners", "Start date", "End date"],
        ["Hate crime", "Set up reporting points in six libraries", "Jo Bloggs", "CCC", "Police, WDC",
         date(2026, 5, 1), date(2026, 11, 30)],
        ["Hate crime", "Publish an easy-read guide", "Sam Smith", "WDC", "", "June 2026", "Aug 2026"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Hate crime", "Set up reporting points in six libraries", C, "2026-11-30"),
        ("Hate crime", "Publish an easy-read guide", W, "2026-08-31"),
    ])  # fmt: skip


def three_years():
    """A column for each year with ticks, under a heading in two rows."""
    source = workbook({"Sheet1": [
        ["Priority", "Commitment", "Lead", "When", "", ""],
        ["", "", "", "Year 1", "Year 2", "Year 3"],
        ["Reoffending", "House 20 prison leavers a year", "Probation", "✓", "✓", "✓"],
        ["Reoffending", "Open a women’s centre", "CCC", "", "✓", ""],
        ["Drugs and alcohol", "Train pharmacists in naloxone", "ICB", "✓", "", ""],
    ]}, merged=[("Sheet1", "D1:F1")])  # fmt: skip
    return Plan(source, [
        ("Reoffending", "House 20 prison leavers a year", B, None),
        ("Reoffending", "Open a women’s centre", C, None),
        ("Drugs and alcohol", "Train pharmacists in naloxone", N, None),
    ])  # fmt: skip


def pillars():
    """Words of a strategy: pillars, commitments, milestones, BRAG."""
    source = csv(
        "Pillar,Our commitment,Milestone,Delivery lead,Delivered by (date),BRAG,Next steps\n"
        "Prepare,Adopt a serious violence strategy,Draft to board,Westmere DC,30/09/2026,G,Consult\n"
        "Prevent,Mentor 50 pupils at risk of exclusion,25 matched,Caldshire County Council,31/07/2027,A,Recruit\n"
        ",Offer a sports pass to every child in care,Passes printed,CCC,Sep-26,B,None\n"
    )
    return Plan(source, [
        ("Prepare", "Adopt a serious violence strategy", W, "2026-09-30"),
        ("Prevent", "Mentor 50 pupils at risk of exclusion", C, "2027-07-31"),
        ("Prevent", "Offer a sports pass to every child in care", C, "2026-09-30"),
    ])  # fmt: skip


def priority_levels():
    """A priority that is high or low, under banners that name the themes."""
    source = workbook({"Actions": [
        ["Action", "Priority", "Assigned to", "Complete by", "% complete", "Notes"],
        ["Town centre"], ["Ban street drinking in the square", "High", "WDC", "01/10/2026", 0.5, "Out to consult"],
        ["Replace broken lamps in the arcade", "Low", "CCC Highways", "Feb 2027", 0, ""],
        ["Parks"], ["Lock the gates of Quay Park at dusk", "Medium", "WDC Parks", "May 2026", 1, ""],
    ]}, merged=[("Actions", "A2:F2"), ("Actions", "A5:F5")])  # fmt: skip
    return Plan(source, [
        ("Town centre", "Ban street drinking in the square", W, "2026-10-01"),
        ("Town centre", "Replace broken lamps in the arcade", C, "2027-02-28"),
        ("Parks", "Lock the gates of Quay Park at dusk", W, "2026-05-31"),
    ])  # fmt: skip


def label_value_sheet():
    """An action a block of label and value, one below another, with the priority in the block."""

    def block(priority, action, lead, when, measure):
        return [["Priority", priority], ["Action", action], ["Lead", lead], ["Timescale", when],
                ["Success measure", measure], []]  # fmt: skip

    source = workbook({"Sheet1": [
        *block("Safer nights", "Open a safe space in the old bank", "Westmere DC", "1 December 2026", "40 helped"),
        *block("Safer nights", "Breathalyse at the doors of four clubs", "Police", "Ongoing", "Fewer assaults"),
        *block("Safer homes", "Fit locks for 100 victims", "Police", "March 2027", "100 homes fitted"),
    ]})  # fmt: skip
    return Plan(source, [
        ("Safer nights", "Open a safe space in the old bank", W, "2026-12-01"),
        ("Safer nights", "Breathalyse at the doors of four clubs", P, None),
        ("Safer homes", "Fit locks for 100 victims", P, "2027-03-31"),
    ], ["40 helped", "Fewer assaults", "100 homes fitted"])  # fmt: skip


def unknown_words():
    """Headings in words that no list has; what the columns hold says it."""
    source = workbook({"Sheet1": [
        ["Strand of work", "The thing we are committed to", "In the driving seat", "Done and dusted", "Where are we"],
        ["Bike theft", "Mark 500 bicycles at the station", "Police", "31/10/2026", "Green"],
        ["Bike theft", "Fit two secure hubs at the market square", "Westmere DC", "Mar-27", "Amber"],
        ["Arson", "Clear waste from behind the takeaways", "Fire", "Q2 2026/27", "Green"],
    ]})  # fmt: skip
    return Plan(source, [
        ("Bike theft", "Mark 500 bicycles at the station", P, "2026-10-31"),
        ("Bike theft", "Fit two secure hubs at the market square", W, "2027-03-31"),
        ("Arson", "Clear waste from behind the takeaways", F, "2026-09-30"),
    ])  # fmt: skip


def no_headings():
    """A table without headings."""
    source = csv(
        "Vehicle crime,Park bait cars in the three worst streets,Police,30/06/2026\n"
        "Vehicle crime,Put signs up in all council car parks,Westmere DC,Sept 2026\n"
        "Scams,Visit everyone on the victims list,Trading Standards (CCC),Dec 2026\n"
    )
    return Plan(source, [
        ("Vehicle crime", "Park bait cars in the three worst streets", P, "2026-06-30"),
        ("Vehicle crime", "Put signs up in all council car parks", W, "2026-09-30"),
        ("Scams", "Visit everyone on the victims list", C, "2026-12-31"),
    ])  # fmt: skip


def objectives_between():
    """A sheet a priority with objectives as lines between the rows, headings once, an aim above."""

    def sheet(aim, *rows):
        return [[aim], ["Aim: people are safe here and know it"], [],
                ["Action", "Responsible agency", "Timescale", "Output / outcome"], *rows]  # fmt: skip

    source = workbook({
        "P1 Serious Violence": sheet(
            "Priority 1: Serious violence",
            ["Objective 1.1: Take weapons off the street"],
            ["Sweep four parks a month", "Police", "Monthly", "48 sweeps"],
            ["Objective 1.2: Give young people a way out"],
            ["Fund two youth workers", "Westmere DC", "by June 2026", "60 young people seen"],
        ),
        "P2 Neighbourhood crime": sheet(
            "Priority 2: Neighbourhood crime",
            ["Objective 2.1: Fewer burglaries"],
            ["Cocoon visits after each burglary", "Police", "Ongoing", "Visits within 48 hours"],
        ),
        "Glossary": [["Term", "Meaning"], ["ASB", "Anti-social behaviour"], ["CSP", "Community Safety Partnership"]],
    })  # fmt: skip
    return Plan(source, [
        ("Priority 1: Serious violence", "Sweep four parks a month", P, None),
        ("Priority 1: Serious violence", "Fund two youth workers", W, "2026-06-30"),
        ("Priority 2: Neighbourhood crime", "Cocoon visits after each burglary", P, None),
    ], ["48 sweeps", "60 young people seen", "Visits within 48 hours"])  # fmt: skip


def synonyms():
    """The words of other councils: desired outcome, interventions, key contact, milestones with dates."""
    source = workbook({"Plan 2026": [
        ["CSP priority", "Desired outcome", "Intervention", "Lead partner(s)", "Supporting agencies", "Milestone date",
         "Performance indicator", "Current position", "Direction of travel"],
        ["Modern slavery", "Victims are found sooner", "Train 60 frontline staff in spotting signs", "Police",
         "WDC, CCC", "30 September 2026", "60 trained", "20 trained", "Improving"],
        ["Modern slavery", "", "Visit all car washes with the fire service", "Fire", "Police", "31 January 2027",
         "14 visits", "None yet", "No change"],
        ["Fraud", "Fewer people lose money", "Put banking protocol posters in 30 shops", "CCC", "", "Summer 2026",
         "30 shops", "", ""],
    ]})  # fmt: skip
    return Plan(source, [
        ("Modern slavery", "Train 60 frontline staff in spotting signs", P, "2026-09-30"),
        ("Modern slavery", "Visit all car washes with the fire service", F, "2027-01-31"),
        ("Fraud", "Put banking protocol posters in 30 shops", C, (None, "2026-08-31")),
    ])  # fmt: skip


def cover_lines():
    """Lines of a cover above, signs of approval below, the priority only in the first row of a group."""
    source = workbook({"Sheet1": [
        ["Safer Westmere Partnership"], ["Annual Action Plan"], ["Version 3, approved by the board on 4 March 2026"],
        [], ["Chair: Cllr A. Person"], [],
        ["Outcome", "What needs to be done", "Lead responsibility", "Target completion", "Evidence of success"],
        ["People feel safe", "Survey 600 residents", "Westmere DC", "30/06/2026", "Report published"],
        ["", "Publish a you-said-we-did page each quarter", "Westmere DC", "Quarterly", "Four pages"],
        ["Fewer first-time offenders", "Divert under-18s from court", "CCC (Youth Justice)", "31/03/2027",
         "80 diverted"],
        [], ["Approved by:"], ["Date:"],
    ]})  # fmt: skip
    return Plan(source, [
        ("People feel safe", "Survey 600 residents", W, "2026-06-30"),
        ("People feel safe", "Publish a you-said-we-did page each quarter", W, None),
        ("Fewer first-time offenders", "Divert under-18s from court", C, "2027-03-31"),
    ], ["Report published", "Four pages", "80 diverted"])  # fmt: skip


PLANS = [
    objectives_merged, numbered_rows, two_tables, quarterly_progress, gantt, colours, smart, open_and_closed, risks,
    three_kinds_of_leads, three_years, pillars, priority_levels, label_value_sheet, unknown_words, no_headings,
    objectives_between, synonyms, cover_lines,
]  # fmt: skip
