"""Words of which the names of public bodies and officers' titles are made. All are keys: lower case, "and" for "&"."""


def _words(text):
    return set(text.split())


def _phrases(text):
    return [tuple(phrase.split()) for phrase in text.split("|")]


# Ways to say each kind of body. A name has the kind of the longest of these that it contains.
KINDS = {
    "commissioner": "police and crime commissioner|office of the police and crime commissioner|pcc|opcc",
    "police authority": "police authority",
    "police": "police|constabulary|police service|police force",
    "fire": (
        "fire|fire and rescue service|fire and rescue|fire service|fire brigade|fire and rescue authority|"
        "fire authority|frs"
    ),
    "probation": "probation service|probation|national probation service|probation trust|probation area",
    "county": "county council|county|cc",
    "district": "district council|district|dc",
    "borough": (
        "borough council|borough|bc|metropolitan borough council|mbc|london borough of|royal borough of|london borough"
    ),
    "city": "city council",
    "town": "town council",
    "parish": "parish council",
    "council": "council",
    "care board": "integrated care board|icb",
    "commissioning group": "clinical commissioning group|ccg",
    "care trust": "primary care trust|pct",
    "youth justice": "youth justice service|youth offending team|youth offending service|yot|yos|yjs",
}
KINDS = {kind: _phrases(phrases) for kind, phrases in KINDS.items()}
COUNCILS = {"county", "district", "borough", "city", "council"}
KIND_WORDS = {word for phrases in KINDS.values() for phrase in phrases for word in phrase} - {"and", "of", "the"}

SHORT_COUNTIES = {
    "bedfordshire": "beds", "berkshire": "berks", "buckinghamshire": "bucks", "cambridgeshire": "cambs",
    "gloucestershire": "glos", "hampshire": "hants", "hertfordshire": "herts", "lancashire": "lancs",
    "leicestershire": "leics", "lincolnshire": "lincs", "northamptonshire": "northants", "nottinghamshire": "notts",
    "oxfordshire": "oxon", "shropshire": "shrops", "staffordshire": "staffs", "warwickshire": "warks",
    "wiltshire": "wilts", "worcestershire": "worcs", "yorkshire": "yorks",
}  # fmt: skip

# Abbreviations of bodies that every partnership knows: never taken for the first letters of another name.
TAKEN_INITIALS = _words(
    """
    cc dc bc la ci di pa pc hr it cp cs ps hs gp sw cps csp cdrp
    pcc opcc nhs ccg icb pct yot yos yjs jag dwp moj cab cvs lscb cscb hmp hmpps btp la snt npt asb
    vcs marac dvf bcu crc
    """
)

# Cells that name nobody, and about which nothing is asked.
NOTHING = {
    "n a", "na", "none", "nil", "tbc", "tba", "tbd", "to be agreed", "to be confirmed", "to be decided",
    "to be determined", "to be advised", "to be allocated", "to be identified", "lead to be agreed",
    "lead to be confirmed", "lead tbc", "lead tba", "not applicable", "not known", "not yet agreed", "nobody", "no one",
}  # fmt: skip

# Everybody, or a group or its chair: nobody that could be asked, and the words are kept.
COLLECTIVE = {
    "all", "all partners", "partners", "partner agencies", "all agencies", "all partner agencies", "agencies",
    "all authorities", "all responsible authorities", "responsible authorities", "all members", "everyone",
    "everybody", "various", "other partners", "others", "other agencies", "relevant partners", "multi agency", "csp",
    "cdrp", "the partnership", "partnership", "community safety partnership", "key partners", "relevant agencies",
    "all relevant partners", "all relevant agencies", "jag", "joint action group", "etc",
}  # fmt: skip

# Titles and teams within an authority. After or before the general name of a kind ("Police") only these are its own.
ROLES = _words(
    """
    inspector insp sergeant sgt superintendent supt constable constables commander officer officers pcso pcsos
    team teams unit units snt snts npt lead leads manager managers head chief deputy assistant senior analyst
    analysts co coordinator coordinators ordinator ordinators neighbourhood neighbourhoods policing safer cid
    intelligence licensing detective ci dci cpo area local director directors staff service services department
    dept hq representative rep
    """
)
# The last words of a title, which says who at an authority, and not which authority.
TITLES = ROLES - _words(
    """
    neighbourhood neighbourhoods safer policing area local service services licensing co
    """
)
# Services of councils and others, before the name of the authority that they belong to.
SERVICES = ROLES | _words(
    """
    community safety housing environmental env health environment trading standards public education schools
    youth children childrens adult social care highways legal planning parks leisure waste street scene cctv asb
    anti behaviour antisocial enforcement parking communities engagement and of communications comms crime
    reduction prevention family families adults services drug alcohol domestic abuse violence design out
    benefits homelessness options executive cabinet member councillor cllr data performance research
    """
)
# Words of bodies of their own: "Police Federation" is not the police.
BODIES = _words(
    """
    federation commissioner commissioners board trust partnership association charity forum panel union churches
    cadets volunteers voluntary friends club society museum foundation college university hospital alliance
    network committee group groups consortium homes tenants residents watch pubwatch authority company ltd cic
    commission inspectorate ombudsman
    """
) | (
    KIND_WORDS
    - _words(
        """
    service services team area group county district borough city national office crime
    """
    )
)

# "and" between these is within one name.
BOUND = {
    ("police", "crime"), ("police", "community"), ("police", "communities"), ("health", "wellbeing"),
    ("health", "social"), ("health", "safety"), ("fire", "rescue"), ("crime", "disorder"), ("drug", "alcohol"),
    ("drugs", "alcohol"), ("alcohol", "drugs"), ("alcohol", "drug"), ("children", "families"), ("adult", "community"),
}  # fmt: skip

LEAD, SUPPORT = "lead", "support"
LABELS = {
    LEAD: "lead|leads|leading|led by|lead by|lead agency|lead authority|lead partner|lead body|lead officer|owner|"
    "owned by|responsible|lead organisation|joint lead",
    SUPPORT: "support|supports|supporting|supported by|support agency|support agencies|supporting agencies|"
    "supporting partners|supporting authorities|support from|assisted by|assisting|in support|support by",
}
LABELS = {phrase: mark for mark, phrases in LABELS.items() for phrase in _phrases(phrases)}
# Words between two names; those that say so make the next one support.
LINKS = dict.fromkeys(
    _phrases("with|plus|in partnership with|together with|working with|along with|alongside|as well as|jointly with"),
    None,
) | dict.fromkeys(
    _phrases("supported by|with support from|with support of|assisted by|with the support of|in support"), SUPPORT
)
PREPOSITIONS = {"at", "of", "from", "for", "in", "the", "within"}

# Titles and abbreviations that make one think of a kind: suggested, never taken.
HINTS = {
    "police": "bcu|commander|snt|npt|policing|pcso|inspector|constable|sergeant|superintendent|constabulary",
    "fire": "fire|firefighters",
    "commissioner": "commissioner|pcc|opcc",
    "care board": "nhs|ccg|pct|health|gp",
    "probation": "probation|crc|offender",
    "council": "la|council|councillor|housing|environmental|licensing",
    "youth justice": "yot|yos|yjs|youth",
}
HINTS = {word: kind for kind, words in HINTS.items() for word in words.split("|")}
