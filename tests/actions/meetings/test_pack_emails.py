"""The pack goes to the members: what was shown is what goes, to each once, and what they read stays what they read."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from actions.meetings.pack import pack_of
from actions.meetings.proceedings import begin
from actions.meetings.sending import PACK, CannotBeSent, TooLate, send_paper
from actions.models import Pack, PaperLetter, Sending
from partners.models import Meeting
from partners.permissions import Role
from plans.changes.describe import changes
from plans.outline.build import PARTNERSHIP, outline
from plans.status import Status
from tests import factories
from tests.post import text_of
from tests.worlds import MONDAY, member

from .packs import ADDRESSES, SITE, TOKEN, filled_in, go, path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_url")]


# What is shown, and what goes


def test_the_page_shows_the_letter_and_who_gets_it_and_names_who_does_not(coming, cast, coordinator, office):
    page = coordinator.get(path(coming))
    assert sorted(each.address for each, _ in page.context["letters"]) == sorted(ADDRESSES)
    text = page.content.decode()
    for sentence in (
        "Mr Post, The Fire Service: has no e-mail address",
        "Officer Next Door, The Fire Service: may not read it here",
        "grey@trust.example.org · has no account: with the PDF attached",
        "Send to 3 people",
    ):
        assert text.count(sentence) == 1, sentence
    assert (office.accepted, Pack.objects.count(), Sending.objects.count()) == ([], 0, 0)


@pytest.mark.slow
def test_what_is_shown_is_what_goes_to_each_member_once_with_the_senders_words_above_it(
    coming, cast, coordinator, office
):
    previews = {each.address: message for each, message in coordinator.get(path(coming)).context["letters"]}
    page = coordinator.post(path(coming), filled_in(coordinator, coming, introduction="We begin at ten."), follow=True)
    assert page.redirect_chain == [(path(coming, "pack/"), 302)]
    assert "Pack 1 was sent to 3 people." in page.content.decode()
    assert sorted(address for address, _ in office.accepted) == sorted(ADDRESSES)
    for address, message in office.delivered:
        above, _, rest = text_of(message).partition("\n\nDear ")
        assert above == "Coordinator writes:\n\nWe begin at ten."
        assert f"Dear {rest}".split() == previews[address].body.split()
        assert (
            message["Subject"]
            == previews[address].subject
            == "Pack for Responsible Authority Group, Monday 29 June 2009"
        )
    coming.refresh_from_db()
    assert (coming.state, coming.packs.get().by) == (Meeting.State.READY, cast.coordinator)


@pytest.mark.slow
def test_the_letter_says_when_and_where_and_what_changed_and_leads_to_this_very_pack(
    coming, here, cast, coordinator, office, report
):
    report(here.action, cast.officer, Status.OFF_TRACK)
    contents = pack_of(coming)
    go(coming, cast.coordinator)
    text = text_of(dict(office.delivered)[cast.chair.email])
    for part in (
        "When: Monday 29 June 2009, 10:00",
        "Where: Council Offices",
        f"Since the last meeting, on 15 June 2009: {contents['changes']['sentence']}.",
        "1. Matters arising\n2. The plan",
        f"{SITE}{path(coming, 'pack/')}?number=1",
        f"{SITE}{path(coming, 'pack.pdf')}?number=1",
    ):
        assert text.count(part) == 1, part


@pytest.mark.slow
def test_who_has_no_sign_in_gets_the_pack_itself_and_no_link_and_the_others_the_link_alone(coming, cast, office):
    go(coming, cast.coordinator)
    for address, message in office.delivered:
        files = [part.get_content() for part in message.iter_attachments()]
        links = text_of(message).count(f"{SITE}/")
        assert (address, len(files), links) == (address, *((1, 0) if "grey" in address else (0, 2)))
    [file] = dict(office.delivered)["grey@trust.example.org"].iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("here-pack-2009-06-29.pdf", "application/pdf")
    reader = PdfReader(BytesIO(file.get_content()))
    assert reader.metadata.title == "Pack 1 for the Responsible Authority Group, 29 June 2009"


@pytest.mark.slow
def test_a_person_on_two_seats_gets_one_letter_and_a_user_under_a_bare_address_is_the_user(
    coming, group, here, cast, office
):
    group.members.create(authority=here.fire, user=cast.chair)
    group.members.create(authority=here.council, name="F. O.", email=cast.fire_officer.email.upper())
    by_address = {each.address: each for each in PACK.recipients(coming)[0]}
    assert [a.short_name for a in by_address[cast.chair.email].authorities] == ["Fire", "Council"]
    assert by_address[cast.fire_officer.email].user == cast.fire_officer
    go(coming, cast.coordinator)
    assert sorted(office.addresses) == sorted([*ADDRESSES, cast.fire_officer.email])


@pytest.mark.slow
def test_the_senders_words_are_shown_in_the_letter_before_it_goes(coming, coordinator, office):
    page = coordinator.post(path(coming), filled_in(coordinator, coming, introduction="We begin at ten.", look="1"))
    assert all("Coordinator writes:\n\nWe begin at ten." in message.body for _, message in page.context["letters"])
    assert (page.context["form"]["introduction"].value(), office.accepted) == ("We begin at ten.", [])


# Once


@pytest.mark.slow
def test_a_button_pressed_twice_sends_one_pack_and_one_letter_each(coming, coordinator, office):
    form = filled_in(coordinator, coming)
    answers = [coordinator.post(path(coming), form).status_code for _ in range(2)]
    assert (answers, Pack.objects.count(), len(office.accepted)) == ([302, 302], 1, 3)


@pytest.mark.slow
def test_two_coordinators_who_press_one_after_the_other_send_one_pack(coming, cast, coordinator, sign_in, office):
    chair = sign_in(cast.chair)
    forms = [filled_in(client, coming) for client in (coordinator, chair)]
    assert coordinator.post(path(coming), forms[0]).status_code == 302
    page = chair.post(path(coming), forms[1] | {"because": "Me too", "introduction": "Mine"})
    text = page.content.decode()
    assert ("or somebody sent the pack. Look again" in text, "Me too" in text, "Mine" in text) == (True,) * 3
    assert (Pack.objects.count(), len(office.accepted)) == (1, 3)


# When it cannot go


@pytest.mark.slow
@pytest.mark.parametrize("what", ["the plan", "the members", "the agenda", "the place"])
def test_what_changed_while_the_sender_was_reading_is_shown_first(
    what, coming, group, here, cast, coordinator, office, report
):
    form = filled_in(coordinator, coming, introduction="We begin at ten.")
    if what == "the plan":
        report(here.action, cast.officer, Status.OFF_TRACK)
    elif what == "the members":
        group.members.filter(name="Dr Grey").delete()
    elif what == "the agenda":
        coming.agenda.create(position=3, title="The budget")
    else:
        Meeting.objects.filter(pk=coming.pk).update(place="The Spirella Building")
    page = coordinator.post(path(coming), form)
    text = page.content.decode()
    assert ("Look again, then send." in text, "We begin at ten." in text) == (True, True)
    assert (office.accepted, Pack.objects.count()) == ([], 0)
    assert coordinator.post(path(coming), form | {"seen": page.context["seen"]}).status_code == 302


@pytest.mark.slow
def test_a_meeting_without_an_agenda_or_without_members_sends_none(coming, group, cast, coordinator):
    coming.agenda.all().delete()
    assert "The meeting needs an agenda first." in coordinator.get(path(coming)).content.decode()
    with pytest.raises(CannotBeSent):
        send_paper(PACK, coming, by=cast.coordinator, token=TOKEN)
    coming.agenda.create(position=1, title="The plan")
    group.members.all().delete()
    page = coordinator.get(path(coming)).content.decode()
    assert ("There is nobody to send the pack to." in page, "Send to" in page) == (True, False)
    with pytest.raises(CannotBeSent):
        send_paper(PACK, coming, by=cast.coordinator, token=TOKEN)
    assert Pack.objects.count() == 0


@pytest.mark.slow
def test_a_meeting_that_has_begun_sends_none(coming, cast, coordinator, office):
    form = filled_in(coordinator, coming)
    begin(coming, by=cast.chair)
    for page in (coordinator.get(path(coming)), coordinator.post(path(coming), form)):
        assert "The meeting has begun, so no other pack is sent." in page.content.decode()
    with pytest.raises(TooLate):
        send_paper(PACK, coming, by=cast.coordinator, token=TOKEN)
    assert (office.accepted, [pack.why for pack in coming.packs.all()]) == ([], ["begun"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "fields", [{"token": "x"}, {"token": ""}, {"seen": ""}, {"introduction": "\x01"}, {"introduction": "x" * 1001}]
)
def test_a_form_that_was_tampered_with_sends_nothing(fields, coming, coordinator, office):
    page = coordinator.post(path(coming), filled_in(coordinator, coming, **fields))
    assert (page.status_code, "There is a problem" in page.content.decode()) == (200, True)
    assert (office.accepted, Pack.objects.count()) == ([], 0)


@pytest.mark.parametrize("role", ["observer", "officer", "council_officer", "stranger"])
def test_who_does_not_run_meetings_neither_sees_nor_sends(role, coming, cast, sign_in, coordinator, office):
    form = filled_in(coordinator, coming)
    client = sign_in(getattr(cast, role))
    expected = 404 if role == "stranger" else 403
    assert [client.get(path(coming)).status_code, client.post(path(coming), form).status_code] == [expected] * 2
    assert (office.accepted, Pack.objects.count()) == ([], 0)


# What was sent


@pytest.mark.slow
def test_a_second_pack_says_why_it_replaces_the_first_and_both_stay_to_be_read(
    coming, cast, coordinator, sign_in, office, report, here
):
    coordinator.post(path(coming), filled_in(coordinator, coming))
    report(here.action, cast.officer, Status.OFF_TRACK)
    form = filled_in(coordinator, coming)
    page = coordinator.post(path(coming), form)
    assert page.content.decode().count("Enter why it replaces the one before") == 2
    coordinator.post(path(coming), form | {"because": "The figures\nfor May came in"})
    newest = dict(office.accepted[3:])
    assert sorted(newest) == sorted(ADDRESSES)
    assert (
        "This is pack 2 for the Responsible Authority Group. It replaces the earlier pack:\n\n"
        "The figures\nfor May came in\n" in text_of(newest[cast.chair.email])
    )
    assert newest[cast.chair.email]["Subject"] == "Pack 2 for Responsible Authority Group, Monday 29 June 2009"
    observer = sign_in(cast.observer)
    text = observer.get(path(coming, "pack/")).content.decode()
    assert "It replaced the pack before, because: The figures<br>for May came in" in text
    assert text.count("sent by Coordinator") == 2
    first, second = (observer.get(path(coming, f"pack/?number={n}")).context for n in (1, 2))
    assert [first["pack"]["outline"]["tally"], second["pack"]["outline"]["tally"]] == [
        pack.contents["outline"]["tally"] for pack in coming.packs.all()
    ]
    assert first["pack"]["outline"]["tally"] != second["pack"]["outline"]["tally"]


@pytest.mark.slow
def test_what_members_read_stays_what_they_read(coming, here, cast, coordinator, sign_in, office, report):
    report(here.action, cast.officer, Status.ON_TRACK, happened="Forty locks are fitted")
    coordinator.post(path(coming), filled_in(coordinator, coming))
    observer = sign_in(cast.observer)
    pages = ("pack/?number=1", "pack.pdf?number=1")

    def read():
        pages_now = [observer.get(path(coming, page)).content for page in pages]
        return [main_of(pages_now[0].decode()), pages_now[1], coming.packs.get(number=1).payload]

    before = read()
    assert "Forty locks are fitted" in before[0]
    report(here.action, cast.officer, Status.OFF_TRACK, happened="The locks were stolen")
    here.action.wording = "Fit the very best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    coming.agenda.create(position=3, title="The budget")
    Meeting.objects.filter(pk=coming.pk).update(place="Elsewhere", starts_at=MONDAY + timedelta(weeks=3))
    coming.group.name = "Another name"
    coming.group.save()
    assert read() == before
    now = main_of(observer.get(path(coming, "pack/?number=now")).content.decode())
    assert ("Fit the very best locks" in now, "The locks were stolen" in now) == (True, True)


def main_of(page):
    """What stands in the page's main part."""
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.slow
def test_history_says_who_sent_it_and_why(coming, cast, coordinator, office):
    coordinator.post(path(coming), filled_in(coordinator, coming, introduction="We begin at ten."))
    coordinator.post(path(coming), filled_in(coordinator, coming, because="The figures came in"))
    rows = [(row.history_user, row.history_change_reason) for row in Sending.history.order_by("history_id")]
    assert rows == [
        (cast.coordinator, "The pack was sent to the members"),
        (cast.coordinator, "The figures came in"),
    ]
    page = coordinator.get(f"/here/history/meeting/{coming.pk}/").content.decode()
    assert page.count("The figures came in") >= 1


