"""Draft minutes go to those who attended, for comment; final minutes to the members. By the outbox of the packs."""

import pytest

from actions.meetings import proceedings as table
from actions.meetings.closing import close
from actions.meetings.sending import DRAFT, MINUTES, CannotBeSent, TooLate, send_paper
from actions.models import Comment, EmailOptOut, PaperLetter, Sending
from partners import clock
from tests import factories
from tests.post import text_of

from .packs import SITE, TOKEN, path, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

SEND = "minutes/send/"


@pytest.fixture
def seated(group, here, cast):
    """On the group sit the chair for the council, an officer and two without a sign-in."""
    group.members.create(authority=here.council, user=cast.chair)
    group.members.create(authority=here.police, user=cast.officer)
    group.members.create(authority=here.fire, name="Dr Grey", email="grey@trust.example.org")
    group.members.create(authority=here.fire, name="Ms White", email="white@trust.example.org")
    group.members.create(authority=here.police, name="Mr Post")
    return group


@pytest.fixture
def meeting(seated, here, cast):
    """A meeting in progress that the police and, of the fire service, Dr Grey attended."""
    meeting = factories.MeetingFactory(group=seated, starts_at=clock.now(), place="Council Offices")
    table.begin(meeting, by=cast.chair)
    meeting.refresh_from_db()
    factories.came(meeting, here.police)
    factories.came(meeting, here.fire, "Dr Grey, Director")
    meeting.attendances.create(authority=here.council, state="apologies")
    return meeting


def send_path(meeting):
    return path(meeting, SEND)


def form_of(client, meeting, **fields):
    context = client.get(send_path(meeting)).context
    return {"seen": context["seen"], "token": context["form"]["token"].value(), "introduction": ""} | fields


@pytest.mark.slow
def test_the_draft_goes_to_those_who_attended_once_with_a_link_or_the_pdf(meeting, cast, coordinator, office):
    page = coordinator.get(send_path(meeting))
    assert sorted(each.address for each, _ in page.context["letters"]) == sorted(
        [cast.officer.email, "grey@trust.example.org"]
    )
    assert [str(each) for each in page.context["unreachable"]] == ["Mr Post, The Constabulary: has no e-mail address"]
    form = form_of(coordinator, meeting, introduction="By Friday, please.")
    for _ in range(2):
        assert coordinator.post(send_path(meeting), form).url == path(meeting, "minutes/")
    letters = dict(office.delivered)
    assert sorted(letters) == sorted([cast.officer.email, "grey@trust.example.org"])
    officer, grey = letters[cast.officer.email], letters["grey@trust.example.org"]
    assert officer["Subject"].startswith("Draft minutes for comment: Responsible Authority Group")
    assert f"{SITE}{path(meeting, 'minutes/comment/')}" in text_of(officer)
    assert "Coordinator writes:\n\nBy Friday, please." in text_of(officer)
    assert "To comment, reply to this message" in text_of(grey)
    [file] = grey.iter_attachments()
    assert file.get_filename() == "here-draft-minutes-2009-06-15.pdf"
    assert not list(officer.iter_attachments())
    sending = Sending.objects.get()
    assert (sending.by, sending.unreachable) == (
        cast.coordinator, "Mr Post, The Constabulary: has no e-mail address",
    )  # fmt: skip
    assert sending.contents["meeting"]["id"] == meeting.pk
    log = coordinator.get(path(meeting, "minutes/")).content.decode()
    assert ("To 2 people" in log, "Mr Post, The Constabulary: has no e-mail address" in log) == (True, True)


def test_without_attendance_nobody_is_known_to_have_been_there(seated, cast, coordinator):
    meeting = factories.MeetingFactory(group=seated, starts_at=clock.now())
    with pytest.raises(TooLate):
        send_paper(DRAFT, meeting, by=cast.chair, token=TOKEN)
    table.begin(meeting, by=cast.chair)
    assert "The meeting needs its attendance first." in coordinator.get(send_path(meeting)).content.decode()
    with pytest.raises(CannotBeSent):
        send_paper(DRAFT, meeting, by=cast.chair, token=TOKEN)
    assert Sending.objects.count() == 0


