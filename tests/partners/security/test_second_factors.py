"""A lost second factor, removed by the operator."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from partners.models import AccessEvent


@pytest.fixture
def lost(here, cast):
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=cast.chair, type=kind, data={})
    Authenticator.objects.create(user=cast.officer, type="totp", data={})
    return cast.chair


def test_the_operator_removes_what_a_chair_has_lost_and_nobody_else_s(
    lost, cast, sign_in, mailoutbox, capsys, django_capture_on_commit_callbacks
):
    chair, officer = sign_in(lost), sign_in(cast.officer)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_second_factor", lost.email.upper())
    assert capsys.readouterr().out == f"Removed from {lost.name}: authenticator app, recovery code\n"
    assert [each.user for each in Authenticator.objects.all()] == [cast.officer]
    pages = ("/here/review/", "/here/my-actions/")
    assert [client.get(page).status_code for client, page in zip((chair, officer), pages, strict=True)] == [302, 200]
    assert [(m.to, m.subject) for m in mailoutbox] == [([lost.email], "Your second factor has been removed")]


def test_it_stands_among_the_sign_ins_that_the_chair_and_the_coordinator_read(lost, here, cast, sign_in):
    call_command("remove_second_factor", lost.email)
    events = AccessEvent.objects.filter(kind="factor_removed", user=lost, partnerships=here.partnership)
    assert sorted(event.about for event in events) == [
        "authenticator app, by the operator", "recovery code, by the operator",
    ]  # fmt: skip
    for who, page in ((lost, "/account/2fa/"), (cast.coordinator, "/here/people/sign-ins/")):
        assert "authenticator app, by the operator" in sign_in(who).get(page).text


@pytest.mark.parametrize(("email", "says"), [("nobody@example.org", "Nobody signs in"), (None, "has no second factor")])
def test_nothing_is_removed_from_who_has_none_and_they_stay_signed_in(email, says, lost, cast, sign_in):
    observer = sign_in(cast.observer)
    with pytest.raises(CommandError, match=says):
        call_command("remove_second_factor", email or cast.observer.email)
    assert (Authenticator.objects.count(), observer.get("/here/review/").status_code) == (3, 200)
