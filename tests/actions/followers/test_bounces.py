"""Reports about e-mails that did not arrive end a following, and only those about an e-mail of ours."""

import pytest

from actions.followers.bounces import read_bounces
from actions.models import Follower
from tests import factories
from tests.mailbox import mailbox

REPORT = """\
From: MAILER-DAEMON@mail.example.org
To: bounces+{token}@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: {kind}; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; robin@example.org
Action: {action}
Status: {status}

--b--
"""


@pytest.fixture
def box(settings):
    with mailbox() as box:
        settings.BOUNCES_URL = box.url
        yield box


@pytest.fixture
def robin(here):
    return factories.FollowingFactory(follower__partnership=here.partnership).follower


def report(token, action="failed", status="5.1.1", kind="multipart/report"):
    return REPORT.format(token=token, action=action, status=status, kind=kind).replace("\n", "\r\n").encode()


def test_an_address_that_is_gone_is_deleted_with_the_report(box, robin, here):
    other = factories.FollowingFactory(follower__partnership=here.partnership).follower
    box.add(report(robin.return_token.upper()))
    assert (read_bounces(), list(Follower.objects.all()), box.messages) == (1, [other], {})
    assert read_bounces() == 0


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "5.2.2"), ("failed", "5.7.1"), ("failed", "4.4.7")]
)
def test_what_may_pass_ends_nothing(box, robin, action, status):
    box.add(report(robin.return_token, action, status))
    assert (read_bounces(), Follower.objects.count(), box.messages) == (0, 1, {})


def test_nobody_ends_another_s_following_by_a_guess(box, robin):
    for token in (f"{robin.pk}-{'0' * 24}", str(robin.pk), robin.token, "x"):
        box.add(report(token))
    assert (read_bounces(), Follower.objects.count()) == (0, 1)


def test_what_is_no_report_is_left_in_the_mailbox(box, robin):
    others = b"", b"\xff\x00", b"To: x@example.org\r\n\r\nHi"
    for content in (report(robin.return_token, kind="multipart/mixed"), *others):
        box.add(content)
    assert (read_bounces(), read_bounces(), len(box.messages), Follower.objects.count()) == (0, 0, 4, 1)


def test_a_mailbox_that_does_not_let_us_in_is_named_without_its_password(box, settings):
    settings.BOUNCES_URL = box.url.replace("s%40cret", "wrong")
    with pytest.raises(OSError, match="BOUNCES_URL") as error:
        read_bounces()
    assert "wrong" not in str(error.value)


def test_without_a_mailbox_nothing_is_read(robin):
    assert read_bounces() == 0
