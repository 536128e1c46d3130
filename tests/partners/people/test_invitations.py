"""People are asked in by letter; the link works once, for some days, and for the one it was sent to."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from partners import clock
from partners.models import Invitation, Membership, User
from partners.people.invitations import NoLongerOpenError, SignInFirstError
from partners.people.invitations import accept as accept_invitation
from tests.factories import GroupFactory, GroupMemberFactory, InvitationFactory, MembershipFactory, UserFactory
from tests.post import post_office

pytestmark = pytest.mark.both_databases

PASSWORD = "four words not guessed"
ANN = {"name": "Ann Example", "email": "ann@example.org", "role": "officer"}


@pytest.fixture
def invited(here, cast, sign_in, django_capture_on_commit_callbacks):
    """Ann, invited by the coordinator for the Fire Service. Gives the path of the link in the letter."""

    def invited(**different):
        with django_capture_on_commit_callbacks(execute=True):
            answer = sign_in(cast.coordinator).post(
                "/here/people/invite/", ANN | {"authority": here.fire.pk} | different
            )
        assert (answer.status_code, answer.url) == (302, "/here/people/")
        return link(mail.outbox[-1])

    return invited


def link(letter):
    return re.search(r"http://testserver(/invitation/\S+)", letter.body).group(1)


def accept(path, client=None, password=PASSWORD):
    return (client or Client()).post(path, {"new_password1": password, "new_password2": password})


def roles_of(user):
    return list(user.memberships.order_by("pk").values_list("authority__short_name", "role"))


def test_the_letter_says_who_asks_for_what_and_has_one_link_in_both_its_forms(invited, here):
    path = invited()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["ann@example.org"], "Invitation: Here community safety plan")
    [(html, kind)] = letter.alternatives
    for text in (letter.body, html):
        assert "Coordinator has invited you to the Here community safety plan as partner officer" in text
        assert f"http://testserver{path}" in text
        assert "Monday 29 June 2009, 10:00" in text
    assert kind == "text/html"


def test_she_chooses_a_password_and_is_in(invited, cast):
    path = invited()
    browser = Client()
    page = browser.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    answer = accept(path, browser)
    assert (answer.status_code, answer.url) == (302, "/")
    ann = User.objects.get(email="ann@example.org")
    assert (ann.name, roles_of(ann), ann.check_password(PASSWORD)) == ("Ann Example", [("Fire", "officer")], True)
    assert browser.get("/", follow=True).request["PATH_INFO"] == "/here/my-actions/"
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.accepted_by) == ("accepted", ann)
    row = ann.memberships.get().history.get()
    assert (row.history_user, row.history_change_reason) == (ann, "Accepted an invitation")


def test_to_look_at_the_link_uses_nothing_up(invited):
    path = invited()
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert accept(path).status_code == 302


def test_the_link_works_once(invited):
    path = invited()
    accept(path)
    again = accept(path, password="another phrase entirely")
    assert (again.status_code, User.objects.filter(email="ann@example.org").count()) == (410, 1)
    assert User.objects.get(email="ann@example.org").check_password(PASSWORD)


def test_a_weak_password_is_refused_and_the_link_still_works(invited):
    path = invited()
    for password in ("short", "12345678901234", "ann@example.org"):
        page = accept(path, password=password)
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["new_password2"])
    assert not User.objects.filter(email="ann@example.org").exists()
    assert accept(path).status_code == 302


def test_the_link_expires_after_fourteen_days(invited):
    path = invited()
    with clock.frozen_at(clock.now() + timedelta(days=14, minutes=1)):
        page = accept(path)
    assert (page.status_code, "It has expired" in page.content.decode()) == (410, True)
    assert not User.objects.filter(email="ann@example.org").exists()


def test_a_link_that_expires_while_its_page_is_open_lets_nobody_in(invited):
    """It counts when somebody accepts, however early the page or the row was read."""
    invited()
    invitation = Invitation.objects.open().get()
    the_moment = invitation.expires_at - clock.TICK  # the clock ticks once before it is read
    for moment in (the_moment, the_moment + timedelta(days=1)):
        with clock.frozen_at(moment):
            assert not Invitation.objects.open().exists()
        with clock.frozen_at(moment):
            assert invitation.state == "expired"
        with clock.frozen_at(moment), pytest.raises(NoLongerOpenError):
            accept_invitation(invitation, password=PASSWORD)
    assert not User.objects.filter(email="ann@example.org").exists()
    with clock.frozen_at(invitation.expires_at - timedelta(minutes=1)):
        assert accept_invitation(invitation, password=PASSWORD).email == "ann@example.org"


def test_an_account_in_use_is_opened_to_nobody_but_its_holder_who_is_signed_in(here, cast):
    """Whoever reads the letter: also where a page forgot to ask who they are."""
    before = cast.officer.password
    invitation = InvitationFactory(authority=here.fire, email=cast.officer.email.upper())
    for by in (None, cast.fire_officer):
        with pytest.raises(SignInFirstError):
            accept_invitation(invitation, by=by, password=PASSWORD)
    cast.officer.refresh_from_db()
    assert (cast.officer.password, roles_of(cast.officer)) == (before, [("Police", "officer")])
    assert accept_invitation(invitation, by=cast.officer) == cast.officer
    assert roles_of(cast.officer) == [("Police", "officer"), ("Fire", invitation.role)]


def test_a_seat_kept_for_an_address_is_theirs_in_whatever_case_it_was_written(here, next_door):
    ours, theirs = (GroupFactory(partnership=each.partnership) for each in (here, next_door))
    seats = [
        GroupMemberFactory(group=group, authority=authority, user=None, name="Ann", email=email)
        for group, authority, email in (
            (ours, here.council, "Ann@Example.org"),
            (ours, here.fire, "anne@example.org"),
            (theirs, next_door.council, "ann@example.org"),
        )
    ]
    ann = accept_invitation(InvitationFactory(authority=here.council, email="ann@example.org"), password=PASSWORD)
    for seat in seats:
        seat.refresh_from_db()
    assert [seat.user for seat in seats] == [ann, None, None]


def test_a_revoked_link_lets_nobody_in(invited, cast, sign_in):
    path = invited()
    invitation = Invitation.objects.get()
    sign_in(cast.coordinator).post(f"/here/people/invitations/{invitation.pk}/revoke/")
    assert (accept(path).status_code, User.objects.filter(email="ann@example.org").count()) == (410, 0)
    assert invitation.history.first().history_user == cast.coordinator


def test_a_letter_sent_again_has_a_new_link_and_the_old_one_ends(
    invited, cast, sign_in, django_capture_on_commit_callbacks
):
    old = invited()
    later = clock.now() + timedelta(days=20)
    with clock.frozen_at(later):
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(cast.coordinator).post(f"/here/people/invitations/{Invitation.objects.get().pk}/resend/")
        new = link(mail.outbox[-1])
        assert (old != new, accept(old).status_code, accept(new).status_code) == (True, 404, 302)


@pytest.mark.slow
def test_what_was_accepted_is_neither_sent_again_nor_revoked(invited, cast, sign_in):
    accept(invited())
    invitation = Invitation.objects.get()
    client = sign_in(cast.coordinator)
    for deed in ("resend", "revoke"):
        page = client.post(f"/here/people/invitations/{invitation.pk}/{deed}/", follow=True)
        assert "accepted or revoked" in page.content.decode()
    assert (len(mail.outbox), Invitation.objects.get().state) == (1, "accepted")


def test_no_token_is_kept_where_it_could_be_read(invited):
    token = invited().split("/")[2]
    kept = [*Invitation.objects.values_list(), *Invitation.history.values_list()]
    assert len(kept) == 3
    assert token not in repr(kept)


@pytest.mark.parametrize("token", ["nothing", "%00", "é", "a" * 400])
def test_a_made_up_link_is_not_found(token, here):
    assert Client().get(f"/invitation/{token}/").status_code == 404


def test_whoever_has_an_account_signs_in_first_and_then_belongs_to_both(invited, cast, next_door):
    path = invited(email="OFFICER.NEXT.DOOR@example.org", role="observer")
    officer = next_door.officer
    browser = Client()
    page = browser.get(path).content.decode()
    assert f"/account/login/?next={path}" in page
    assert accept(path, browser).status_code == 200
    assert officer.memberships.count() == 1
    signed_in = browser.post(
        f"/account/login/?next={path}", {"login": officer.email, "password": "correct horse battery staple"}
    )
    assert signed_in.url == path
    assert (browser.get(path).status_code, browser.post(path).status_code) == (200, 302)
    assert roles_of(officer) == [("The Other Council"[:60], "officer"), ("Fire", "observer")]
    assert officer.check_password("correct horse battery staple")


def test_the_link_is_of_no_use_to_somebody_else(invited, cast, sign_in):
    path = invited()
    client = sign_in(cast.observer)
    assert (client.get(path).status_code, client.post(path).status_code) == (409, 409)
    assert (roles_of(cast.observer), Invitation.objects.get().state) == ([("Council", "observer")], "open")


def test_somebody_who_left_comes_back_with_a_new_password(invited, here):
    ann = UserFactory(email="ann@example.org", name="Ann of Old", is_active=False)
    MembershipFactory(user=ann, authority=here.fire, role="chair", ended_at=clock.now())
    assert accept(invited()).status_code == 302
    ann.refresh_from_db()
    assert (ann.is_active, ann.name, ann.check_password(PASSWORD)) == (True, "Ann of Old", True)
    assert (roles_of(ann), Membership.all_objects.filter(user=ann).count()) == ([("Fire", "officer")], 1)


@pytest.mark.parametrize(
    ("different", "field", "text"),
    [
        ({"name": ""}, "name", "Enter the person’s name"),
        ({"email": "ann"}, "email", "Enter a full e-mail address, such as ann.example@example.org"),
        ({"role": ""}, "role", "Choose a role"),
        ({"authority": ""}, "authority", "Choose the person’s authority"),
        ({"email": "Officer.of.the.Fire.Service@Example.org"}, "email", "is already a member for The Fire Service"),
        ({"email": "WAITING@example.org"}, "email", "is already invited for The Fire Service"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nobody_is_asked(different, field, text, here, cast, sign_in):
    InvitationFactory(authority=here.fire, email="waiting@example.org")
    page = sign_in(cast.coordinator).post("/here/people/invite/", ANN | {"authority": here.fire.pk} | different)
    [error] = page.context["form"].errors[field]
    assert text in error
    assert (list(page.context["form"].errors), Invitation.objects.count(), mail.outbox) == ([field], 1, [])


def test_an_authority_of_another_partnership_cannot_be_chosen(here, cast, next_door, sign_in):
    page = sign_in(cast.coordinator).post("/here/people/invite/", ANN | {"authority": next_door.council.pk})
    assert (list(page.context["form"].errors), Invitation.objects.count()) == (["authority"], 0)


def test_a_body_that_only_observes_has_observers_only(here, cast, sign_in):
    here.fire.kind = "observing"
    here.fire.save()
    client = sign_in(cast.coordinator)
    page = client.post("/here/people/invite/", ANN | {"authority": here.fire.pk})
    assert page.context["form"].errors["role"] == [
        "The Fire Service is an observing body: its people can only be observers"
    ]
    assert client.post("/here/people/invite/", ANN | {"authority": here.fire.pk, "role": "observer"}).status_code == 302


def test_an_invitation_that_the_mail_server_does_not_take_is_kept_and_can_be_sent_again(
    invited, here, cast, sign_in, settings, django_capture_on_commit_callbacks
):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # where nobody listens
    client = sign_in(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/here/people/invite/", ANN | {"authority": here.fire.pk})
    invitation = Invitation.objects.get()
    page = client.get("/here/people/").content.decode()
    assert (invitation.state, "The invitation to ann@example.org could not be sent" in page) == ("unsent", True)
    settings.EMAIL_BACKEND = working
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/here/people/invitations/{invitation.pk}/resend/")
    assert (Invitation.objects.get().state, accept(link(mail.outbox[-1])).status_code) == ("open", 302)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_invitation_that_the_mail_server_took_without_an_answer_is_not_said_to_be_unsent(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    with post_office() as office:
        office.silent = lambda address: True
        client.post("/here/people/invite/", ANN | {"authority": here.fire.pk})
    page = client.get("/here/people/").content.decode()
    assert (len(office.accepted), Invitation.objects.get().sent_at) == (1, None)
    assert "It is not known whether the invitation to ann@example.org was sent." in page
    assert "<strong>Not known to have been sent.</strong>" in page
    assert ("did not take" in page, "Not sent" in page) == (False, False)


LINES = """\
Ann Example, ann@example.org, Fire, Partner officer

