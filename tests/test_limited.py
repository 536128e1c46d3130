"""A limited officer reads what the public reads and, in full, the actions of their authority: nothing else anywhere.

A secret is planted in every private text there is, then a charity comes with an action of its own, and its officer
opens every address and sends every form. What may be opened is listed here; an address that is not listed is closed.
"""

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.urls import reverse

from actions.decided_changes.apply import apply
from actions.meetings.db_lock import lock, unlock
from actions.meetings.papers import PackPaper
from actions.models import Action, ActionPartner, Evidence
from actions.reporting.evidence import attach, delete_on_failure
from partners.immutable_tables import lifted
from partners.models import Invitation, Membership
from partners.permissions import LANDING, Role

from . import factories
from .access import ACCOUNT, BUTTON, GET, OPEN, PEOPLE_BUTTON, POST
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .page_forms import Page
from .planting import freeze_again
from .test_privacy import plant, private_fields, secret, secrets_in, text_of
from .worlds import member, report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.world.with_args(everybody_s_business, files_and_requests, an_edition_and_rounds),
]

# Pages of members that a limited officer may open; of these, those of one thing only if it is theirs.
OPENS = {
    "my_actions", "my_updates", "lead_officers", "spreadsheet", "spreadsheet_download", "spreadsheet_upload",
    "delivered", "inbox",
}  # fmt: skip
OF_ONE = {
    "action_detail", "action_update", "action_undo", "evidence", "challenge_answer",
    "question_detail", "question_draft",
}  # fmt: skip
UNPUBLISHED = "Zqunpublished"


@pytest.fixture
def charity(here, cast):
    """The Charity leads one action and supports one of the Constabulary's; all that is others' is a secret, or is not
    published.
    """
    factories.ActionFactory(priority=here.priority, wording=UNPUBLISHED, lead=here.police, private=True)
    report(here.action, cast.officer, authority=here.police, happened="x", achieved="x", next="x")
    _plant_everything()
    charity = factories.AuthorityFactory(partnership=here.partnership, name="The Charity", kind="co-operating")
    led = factories.ActionFactory(priority=here.priority, wording="Sit with victims", lead=charity)
    supported = factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.police)
    ActionPartner.objects.create(action=supported, authority=charity)
    here.charity, here.led, here.supported = charity, led, supported
    here.limited = member(charity, Role.LIMITED, "Limited officer")
    here.full = member(charity, Role.OFFICER, "Officer of the Charity")
    report(supported, here.full, happened="The lamps are ordered", authority=charity)
    return here


def _plant_everything():
    """Put a secret into every private text; packs and minutes are frozen anew from what they were made of."""
    with lifted():
        unlock(connection)
        for model, field in private_fields():
            if field.name != "payload":
                _plant(model, field)
        freeze_again()
        lock(connection)


def _plant(model, field):
    try:
        with transaction.atomic():
            plant(model, field)
    except IntegrityError:  # where it has to be empty in some rows
        value = Value(secret(model, field))
        model._base_manager.exclude(**{field.name: ""}).update(**{field.name: value})


def leaks_in(response):
    text = (
        text_of(response) if not response.streaming else b"".join(response.streaming_content).decode(errors="replace")
    )
    return secrets_in(text) | ({UNPUBLISHED} if UNPUBLISHED in text else set())


def everywhere(here):
    """{name: path} of every address of members."""
    names = {name for name, row in GET.items() if row != OPEN and row[0] == "in"}
    return {name: address(name, here) for name in sorted(names)}


def test_no_word_of_another_authority_is_on_any_page_and_none_but_the_listed_opens(charity, sign_in):
    client = sign_in(charity.limited)
    found = {name: client.get(path) for name, path in everywhere(charity).items()}
    assert {name: leaks for name, response in found.items() if (leaks := leaks_in(response))} == {}
    pages = {name for name in found if GET[name] not in (BUTTON, PEOPLE_BUTTON)}
    opened = {name for name in pages if found[name].status_code not in (403, 404, 405)}
    assert opened == OPENS
    # Others' own action, evidence and challenge are not found, or not theirs to answer.
    assert {found[name].status_code for name in OF_ONE} <= {403, 404, 405}
    assert "You cannot open this page" in found["review"].content.decode()
    # On public pages they read what anybody reads. A calendar belongs to whoever has its address.
    names = {name for name, row in GET.items() if row == OPEN} - {"calendar_feed"}
    public, anybody = (
        {name: reader.get(address(name, charity)) for name in names} for reader in (client, sign_in(None))
    )
    assert {name: leaks_in(public[name]) for name in names} == {name: leaks_in(anybody[name]) for name in names}
    assert found["my_actions"].status_code == public["summary"].status_code == 200


def test_the_same_search_finds_what_another_officer_of_the_charity_reads(charity, sign_in):
    """So the secrets are there to be found."""
    client = sign_in(charity.full)
    expected = {"plan_detail", "action_detail", "log", "meeting_detail", "meeting_minutes", "plan_file", "history"}
    expected |= {"action_list", "action_list_file", "update_list", "meeting_pack", "meeting_run"}
    leaking = {name for name, path in everywhere(charity).items() if name in expected and leaks_in(client.get(path))}
    assert leaking == expected


