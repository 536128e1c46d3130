"""One e-mail an edition and follower, with what they follow and what changed since the last."""

from datetime import timedelta

import pytest
from django.core import mail

from actions.models import Follower, FollowerLetter
from actions.people.succession import succeed
from partners import clock
from partners.meetings.scheduling import cancel_meeting, move_meeting, put_back
from plans.changes.subjects import MEETINGS, PLAN, Subject, search_subject
from plans.editions.publishing import publish, withdraw
from tests import factories
from tests.post import links_of

from .conftest import letters, ticked

BURGLARY = Subject("priority", "burglary")


@pytest.fixture
def edition(here, cast):
    """Publishes an edition after an action was reworded."""
    numbers = iter(range(2, 20))

    def edition(wording="", **more):
        here.action.refresh_from_db()
        here.action.wording = wording or f"Fit lock number {next(numbers)}"
        here.action.revise(by=cast.coordinator, why="Clearer")
        return publish(here.plan, by=cast.coordinator, note="New locks", **more)

    return edition


@pytest.fixture
def resident(here, published):
    """Somebody who follows some subjects since the first edition."""
    first = published("The first")
    letters()

    def resident(name, *subjects):
        follower = factories.FollowerFactory(partnership=here.partnership, address=f"{name}@example.org", edition=first)
        for subject in subjects:
            follower.followings.create(what=subject.what, which=subject.which)
        return follower

    return resident


@pytest.fixture
def letter_to():
    return lambda sent, name: next(letter.body for letter in sent if letter.to == [f"{name}@example.org"])


def to(sent):
    return sorted(letter.to[0].partition("@")[0] for letter in sent)


def test_an_edition_goes_to_who_follows_what_changed(resident, edition, here):
    action, police = Subject("action", str(here.action.pk)), Subject("authority", str(here.police.pk))
    resident("plan", PLAN)
    resident("burglary", BURGLARY)
    resident("action", action)
    resident("police", police)
    resident("several", BURGLARY, action)
    resident("council", Subject("authority", str(here.council.pk)))
    resident("meetings", MEETINGS)
    edition("Fit the best locks")
    sent = letters()
    assert to(sent) == ["action", "burglary", "plan", "police", "several"]
    text = {letter.to[0].partition("@")[0]: letter.body for letter in sent}
    assert all("Wording: Fit the best locks" in each for each in text.values())
    assert ["REDUCE BURGLARY" in text[name] for name in ("burglary", "action", "several")] == [True, False, True]
    assert letters() == []


def test_the_e_mail_can_be_stopped_by_one_press_of_its_program(resident, edition, client):
    robin = resident("robin", BURGLARY)
    edition()
    [letter] = letters()
    path = f"/here/follow/stop/{robin.token}/"
    assert letter.extra_headers["List-Unsubscribe"] == f"<https://plan.example.org{path}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path in links_of(letter)
    client.post(path, {"List-Unsubscribe": "One-Click"})
    edition()
    assert (letters(), FollowerLetter.objects.get().follower) == ([], None)


def test_a_correction_sends_nothing_and_is_in_the_next_e_mail(resident, edition, here):
    resident("robin", BURGLARY)
    edition("Fit the best locks", is_correction=True)
    assert letters() == []
    here.plan.refresh_from_db()
    factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.council)
    edition("Fit the best locks there are")
    [letter] = letters()
    assert "Light the park" in letter.body
    assert "Wording: Fit the best locks there are" in letter.body


def test_a_withdrawn_edition_sends_nothing_and_nothing_of_it_is_sent_later(resident, edition, cast):
    resident("robin", BURGLARY)
    withdraw(edition("Fit locks at Mrs Smith's"), by=cast.coordinator, reason="A name")
    assert letters() == []
    edition("Fit locks")
    [letter] = letters()
    assert "Smith" not in letter.body


@pytest.fixture
def taken_over(here, cast):
    """The New Police takes over from the Constabulary."""
    why = {"by": cast.coordinator, "why": "By law", "ends_on": clock.today()}
    return succeed(here.police, name="The New Police", short_name="New Police", **why)


def followed_by(follower):
    return [(each.what, each.which, each.instead_of) for each in follower.followings.all()]