@pytest.mark.slow
def test_a_draft_that_waits_is_not_sent_any_more_once_the_meeting_is_closed(meeting, cast, office):
    office.moody = lambda address: "451 Later"
    sending = send_paper(DRAFT, meeting, by=cast.coordinator, token=TOKEN)
    run()
    close(meeting, by=cast.chair)
    office.moody = lambda address: None
    run()
    assert {letter.state for letter in sending.letters.all()} == {"overtaken"}
    assert office.accepted == []


def test_members_comment_on_the_draft_and_the_minute_taker_sees_it_beside_the_words(meeting, cast, sign_in):
    item = meeting.agenda.create(position=1, title="Street lights")
    officer, comment_path = sign_in(cast.officer), path(meeting, "minutes/comment/")
    empty = officer.post(comment_path, {"text": " "})
    assert empty.context["form"].errors == {"text": ["Enter your comment"]}
    form = {"place": f"item-{item.pk}", "text": "I <also> came", "said_by": "Somebody else"}
    for _ in range(2):
        assert officer.post(comment_path, form).url == path(meeting, "minutes/")
    comment = Comment.objects.get()
    assert (comment.by, comment.author, comment.place) == (cast.officer, cast.officer.name, f"item-{item.pk}")
    coordinator = sign_in(cast.coordinator)
    coordinator.post(comment_path, {"text": "The time is wrong", "said_by": "Dr Grey"})
    assert Comment.objects.latest("pk").author == "Dr Grey"
    minutes = coordinator.get(path(meeting, "minutes/edit/")).context["minutes"]
    [point] = [point for point in minutes["points"] if point["comments"]]
    assert (point["title"], [each.text for each in minutes["comments"]]) == ("Street lights", ["The time is wrong"])
    for page in ("minutes/edit/", "close/", "minutes/"):
        text = coordinator.get(path(meeting, page)).content.decode()
        assert (page, "I &lt;also&gt; came" in text, "The time is wrong" in text) == (page, True, True)
    close(meeting, by=cast.chair)
    answer = officer.post(comment_path, {"text": "Too late"})
    assert (answer.status_code, "Too late" in answer.content.decode(), Comment.objects.count()) == (409, True, 2)


@pytest.mark.parametrize("role", ["observer", "council_officer", "stranger"])
def test_who_does_not_sit_on_the_group_neither_comments_nor_sends(role, meeting, cast, sign_in):
    client = sign_in(getattr(cast, role))
    expected = 404 if role == "stranger" else 403
    for page in ("minutes/comment/", SEND):
        assert (page, client.get(path(meeting, page)).status_code) == (page, expected)
        assert (page, client.post(path(meeting, page), {"text": "x"}).status_code) == (page, expected)
    assert (Comment.objects.count(), Sending.objects.count()) == (0, 0)


@pytest.mark.slow
def test_final_minutes_go_to_the_members_who_want_them_by_one_press(meeting, here, cast, coordinator, office):
    with pytest.raises(TooLate):
        send_paper(MINUTES, meeting, by=cast.chair, token=TOKEN)
    minutes = close(meeting, by=cast.chair)
    EmailOptOut.objects.create(user=cast.officer, partnership=here.partnership, kind="minutes")
    page = coordinator.get(send_path(meeting))
    assert "The Constabulary: wants no minutes by e-mail" in page.content.decode()
    form = form_of(coordinator, meeting)
    text = coordinator.post(send_path(meeting), form, follow=True).content.decode()
    assert "The minutes were sent to 3 people." in text
    letters = dict(office.delivered)
    assert sorted(letters) == sorted([cast.chair.email, "grey@trust.example.org", "white@trust.example.org"])
    assert "The minutes of the Responsible Authority Group are final." in text_of(letters[cast.chair.email])
    for letter in letters.values():
        assert [part.get_filename() for part in letter.iter_attachments()] == ["here-minutes-2009-06-15.pdf"]
    again = coordinator.post(send_path(meeting), form_of(coordinator, meeting))
    assert again.context["form"].errors == {"because": ["Enter why they are sent again"]}
    assert (PaperLetter.objects.count(), minutes.meeting.sendings.count()) == (3, 1)
