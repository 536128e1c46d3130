"""Catalogue of statutory duties and their sources. A duty that nobody has read in its source is not listed.

A partnership copies them once and corrects them: the law has changed since, and will again. `since` is the year of the
source, if known; a duty is not offered before that year. The hallmark of each is our matching, by subject. `by` is
"strategy" (the strategy group), "each" (each responsible authority) or None (to be agreed).
"""

from ..models import Duty

STRATEGY, EACH = "strategy", "each"
REGULATIONS, PLAN, GUIDANCE = Duty.Source.REGULATIONS, Duty.Source.PLAN, Duty.Source.GUIDANCE
NORTH_HERTS = "North Herts Community Safety Plan 2008 to 2011"

KNOWN = [
    {
        "obligation": "Send a person in a senior position from each authority to a public meeting each year",
        "source_kind": REGULATIONS,
        "source": "SI 2007/1830, regulation 12, as made in 2007. Not checked for later amendments.",
        "since": 2007,
        "months": 12,
        "by": EACH,
        "hallmark": "leadership",
        "knows": Duty.Knows.SENIORS,
    },
    {
        "obligation": "Prepare a strategic assessment each year",
        "source_kind": REGULATIONS,
        "source": f"SI 2007/1830, regulations 5 to 7, on the assessment. That it is annual: {NORTH_HERTS}.",
        "since": 2007,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "intelligence",
        "knows": Duty.Knows.ASSESSMENT,
    },
    {
        "obligation": "Review value for money in the annual strategic assessment",
        "source_kind": PLAN,
        "source": f"{NORTH_HERTS}, action plan for the hallmarks. Your plan may differ.",
        "since": 2008,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "intelligence",
    },
    {
        "obligation": "Have every responsible authority sign the information sharing protocol",
        "source_kind": PLAN,
        "source": f"{NORTH_HERTS}, a requirement on each responsible authority.",
        "since": 2008,
        "often": Duty.Often.VERSION,
        "by": EACH,
        "hallmark": "intelligence",
        "knows": Duty.Knows.PROTOCOL,
    },
    {
        "obligation": "Share depersonalised information every quarter",
        "source_kind": REGULATIONS,
        "source": "SI 2007/1831",
        "since": 2007,
        "months": 3,
        "by": EACH,
        "hallmark": "intelligence",
    },
    {
        "obligation": "Have a designated liaison officer for information sharing in each authority",
        "source_kind": GUIDANCE,
        "source": "On information sharing. Add the page that you go by.",
        "since": None,
        "often": Duty.Often.CHANGE,
        "by": EACH,
        "hallmark": "intelligence",
    },
    {
        "obligation": "Revise the three-year plan each year",
        "source_kind": PLAN,
        "source": f"{NORTH_HERTS}: a rolling three-year plan; each year, says the council’s site. On the plan: "
        "SI 2007/1830, regulations 10 and 11.",
        "since": 2008,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "structures",
        "knows": Duty.Knows.PLAN,
    },
    {
        "obligation": "Send a copy of the plan to the police and crime commissioner",
        "source_kind": REGULATIONS,
        "source": "SI 2007/1830, as it stands since 2012",
        "since": 2012,
        "often": Duty.Often.CHANGE,
        "by": STRATEGY,
        "hallmark": "structures",
    },
    {
        "obligation": "Consult those who live and work in the area on levels, patterns and priorities of crime and "
        "disorder",
        "source_kind": REGULATIONS,
        "source": "SI 2007/1830, regulation 12, as made in 2007. Not checked for later amendments.",
        "since": 2007,
        "often": Duty.Often.OPEN,
        "by": STRATEGY,
        "hallmark": "engagement",
        "knows": Duty.Knows.CONSULTATION,
    },
    {
        "obligation": "Hold one or more meetings in public each year; make known when they are, and what was said",
        "source_kind": REGULATIONS,
        "source": "SI 2007/1830, regulation 12, as made in 2007. Not checked for later amendments.",
        "since": 2007,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "accountability",
        "knows": Duty.Knows.PUBLIC_MEETING,
    },
    {
        "obligation": "Publish a summary of the assessment and the plan each year, and bring it to the community’s "
        "attention as widely as possible",
        "source_kind": PLAN,
        "source": f"{NORTH_HERTS}, which calls it a requirement.",
        "since": 2008,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "accountability",
        "knows": Duty.Knows.SUMMARY,
    },
    {
        "obligation": "Have the scrutiny committee meet on crime and disorder at least once in twelve months",
        "source_kind": REGULATIONS,
        "source": "SI 2009/942, regulation 4",
        "since": 2009,
        "months": 12,
        "by": None,
        "hallmark": "accountability",
    },
    {
        "obligation": "Review the skills and knowledge of the strategy group once a year",
        "source_kind": PLAN,
        "source": f"{NORTH_HERTS}, action plan for the hallmarks. Your plan may differ.",
        "since": 2008,
        "months": 12,
        "by": STRATEGY,
        "hallmark": "skills",
    },
]


def known_in(year):
    """Duties of the catalogue whose source existed in `year`."""
    return [duty for duty in KNOWN if duty["since"] is None or duty["since"] <= year]
