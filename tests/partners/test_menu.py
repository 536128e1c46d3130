"""The menu: six entries at most, every page in a section, and a notice that is hidden for a session."""

import re

import pytest

from partners.menu import SECTIONS, label_of
from partners.permissions import LANDING
from tests import factories
from tests.access import GET
from tests.access_worlds import an_edition_and_rounds

SECTION_OF = {
    "desk": "Your tasks",
    "my_updates": "Your tasks",
    "round_chase": "Review",
    "criterion_measure": "Review",
    "action_list": "Review",
    "log": "Review",
    "action_update": "Plan",
    "publish": "Plan",
    "plan_import_row": "Plan",
    "record_settle": "Meetings",
    "duty_done": "Meetings",
    "person_end": "People",
    "authority_succeed": "People",
}


def menus(page):
    """The labels of the entries, and those of the pages in the line below them."""
    words = page.content.decode()
    return [
        re.findall("<a [^>]*>([^<]*)</a>", (re.search(f'<nav class="masthead__{part}".*?</nav>', words, re.DOTALL)[0]))
        for part in ("sections", "pages")
    ]


def test_every_page_of_members_belongs_to_a_section():
    names = {name for name, row in GET.items() if row[0] == "in" and 200 in row}
    assert {name for name in names if label_of(name) is None} == set()
    assert {name: label_of(name) for name in SECTION_OF} == SECTION_OF


def test_the_first_page_of_a_role_is_in_the_menu():
    listed = {page.name for section in SECTIONS for page in section.pages}
    assert set(LANDING.values()) <= listed


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("coordinator", ["Your tasks", "Review", "Plan", "Meetings", "People", "Public page"]),
        ("chair", ["Your tasks", "Review", "Plan", "Meetings", "Public page"]),
        ("officer", ["Your tasks", "Review", "Plan", "Meetings", "Public page"]),
        ("observer", ["Review", "Plan", "Meetings", "Public page"]),
    ],
)
@pytest.mark.world.with_args(an_edition_and_rounds)
def test_each_role_is_offered_what_it_may_open(role, entries, here, cast, sign_in):
    client = sign_in(getattr(cast, role))
    page = client.get("/here/review/")
    assert menus(page)[0] == entries
    for section in ("/here/review/", "/here/plan/", "/here/meetings/", "/here/my-actions/"):
        header = client.get(section).content.decode().partition("</header>")[0]
        paths = set(re.findall('<a href="(/here/[^"]*)"', header))
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_a_limited_officer_s_menu_leads_to_their_actions_and_the_public_page(here, sign_in):
    client = sign_in(factories.MembershipFactory(authority=here.police, role="limited_officer").user)
    assert menus(client.get("/here/my-actions/")) == [
        ["Your tasks", "Public page"],
        ["My actions", "My updates", "Questions"],
    ]


def test_a_notice_stays_hidden_until_it_changes_or_its_reader_signs_out(here, cast, sign_in):
    here.partnership.notice = "The figures of May are late."
    here.partnership.save()
    client = sign_in(cast.officer)
    page = client.get("/here/review/").content.decode()
    key = re.search('name="notice" value="([^"]+)"', page)[1]
    back = client.post("/account/notice/", {"notice": key}, HTTP_REFERER="http://testserver/here/review/?by=authority")
    assert back.headers["Location"] == "/here/review/?by=authority"
    for _ in range(2):
        assert "The figures of May" not in client.get("/here/review/").content.decode()
    assert "The figures of May" in sign_in(cast.council_officer).get("/here/review/").content.decode()
    assert client.post("/account/notice/", {}, HTTP_REFERER="https://evil.example/").headers["Location"] == "/"