def test_who_follows_an_authority_follows_the_one_that_took_over_and_reads_so_once(
    resident, edition, here, request, client
):
    police, council = (Subject("authority", str(each.pk)) for each in (here.police, here.council))
    robin, other = resident("robin", police), resident("other", council)
    new = request.getfixturevalue("taken_over")
    unconfirmed = factories.FollowRequestFactory(partnership=here.partnership, what="authority", which=police.which)
    assert followed_by(robin) == [("authority", str(here.police.pk), "")]  # until an edition tells the public
    edition("Fit the best locks")
    sent = letters()
    assert to(sent) == ["robin"]
    said = "The New Police has taken over from The Constabulary. You follow The New Police from now on."
    assert [letter.body.count(said) for letter in sent] == [1]
    assert "Fit the best locks" in sent[0].body
    assert followed_by(robin) == [("authority", str(new.pk), "")]
    assert followed_by(other) == [("authority", str(here.council.pk), "")]
    unconfirmed.refresh_from_db()
    assert unconfirmed.which == str(new.pk)
    edition("Fit good locks")
    [letter] = letters()
    assert ("Fit good locks" in letter.body, "has taken over" in letter.body) == (True, False)
    assert "The New Police" in client.get(f"/here/follow/stop/{robin.token}/").text


def test_who_follows_both_follows_the_successor_once_and_a_search_by_it_goes_over(
    resident, edition, here, cast, letter_to
):
    old, new = (Subject("authority", str(each.pk)) for each in (here.police, here.fire))
    both = resident("both", old, new)
    search = resident("search", search_subject("park", here.police.pk, ""))
    why = {"by": cast.coordinator, "why": "By law", "ends_on": clock.today()}
    succeed(here.police, successor=here.fire, **why)
    factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.fire)
    edition()
    sent = letters()
    assert to(sent) == ["both", "search"]
    assert all("The Fire Service has taken over from The Constabulary." in letter.body for letter in sent)
    assert "- Light the park" in letter_to(sent, "search")
    assert followed_by(both) == [("authority", str(here.fire.pk), "")]
    assert followed_by(search) == [("search", f"q=park&authority={here.fire.pk}", "")]


def test_who_has_no_news_when_an_authority_ends_reads_of_it_in_the_next_e_mail(resident, edition, here, cast):
    probation = factories.AuthorityFactory(partnership=here.partnership, name="The Probation Service")
    robin = resident("robin", Subject("authority", str(probation.pk)))
    succeed(probation, by=cast.coordinator, why="By law", ends_on=clock.today(), successor=here.council)
    edition()
    assert letters() == []
    assert followed_by(robin) == [("authority", str(here.council.pk), "The Probation Service")]
    factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.council)
    edition()
    [letter] = letters()
    assert ("Light the park" in letter.body, "taken over from The Probation Service" in letter.body) == (True, True)
    assert followed_by(robin) == [("authority", str(here.council.pk), "")]


def test_an_e_mail_lists_what_its_reader_follows_with_a_page_to_stop_one_of_it(resident, edition, here, client):
    robin = resident("robin", BURGLARY, MEETINGS)
    edition()
    [letter] = letters()
    page = f"/here/follow/stop/{robin.token}/"
    listed = (
        "You get this because you follow:\n\n- Reduce burglary\n- public meetings\n\nTo stop one of them, or all:\n"
        f"https://plan.example.org{page}\n"
    )
    assert listed in letter.body
    assert client.post(page, {"what": "meetings"}).status_code == 200
    assert followed_by(robin) == [("priority", "burglary", "")]


def test_what_was_withdrawn_after_it_was_sent_is_in_no_later_e_mail(resident, edition, cast):
    robin = resident("robin", BURGLARY)
    withdrawn = edition("Fit locks at Mrs Smith's")
    [letter] = letters()
    robin.refresh_from_db()
    assert ("Smith" in letter.body, robin.edition) == (True, withdrawn)
    withdraw(withdrawn, by=cast.coordinator, reason="A name")
    edition("Fit locks")
    [letter] = letters()
    assert ("Smith" in letter.body, "Wording: Fit locks" in letter.body) == (False, True)


def test_who_began_after_an_edition_is_not_written_to_about_it(resident, edition, follow):
    edition()
    letters()
    follow("late@example.org", PLAN)
    assert letters() == []
    edition()
    assert to(letters()) == ["late"]


def test_a_search_sends_actions_that_it_did_not_find_before(resident, edition, here):
    resident("robin", search_subject("park", None, ""))
    edition()
    assert letters() == []
    factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.council)
    edition()
    [letter] = letters()
    assert ("- Light the park" in letter.body, "Fit lock" in letter.body) == (True, False)
    edition()
    assert letters() == []