def test_no_form_is_taken_but_of_their_own(charity, sign_in):
    client = sign_in(charity.limited)
    paths = {name: address(name, charity) for name, row in POST.items() if row[0] == "in"}
    answers = {name: client.post(path, {"why": "x", "text": "x", "happened": "x"}) for name, path in paths.items()}
    taken = {name for name, answer in answers.items() if answer.status_code not in (403, 404, 405)}
    assert taken <= {"my_updates", "lead_officers", "spreadsheet_upload", "spreadsheet_save"}
    assert {name: leaks for name, answer in answers.items() if (leaks := leaks_in(answer))} == {}


def test_their_own_actions_are_read_in_full_and_reported(charity, sign_in):
    client = sign_in(charity.limited)
    page = client.get("/here/my-actions/").content.decode()
    assert ("Sit with victims" in page, "Light the park" in page, "The lamps are ordered" in page) == (True, True, True)
    own = client.get(reverse("action_detail", args=["here", charity.supported.pk]))
    assert (own.status_code, "The lamps are ordered" in own.content.decode(), leaks_in(own)) == (200, True, set())
    sent = client.post(
        reverse("action_update", args=["here", charity.led.pk]),
        {"seen": "none", "status": "on_track", "happened": "Two visits"},
    )
    assert (sent.status_code, charity.led.updates.get().happened) == (302, "Two visits")
    with delete_on_failure():
        attach(charity.led.updates.get(), by=charity.limited, links=[("https://example.org/", "x")], uploads=[])
    assert Evidence.objects.of_action(charity.led.pk).exists()
    past = client.get(reverse("action_detail", args=["here", charity.action.pk]) + "?at=2009-06-14")
    assert past.status_code == 404


def test_no_link_of_their_pages_leads_to_one_that_is_not_open_to_them(charity, cast, sign_in):
    path = reverse("action_detail", args=["here", charity.led.pk])
    changes = [{"due_on": date(2010, 3, 31)}, {"wording": "Sit with all victims"}]
    first, _ = (
        factories.RecordFactory(
            meeting=charity.meeting,
            kind="decision",
            by=cast.chair,
            change={"kind": "change", "action": charity.led} | of,
        ).change
        for of in changes
    )
    apply(first, by=cast.coordinator)
    asked = {"kind": "challenge", "challenged": charity.charity, "action": charity.led}
    challenge = factories.RecordFactory(meeting=charity.meeting, **asked)
    client = sign_in(charity.limited)
    page = client.get(path).content.decode()
    assert "wording becomes “Sit with all victims”" in page
    assert "Decided by the" in page
    pages = [page, *(text_of(client.get(address(name, charity))) for name in sorted(OPENS))]
    links = {link for page in pages for link in Page(page).links if link.startswith("/here/")}
    assert reverse("challenge_answer", args=["here", challenge.pk]) in links
    assert [link for link in links if client.get(link).status_code == 403] == []


def test_what_a_page_is_kept_for_one_of_them_is_not_shown_to_the_other(charity, sign_in):
    path = reverse("action_detail", args=["here", charity.led.pk])
    meeting = charity.meeting
    factories.RecordFactory(meeting=meeting, kind="note", action=charity.led, text="Zqsaid", by=charity.full)
    for reader, reads in [(charity.full, True), (charity.limited, False), (charity.full, True)]:
        assert ("Zqsaid" in sign_in(reader).get(path).content.decode()) is reads


def test_no_paper_and_no_calendar_goes_to_them(charity, sign_in):
    meeting = charity.to_come
    for user in (charity.limited, charity.full):
        meeting.group.members.create(authority=charity.charity, user=user)
    sent, left_out = PackPaper().recipients(meeting)
    told = {recipient.user for recipient in sent}
    assert (charity.full in told, charity.limited in told) == (True, False)
    assert charity.limited in {unreachable.seat.user for unreachable in left_out}
    assert "minutes of a meeting" not in sign_in(charity.limited).get("/account/emails/").content.decode()
    calendar = factories.CalendarFactory(user=charity.limited, partnership=charity.partnership)
    feed = reverse("calendar_feed", args=["here", calendar.pk, calendar.signature])
    assert sign_in(None).get(feed).status_code == 404
    Membership.objects.filter(user=charity.limited).update(role=Role.OFFICER)
    assert sign_in(None).get(feed).status_code == 200


def test_only_somebody_of_a_co_operating_body_is_made_one(charity, cast, sign_in):
    cast.coordinator.refresh_from_db()
    client = sign_in(cast.coordinator)
    form = {"name": "Ann", "email": "ann@example.org", "authority": charity.police.pk, "role": Role.LIMITED}
    page = client.post("/here/people/invite/", form)
    assert "is not a co-operating body: limited officers are only for those" in str(page.context["form"].errors["role"])
    assert client.post("/here/people/invite/", form | {"authority": charity.charity.pk}).status_code == 302
    assert Invitation.objects.get(email="ann@example.org").role == Role.LIMITED
    membership = charity.full.memberships.get()
    assert client.post(f"/here/people/{membership.pk}/role/", {"role": Role.LIMITED}).status_code == 302
    answer = sign_in(charity.full).get("/")
    assert (answer.status_code, answer.url, LANDING[Role.LIMITED]) == (302, "/here/my-actions/", "my_actions")


def test_their_own_account_tells_them_of_themselves_alone(charity, sign_in):
    client = sign_in(charity.limited)
    pages = {name: client.get(address(name, charity)) for name in ACCOUNT if name.startswith("my_data")}
    assert {name: leaks_in(page) for name, page in pages.items()} == {name: set() for name in pages}
    assert (mail.outbox, Action.objects.filter(lead=charity.charity).count()) == ([], 1)
