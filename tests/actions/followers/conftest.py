from datetime import timedelta

import pytest
from django.core import mail

from actions.followers.mailings import note_meetings
from actions.models import Follower
from partners import clock
from plans.changes.subjects import PLAN
from plans.jobs import worker
from tests.partners.public_pages import send
from tests.post import links_of


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://plan.example.org"


def ticked(later=timedelta(minutes=1)):
    """States of the jobs that a timer does which runs a while later."""
    with clock.frozen_at(clock.now() + later):
        note_meetings()
        return {job.state for job in worker.do_all()}


def letters():
    """What the timer sends."""
    mail.outbox.clear()
    assert ticked() <= {"done"}
    return list(mail.outbox)


@pytest.fixture
def follow(client, here):
    """A resident follows something by the pages and the e-mail; returns the Follower."""

    def follow(address, subject=PLAN, query=""):
        query = query or (f"?what={subject.what}&id={subject.which}" if subject.which else f"?what={subject.what}")
        assert send(client, f"/here/follow/{query}", email=address).status_code == 200
        [letter] = letters()
        [link] = links_of(letter)
        assert client.post(link).status_code == 200
        return Follower.objects.get(address=address)

    return follow
