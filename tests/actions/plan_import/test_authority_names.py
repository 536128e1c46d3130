"""Who leads, from the words of a cell: several partnerships, and every way to name them that we have seen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.plan_import.reading.authority_names import named, read_leads, suggestions, unknown_names
from actions.plan_import.reading.authority_roster import Roster, name_key, tokens_of
from actions.plan_import.reading.authority_words import NOTHING
from partners.models import Authority


def roster(*names):
    return [Authority(pk=pk, name=name, short_name=short) for pk, (name, short) in enumerate(names, 1)]


WESTMERE = roster(
    ("Westmere District Council", "Westmere DC"),
    ("Caldshire Constabulary", "Police"),
    ("Caldshire County Council", "CCC"),
    ("Caldshire Fire and Rescue Service", "CFRS"),
    ("Caldshire Integrated Care Board", "ICB"),
    ("Caldshire Probation Service", "Probation"),
)
NORTH_HERTS = roster(
    ("Hertfordshire Constabulary / North Hertfordshire", "Constabulary"),
    ("Hertfordshire Police Authority / North Hertfordshire", "Police Authority"),
    ("North Hertfordshire District Council", "District Council"),
    ("Hertfordshire County Council", "County Council"),
    ("North Hertfordshire Fire & Rescue Service", "Fire & Rescue"),
    ("East and North Hertfordshire Primary Care Trust", "Primary Care Trust"),
)
UNITARY = roster(
    ("Fenton City Council", "FCC"),
    ("Mid Fenshire Police", "Police"),
    ("Police and Crime Commissioner for Mid Fenshire", "OPCC"),
    ("Health and Wellbeing Board", "Health"),
    ("Meadowgate Homes", "Meadowgate"),
    ("NHS Mid Fenshire Integrated Care Board", "NHS"),
)

# Words, who leads and who supports (short names), whether words are kept, and which names are asked about.
CELLS_OF_WESTMERE = [
    ("Police and Crime Commissioner", "", True, "Police and Crime Commissioner"),
    ("Office of the Police & Crime Commissioner", "", True, "Office of the Police & Crime Commissioner"),
    ("OPCC", "", True, "OPCC"),
    ("Fire and Rescue Service", "CFRS", False, ""),
    ("Fire & Rescue", "CFRS", False, ""),
    ("Caldshire Police\nWestmere DC", "Police,Westmere DC", False, ""),
    ("Westmere DC, Probation Service", "Westmere DC,Probation", False, ""),
    ("Westmere DC (Housing)", "Westmere DC", True, ""),
    ("Westmere DC Community Safety", "Westmere DC", True, ""),
    ("CCC Schools", "CCC", True, ""),
    ("CCC Community Safety", "CCC", True, ""),
    ("CCC (Highways)", "CCC", True, ""),
    ("Public Health (CCC)", "CCC", True, ""),
    ("Trading Standards (CCC)", "CCC", True, ""),
    ("Youth Justice & Community Safety Team", "", True, "Youth Justice & Community Safety Team"),
    ("Mental Health Trust", "", True, "Mental Health Trust"),
    ("Health and Wellbeing Board", "", True, "Health and Wellbeing Board"),
    ("N/A", "", False, ""),
    ("TBC", "", False, ""),
    ("-", "", False, ""),
    ("", "", False, ""),
    ("To be agreed", "", False, ""),
    ("All partners", "", True, ""),
    ("All", "", True, ""),
    ("CSP", "", True, ""),
    ("JAG chair", "", True, ""),
    ("Joint Action Group", "", True, ""),
    ("Partnership chair / Constabulary", "Police", True, ""),
    ("Police / Fire", "Police,CFRS", False, ""),
    ("Lead: Police", "Police", False, ""),
    ("Lead: Police; support: Westmere DC", "Police,Westmere DC", False, ""),
    ("Support: Westmere DC; lead: Police", "Police,Westmere DC", False, ""),
    ("WDC (lead), Police", "Westmere DC,Police", False, ""),
    ("Police (support), WDC (lead)", "Westmere DC,Police", False, ""),
    ("Led by WDC with Police", "Westmere DC,Police", False, ""),
    ("Lead: Brightpath; support: Police", ",Police", True, "Brightpath"),
    ("Chief Inspector (Police) with Westmere DC", "Police,Westmere DC", True, ""),
    ("Firearms Licensing", "", True, "Firearms Licensing"),
    ("Licensing", "", True, "Licensing"),
    ("Police licensing", "Police", True, ""),
    ("Police Inspector / Youth Service", "Police", True, "Youth Service"),
    ("Probation  Service ", "Probation", False, ""),
    ("Westmere", "Westmere DC", True, ""),
    ("Caldshire", "", True, "Caldshire"),
    ("Health", "", True, "Health"),
    ("Police Federation", "", True, "Police Federation"),
    ("Caldshire Police Federation", "", True, "Caldshire Police Federation"),
    ("British Transport Police", "", True, "British Transport Police"),
    ("Fenshire Police", "", True, "Fenshire Police"),
    ("Fenshire County Council", "", True, "Fenshire County Council"),
    ("North Westmere DC", "", True, "North Westmere DC"),
    ("Westmere District Council for Voluntary Service", "", True, "Westmere District Council for Voluntary Service"),
    ("Westmere Voluntary Action", "", True, "Westmere Voluntary Action"),
    ("Westmere Churches", "", True, "Westmere Churches"),
    ("Caldshire Constabulary, WDC & Meadowgate Homes", "Police,Westmere DC", True, "Meadowgate Homes"),
    ("CPS", "", True, "CPS"),
    ("Council", "", True, "Council"),
    ("WDC/CCC/ICB", "Westmere DC,CCC,ICB", False, ""),
    ("Police, Fire and Probation", "Police,CFRS,Probation", False, ""),
    ("Police and Community Group", "", True, "Police and Community Group"),
    ("Police and partners", "Police", True, ""),
    ("Insp Smith, Police", "Police", True, ""),
    ("TBC (Police?)", "Police", True, ""),
    ("Housing at Westmere DC", "Westmere DC", True, ""),
    ("Head of Housing, WDC", "Westmere DC", True, ""),
    ("Chief Fire Officer", "", True, "Chief Fire Officer"),
    ("Constabulary + WDC", "Police,Westmere DC", False, ""),
    ("• Police\n• WDC", "Police,Westmere DC", False, ""),
    ("Caldshire ICB", "ICB", False, ""),
]
CELLS_OF_NORTH_HERTS = [
    ("NHDC", "District Council", False, ""),
    ("Herts Police", "Constabulary", False, ""),
    ("Police", "Constabulary", False, ""),
    ("Hertfordshire Constabulary / North Hertfordshire", "Constabulary", False, ""),
    ("Hertfordshire\nConstabulary", "Constabulary", False, ""),
    ("Herts Constabulary – Neighbourhood Policing Team", "Constabulary", True, ""),
    ("Police Authority", "Police Authority", False, ""),
    ("Herts Police Authority", "Police Authority", False, ""),
    ("North Herts DC", "District Council", False, ""),
    ("N.H.D.C.", "District Council", False, ""),
    ("HCC", "County Council", False, ""),
    ("Trading Standards (HCC)", "County Council", True, ""),
    ("District Council Env Health", "District Council", True, ""),
    ("Borough Council Env Health", "", True, "Borough Council Env Health"),
    ("North Hertfordshire", "", True, "North Hertfordshire"),
    ("North Herts Homes", "", True, "North Herts Homes"),
    ("PCT", "Primary Care Trust", False, ""),
    ("East and North Hertfordshire PCT", "Primary Care Trust", False, ""),
    ("Fire & Rescue and PCT", "Fire & Rescue,Primary Care Trust", False, ""),
    ("NHDC - Police", "District Council,Constabulary", False, ""),
    ("Police supported by NHDC", "Constabulary,District Council", False, ""),
    ("BCU Commander", "", True, "BCU Commander"),
    ("PCC", "", True, "PCC"),
    ("LA", "", True, "LA"),
    ("SNT", "", True, "SNT"),
    ("YOT/YJS", "", True, "YOT,YJS"),
    ("NHS", "", True, "NHS"),
    ("Community Safety Team", "", True, "Community Safety Team"),
    ("Hertfordshire Constablary", "", True, "Hertfordshire Constablary"),
]
CELLS_OF_UNITARY = [
    ("Police and Crime Commissioner", "OPCC", False, ""),
    ("PCC", "OPCC", False, ""),
    ("Office of the Police & Crime Commissioner", "OPCC", False, ""),
    ("Health and Wellbeing Board", "Health", False, ""),
    ("Health", "Health", False, ""),
    ("Health visitors", "", True, "Health visitors"),
    ("Health and Safety Executive", "", True, "Health and Safety Executive"),
    ("Mental Health Trust", "", True, "Mental Health Trust"),
    ("Council", "FCC", False, ""),
    ("the council", "FCC", False, ""),
    ("Meadowgate / Police", "Meadowgate,Police", False, ""),
    ("Mid Fenshire ICB", "NHS", False, ""),
]
CELLS = [
    pytest.param(authorities, *cell, id=cell[0] or "empty")
    for authorities, cells in (
        (WESTMERE, CELLS_OF_WESTMERE),
        (NORTH_HERTS, CELLS_OF_NORTH_HERTS),
        (UNITARY, CELLS_OF_UNITARY),
    )
    for cell in cells
]


def as_cell(leads):
    names = [str(leads.lead or ""), *map(str, leads.supporting)]
    return ",".join(names), bool(leads.words), ",".join(leads.unknown)


@pytest.mark.parametrize(("authorities", "text", "meant", "kept", "asked"), CELLS)
def test_a_cell_says_who_leads_and_the_rest_is_kept_or_asked(authorities, text, meant, kept, asked):
    leads = read_leads(text, authorities)
    assert as_cell(leads) == (meant, kept, asked)
    assert leads.words in ("", text.strip())


@pytest.mark.parametrize(("authorities", "text", "meant", "kept", "asked"), CELLS)
def test_case_spaces_and_the_order_of_the_authorities_change_nothing(authorities, text, meant, kept, asked):
    spaced = re.sub(" ", "  ", text)
    for variant in (spaced, f" {text} ", text.upper(), text.lower(), text.replace(" & ", " and ")):
        leads = read_leads(variant, authorities[::-1])
        assert as_cell(leads)[:2] == (meant, kept)
        assert [name_key(name) for name in leads.unknown] == [name_key(name) for name in asked.split(",") if name]


@pytest.mark.parametrize(("authorities", "text", "meant", "kept", "asked"), CELLS)
def test_an_unrelated_authority_changes_no_answer(authorities, text, meant, kept, asked):
    others = [
        Authority(pk=90, name="Zedborough Ambulance Alliance", short_name="Ambulances"),
        Authority(pk=91, name="Yarrow Waterways", short_name="Waterways"),
    ]
    assert as_cell(read_leads(text, [*others, *authorities])) == (meant, kept, asked)


WORDS = """Police Fire Westmere Caldshire DC CCC Council County District Health Board and & / , ; ( ) with lead support:
Federation Team Housing of the Rescue Service Crime Commissioner Probation ICB – x"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])
LINKS = "and with lead support supports supporting supported by in of the from leads led"


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=40))
def test_each_word_is_in_the_name_of_an_authority_or_kept(text):
    leads = read_leads(text, WESTMERE)
    if leads.words:
        assert leads.words == text.strip()
        return
    said = set(LINKS.split()) | (set(tokens_of(text)) if name_key(text) in NOTHING else set())
    for tokens, found in ROSTER.aliases.items():
        if {alias.authority.pk for alias in found} & {a.pk for a in [leads.lead, *leads.supporting] if a}:
            said |= set(tokens)
    assert set(tokens_of(text)) <= said