@pytest.mark.slow
def test_addresses_and_what_the_mail_server_said_are_the_runners_business(coming, cast, coordinator, sign_in, office):
    office.refuses.add("grey@trust.example.org")
    coordinator.post(path(coming), filled_in(coordinator, coming))
    pages = [client.get(path(coming, "pack/")).content.decode() for client in (coordinator, sign_in(cast.observer))]
    assert [page.count("Dr Grey: refused by the mail server") for page in pages] == [1, 1]
    assert [page.count("550 5.1.1") for page in pages] == [1, 0]
    assert [page.count("grey@trust.example.org") > 0 for page in pages] == [True, False]


# What it says


@pytest.mark.slow
def test_the_since_part_is_what_changes_says_of_the_two_outlines(coming, here, cast, office, report):
    last = Meeting.objects.exclude(pk=coming.pk).get(group=coming.group)
    report(here.action, cast.officer, Status.OFF_TRACK)
    factories.ActionFactory(priority=here.priority, wording="Light the alley", lead=here.fire)
    here.hallmark_action.delete()
    sent = go(coming, cast.coordinator)
    newer = outline(here.plan, audience=PARTNERSHIP, as_at=sent.pack.contents["made_at"])
    older = outline(here.plan, audience=PARTNERSHIP, as_at=last.started_at)
    assert sent.pack.contents["since"]["held_at"] == last.started_at
    assert sent.pack.contents["changes"] == changes(older, newer)
    assert changes(older, newer)["groups"] != []


@pytest.mark.slow
@pytest.mark.parametrize("page", ["pack/send/", "pack/"])
def test_the_pages_ask_as_much_for_many_as_for_few(page, coming, group, here, cast, coordinator, office):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert coordinator.get(path(coming, page)).status_code == 200
        return len(asked)

    go(coming, cast.coordinator)
    few = queries()
    for n in range(5):
        group.members.create(authority=here.police, user=member(here.police, Role.OFFICER, f"Officer {n}"))
        group.members.create(authority=here.police, name=f"Nobody {n}", email=f"n{n}@example.org")
        factories.ActionFactory(priority=here.priority, lead=here.police)
    go(coming, cast.coordinator, token="1" * 32)
    assert (PaperLetter.objects.count(), queries()) == (16, few)
