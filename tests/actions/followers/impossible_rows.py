"""Rows of followers and their e-mails that are impossible: {constraint: function}."""

import uuid

from actions.models import Follower, FollowerLetter, Following, FollowRequest, Mailing
from tests import factories
from tests.actions.meetings.impossible_rows import a_meeting
from tests.impossible_rows import MOMENT, of, once, twice


def a_follower(here, cast):
    return here.partnership.followers.first() or factories.FollowerFactory(partnership=here.partnership)


def a_mailing(here, cast):
    meeting = a_meeting(here, cast)
    found = here.partnership.mailings.first()
    return found or here.partnership.mailings.create(news="moved", meeting=meeting, starts_at=MOMENT)


REQUEST = {"partnership": of("partnership"), "address": "a@example.org", "what": "plan", "key": uuid.UUID(int=1)}
LETTER = {"mailing": a_mailing, "follower": a_follower}

FOLLOWERS = {
    "follower_once": lambda here, cast: [
        Follower.objects.create(partnership=here.partnership, address=address, token=address)
        for address in ("a@example.org", "A@example.org")
    ],
    "following_once": twice(Following, follower=a_follower, what="plan"),
    "following_subject_is_whole": once(Following, follower=a_follower, what="action"),
    "follow_request_subject_is_whole": once(FollowRequest, **REQUEST | {"what": "weather"}),
    "follow_request_is_sent_at_a_moment": once(FollowRequest, **REQUEST, state="sent"),
    "mailing_is_of_an_edition_or_a_meeting": once(Mailing, partnership=of("partnership"), news="moved"),
    "follower_letter_once": twice(FollowerLetter, **LETTER),
    "follower_letter_is_sent_at_a_moment": once(FollowerLetter, **LETTER, state="sent"),
}