ROSTER = Roster(WESTMERE)


ONE_WORD = sorted({tokens[0] for tokens in ROSTER.aliases if len(tokens) == 1})


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=4), st.sampled_from(ONE_WORD), st.booleans())
def test_part_of_a_word_is_never_an_authority(letters, name, before):
    word = letters + name if before else name + letters
    if word not in ONE_WORD:
        leads = read_leads(f"{word} / Brightpath", ROSTER)
        assert (leads.lead, leads.supporting, leads.words) == (None, [], f"{word} / Brightpath")


def test_a_choice_that_was_made_for_a_name_is_remembered_also_that_it_is_nobody():
    known = {name_key("Youth Justice & Community Safety Team"): 3, "police": None, "gone": 77}
    chosen = read_leads("Youth Justice and Community Safety Team / WDC / Police", WESTMERE, known=known)
    assert as_cell(chosen) == ("CCC,Westmere DC", True, "")
    assert read_leads("Gone", WESTMERE, known=known).unknown == ["Gone"]


def test_each_unknown_name_is_asked_about_once():
    texts = ["OPCC", "opcc / Police", "Brightpath & WDC", "N/A", "OPCC"]
    assert unknown_names(texts, WESTMERE) == {"opcc": "OPCC", "brightpath": "Brightpath"}
    assert unknown_names(texts, WESTMERE, {"opcc": None}) == {"brightpath": "Brightpath"}


def test_two_authorities_with_one_short_name_are_asked_about_and_suggested():
    two = roster(("Eastshire Police", "Police"), ("Westshire Police", "Police"))
    assert as_cell(read_leads("Police", two)) == ("", True, "Police")
    assert suggestions("Police", two) == two
    assert as_cell(read_leads("Westshire Police", two)) == ("Police", False, "")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Hertfordshire Constablary", "Constabulary"),
        ("Distrct Council", "District Council"),
        ("BCU Commander", "Constabulary"),
        ("Chief Fire Officer", "Fire & Rescue"),
    ],
)
def test_like_names_and_titles_are_suggested(name, first):
    assert str(suggestions(name, NORTH_HERTS)[0]) == first


def test_what_is_like_nobody_suggests_nobody():
    assert suggestions("Pubwatch", NORTH_HERTS) == []


def test_names_of_a_cell_are_shown_with_whom_they_mean():
    police, _, council = NORTH_HERTS[:3]
    assert named("Police / NHDC, Brightpath", Roster(NORTH_HERTS)) == [
        ("Police", police),
        ("NHDC", council),
        ("Brightpath", None),
    ]