def test_an_address_that_the_mail_server_does_not_know_is_deleted(resident, edition, office):
    resident("gone", BURGLARY)
    stays = resident("robin", BURGLARY)
    office.refuses = {"gone@example.org"}
    edition()
    letters()
    assert (office.addresses, list(Follower.objects.all())) == (["robin@example.org"], [stays])
    assert "gone" not in str(FollowerLetter.objects.values_list("failure"))


def test_a_mail_server_that_knows_nobody_loses_us_nobody(resident, edition, office):
    for n in range(12):
        resident(f"r{n}", BURGLARY)
    office.refuses = {f"r{n}@example.org" for n in range(12)}
    edition()
    assert ticked() == {"done", "waiting"}
    assert (office.addresses, Follower.objects.count()) == ([], 12)


def test_what_the_mail_server_puts_off_is_sent_by_the_next_try(resident, edition, office):
    for name in "abc":
        resident(name, BURGLARY)
    office.moody = lambda address: "450 Later" if address.startswith("b") else None
    edition()
    assert ticked() == {"done", "waiting"}
    assert office.addresses == ["a@example.org", "c@example.org"]
    office.moody = lambda address: None
    ticked(timedelta(minutes=10))
    assert office.addresses == ["a@example.org", "c@example.org", "b@example.org"]


def test_what_may_have_arrived_is_not_sent_again(resident, edition, office):
    resident("robin", BURGLARY)
    office.silent = lambda address: True
    edition("Fit the best locks")
    ticked()
    ticked(timedelta(minutes=40))
    assert len(office.accepted) == 1
    office.silent = lambda address: False
    edition("Fit locks")
    ticked()
    assert len(office.accepted) == 2


def test_one_connection_carries_many_e_mails(resident, edition, office, monkeypatch):
    sessions = set()
    office.moody = lambda address: None
    handle = office.handle_DATA

    async def counted(server, session, envelope):
        sessions.add(id(server))
        return await handle(server, session, envelope)

    monkeypatch.setattr(office, "handle_DATA", counted)
    for n in range(30):
        resident(f"r{n}", BURGLARY)
    edition()
    letters()
    assert (len(office.addresses), len(sessions)) == (30, 1)


def test_reports_of_failures_go_to_an_address_of_the_follower_s_own(resident, edition, office, settings):
    settings.BOUNCES_ADDRESS = "bounces@example.org"
    robin = resident("robin", BURGLARY)
    edition()
    letters()
    [(_, message)] = office.delivered
    assert message["From"] == "living-plan@localhost"
    assert office.senders == [f"bounces+{robin.return_token}@example.org"]


@pytest.fixture
def meeting(here):
    group = factories.GroupFactory(partnership=here.partnership, name="Public forum")
    return factories.MeetingFactory(
        group=group, starts_at=clock.now() + timedelta(days=20), in_public=True, state="draft", place="Town Hall"
    )


def test_a_public_meeting_is_sent_when_it_is_announced_moved_and_cancelled(resident, meeting, cast):
    resident("robin", MEETINGS)
    resident("plan", PLAN)
    by = {"by": cast.coordinator}
    assert letters() == []  # a draft
    meeting.state = "ready"
    meeting.save()
    subjects = [[letter.subject for letter in letters()] for _ in range(2)]
    assert subjects == [["Public meeting on 5 July 2009"], []]
    move_meeting(meeting, why="The hall is let", starts_at=clock.now() + timedelta(days=21), place="Library", **by)
    [letter] = letters()
    assert letter.subject == "A public meeting was moved: it is now on 6 July 2009"
    assert ["Library" in letter.body, "The hall is let" in letter.body] == [True, True]
    cancel_meeting(meeting, why="Flooded", **by)
    [letter] = letters()
    assert (letter.subject, "Flooded" in letter.body, to([letter])) == (
        "The public meeting on 6 July 2009 is cancelled", True, ["robin"],
    )  # fmt: skip
    put_back(meeting, **by)
    assert [letter.subject for letter in letters()] == ["Public meeting on 6 July 2009"]


def test_a_private_meeting_is_sent_to_nobody(resident, meeting):
    resident("robin", MEETINGS)
    meeting.state, meeting.in_public = "ready", False
    meeting.save()
    assert letters() == []
    assert mail.outbox == []