"Example, Bob"\tbob@example.org\tThe Council\tOBSERVER
"""


def send_several(client, lines, **pressed):
    return client.post("/here/people/invite-several/", {"lines": lines, **pressed})


def test_several_are_shown_first_and_then_asked(here, cast, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        preview = send_several(client, LINES)
    assert [(p["name"], p["email"], p["authority"], p["role"]) for p in preview.context["preview"]] == [
        ("Ann Example", "ann@example.org", here.fire, "officer"),
        ("Example, Bob", "bob@example.org", here.council, "observer"),
    ]
    assert (Invitation.objects.count(), mail.outbox) == (0, [])
    with django_capture_on_commit_callbacks(execute=True):
        send_several(client, preview.context["form"]["lines"].value(), send="")
    assert [m.to for m in mail.outbox] == [["ann@example.org"], ["bob@example.org"]]
    assert {i.state for i in Invitation.objects.all()} == {"open"}


def test_of_several_either_all_are_asked_or_nobody(here, cast, sign_in):
    lines = """\
Ann, ann@example.org, Fire, Partner officer
Bob, bob@example.org, Choir, Observer
Cid, cid@example.org, Fire, King
Dot, dot, Fire, Observer
Eve, eve@example.org, Fire
Ann again, ANN@example.org, Fire, Observer"""
    page = send_several(sign_in(cast.coordinator), lines, send="")
    assert page.context["form"].errors["lines"] == [
        "Line 2: “Choir” is not an authority here. Use one of: Police, Fire, Council",
        "Line 3: “King” is not a role. Use one of: Limited officer, Observer, Partner officer, Chair, Coordinator",
        "Line 4: Enter a full e-mail address, such as ann.example@example.org",
        "Line 5: enter a name, e-mail address, authority and role; this line has 3 of the four",
        "Line 6: this repeats line 1",
    ]
    assert (page.context["form"]["lines"].value(), Invitation.objects.count()) == (lines, 0)


def test_more_than_fifty_at_once_are_refused(here, cast, sign_in):
    lines = "\n".join(f"P{n}, p{n}@example.org, Fire, Observer" for n in range(51))
    page = send_several(sign_in(cast.coordinator), lines, send="")
    assert page.context["form"].errors["lines"] == ["Enter 50 people at most: you entered 51"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_the_button_at_once_one_gets_in(here, cast):
    InvitationFactory(authority=here.fire, email="ann@example.org", token="once")
    clients = [Client() for _ in range(6)]

    def press(n):
        try:
            answer = accept("/invitation/once/", clients[n], f"{PASSWORD} {n}")
            return answer.status_code == 302 and answer.url == "/"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        # Each with the test's own clock.
        pressed = [pool.submit(copy_context().run, press, n) for n in range(6)]
    [winner] = [n for n, each in enumerate(pressed) if each.result()]
    ann = User.objects.get(email="ann@example.org")
    assert (ann.check_password(f"{PASSWORD} {winner}"), roles_of(ann)) == (True, [("Fire", "officer")])
    assert Invitation.history.filter(history_type="~").count() == 1
