"""An edition's e-mails, killed at any step and sent on: each follower gets one at most, and none is lost unseen."""

from collections import Counter

import pytest

from tests.dying import KILLED
from tests.post import post_office

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db]

# Three residents follow the plan, and a new edition waits to be sent.
PREPARE = """
from plans.editions.publishing import publish
from plans.jobs import worker
from tests import factories
partnership = factories.PartnershipFactory(slug="here")
plan = factories.PlanFactory(partnership=partnership)
action = factories.ActionFactory(priority=factories.PriorityFactory(plan=plan), wording="Fit locks")
coordinator = factories.UserFactory()
first = publish(plan, by=coordinator, note="The first")
for name in "abc":
    follower = factories.FollowerFactory(partnership=partnership, address=f"{name}@example.org", edition=first)
    follower.followings.create(what="plan")
action.wording = "Fit the best locks"
action.revise(by=coordinator, why="Clearer")
publish(plan, by=coordinator, note="The second")
from plans.models import Job
Job.objects.exclude(kind="edition_emails").delete()
Job.objects.filter(about=first.sha256).delete()
result = "ready"
"""

# As if nothing had been sent, and the timer ran later than the job's next try.
FORGET = """
from django.utils import timezone
from actions.models import Follower, Mailing
from plans.models import Edition, Job
Mailing.objects.all().delete()
Follower.objects.update(edition=Edition.objects.get(number=1))
Job.objects.exclude(kind="edition_emails").delete()
Job.objects.update(state="waiting", claimed_at=None, done_at=None, attempts=0, due_at=timezone.now(), failure="")
"""
LATER = """
from datetime import timedelta
from django.utils import timezone
from plans.models import Job
Job.objects.filter(state="running").update(claimed_at=timezone.now() - timedelta(minutes=11))
"""
OUTCOMES = """
from actions.models import Follower, FollowerLetter
result = [[row.follower.address, row.outcome, row.follower.edition.number] for row in FollowerLetter.objects.all()]
"""
ADDRESSES = {f"{name}@example.org" for name in "abc"}
TICK = ("tick", "--jobs")


def test_killed_anywhere_each_follower_gets_one_at_most(databases):
    with post_office() as office:
        site = databases.site(SITE_URL="https://plan.example.org", EMAIL_URL=f"smtp://127.0.0.1:{office.port}")
        assert site.ask(PREPARE) == "ready"
        done = site.run(*TICK)
        assert (done.code, Counter(office.addresses)) == (0, Counter(ADDRESSES)), done.said
        site.do(FORGET)
        steps = site.run(*TICK).steps  # the first made the editions' files as well
        talks = [n for n, step in enumerate(steps, 1) if step.startswith(("smtp", "commit"))]
        for n in talks[:: max(1, len(talks) // 8)]:
            site.do(FORGET)
            office.accepted.clear()
            assert site.run(*TICK, at=n).code == KILLED, steps[n - 1]
            site.do(LATER)
            assert site.run(*TICK).code == 0
            came = Counter(address for address, _ in office.accepted)
            outcomes = {address: (outcome, edition) for address, outcome, edition in site.ask(OUTCOMES)}
            assert set(came.values()) <= {1}, (n, steps[n - 1])
            doubtful = {address for address, (outcome, _) in outcomes.items() if outcome != "Sent"}
            assert len(doubtful) <= 1, "the one in flight"
            assert came.keys() | doubtful == ADDRESSES == outcomes.keys()
            assert {outcomes[address] for address in doubtful} <= {("Not known whether it was sent", 1)}
