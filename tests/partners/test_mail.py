"""E-mails: their text is words, their HTML escapes what people wrote, and no line break gets into a header."""

import email
from email import policy
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core import mail

from partners.mail import Email
from partners.people.invitations import invite
from tests.planting import PLANTED, markup_in_mail

pytestmark = pytest.mark.django_db

LETTERS = sorted(
    str(path.relative_to(Path(allauth.__file__).parent / "templates")).removesuffix("_message.txt")
    for path in Path(allauth.__file__).parent.glob("templates/**/email/*_message.txt")
    if not path.name.startswith("base_")
)


def as_sent(message):
    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)


def test_a_line_break_in_what_people_wrote_begins_no_header():
    hostile = "Ann\r\nBcc: all@example.org\n\tX-Mine: yes\x0b\u2028\x85\x00"
    about = {"invitation": {"name": hostile, "invited_by": {"name": hostile}}, "link": "https://example.org/"}
    message = Email(
        "partners/mail/invitation",
        about,
        subject=hostile,
        address="ann@example.org",
        name=f'{hostile}" <b@example.org>',
    )
    sent = as_sent(message)
    assert sent["Subject"] == "Ann Bcc: all@example.org X-Mine: yes"
    assert [(each.display_name, each.addr_spec) for each in sent["To"].addresses] == [
        ('Ann Bcc: all@example.org X-Mine: yes " <b@example.org>', "ann@example.org")
    ]
    assert {"Bcc", "X-Mine"} & set(sent.keys()) == set()
    assert message.recipients() == ['"Ann Bcc: all@example.org X-Mine: yes \\" <b@example.org>" <ann@example.org>']


def test_an_invitation_says_what_was_written_and_an_area_of_two_lines_breaks_none(
    here, cast, django_capture_on_commit_callbacks
):
    here.partnership.area = f"North\nHerts {PLANTED}"
    here.partnership.save()
    asked = [
        {"name": PLANTED, "email": f"{name}@example.org", "authority": here.police, "role": "officer"} for name in "ab"
    ]
    with django_capture_on_commit_callbacks(execute=True):
        made = invite(asked, by=cast.coordinator, address=lambda path: f"https://example.org{path}")
    assert [letter.subject for letter in mail.outbox] == [
        f"Invitation: North Herts {PLANTED} community safety plan"
    ] * 2
    assert [text for letter in mail.outbox for text in markup_in_mail(letter)] == []
    assert mail.outbox[0].body.startswith(f"{PLANTED},\n")
    for invitation in made:
        invitation.refresh_from_db()
        assert invitation.sent_at is not None


def test_an_address_that_cannot_be_written_keeps_no_other_letter_back(here, cast, django_capture_on_commit_callbacks):
    asked = [
        {"name": "Ann", "email": address, "authority": here.police, "role": "officer"}
        for address in ("ann@example.org\nBcc: all@example.org", "ben@example.org")
    ]
    with django_capture_on_commit_callbacks(execute=True):
        made = invite(asked, by=cast.coordinator, address=lambda path: f"https://example.org{path}")
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
    for invitation in made:
        invitation.refresh_from_db()
    assert [invitation.sent_at is None for invitation in made] == [True, False]


def test_django_allauths_letters_are_made_as_ours_are(cast, rf):
    """Each that there is, to somebody whose name is markup in two lines."""
    assert len(LETTERS) > 15
    user = cast.chair
    user.name = f"{PLANTED}\n{PLANTED}"
    about = {"user": user, "email": user.email, "code": "123", "password_reset_url": "https://example.org/?a=1&b=2"}
    about |= {"activate_url": "https://example.org/?a=1&b=2", "timestamp": "now", "ip": PLANTED, "user_agent": PLANTED}
    request = rf.get("/")
    with context.request_context(request):
        for prefix in LETTERS:
            message = get_adapter().render_mail(prefix, user.email, about | {"current_site": None, "request": request})
            assert (type(message), type(message.body)) == (Email, str)
            assert "&quot;" not in message.body + message.subject
            assert "&amp;b" not in message.body
            as_sent(message)
