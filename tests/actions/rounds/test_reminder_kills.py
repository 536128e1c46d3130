"""send_reminders, killed at any step: at the mail server each letter comes once at most, and none is lost unseen."""

from collections import Counter

import pytest
from django.utils import timezone

from tests.dying import KILLED
from tests.post import post_office
from tests.worlds import MONDAY

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# A round with answers due today, three people who owe one, and a pack that was sent to two of them and has not gone.
PREPARE = """
from datetime import timedelta
from actions.meetings.sending import PACK, send_paper
from partners import clock
from tests import factories
from tests.worlds import member
partnership = factories.PartnershipFactory(slug="here")
council, police = (factories.AuthorityFactory(partnership=partnership, name=n) for n in ("Council", "Police"))
plan = factories.PlanFactory(partnership=partnership)
priority = factories.PriorityFactory(plan=plan)
for lead in (police, None):
    factories.ActionFactory(priority=priority, lead=lead)
today = clock.today()
factories.RoundFactory(plan=plan, opens_on=today - timedelta(days=9), due_on=today, remind_on=[0])
ann, ben = (member(police, "officer", name) for name in ("Ann", "Ben"))
cora = member(council, "coordinator", "Cora")
group = factories.GroupFactory(partnership=partnership)
for user in (ann, cora):
    group.members.create(authority=police, user=user)
meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=7), state="draft", place="Hall")
meeting.agenda.create(position=1, title="The plan")
send_paper(PACK, meeting, by=cora, token="0" * 32)
result = "ready"
"""

# What the log says: {address and kind: its state, in the words of the page}.
LISTED = """
from actions.models import PaperLetter, Reminder
rows = [*Reminder.objects.all(), *PaperLetter.objects.all()]
result = {f"{type(row).__name__} {row.address}": row.outcome for row in rows}
"""

# The button beside each letter in doubt, pressed twice by the coordinator; what the pages say then.
PRESS = """
import re
from django.test import Client
from actions.models import PaperLetter, Reminder
from partners.models import Meeting, User
client = Client()
client.force_login(User.objects.get(name="Cora"))
pages = [f"/here/rounds/{Reminder.objects.first().round_id}/sent/", f"/here/meetings/{Meeting.objects.get().pk}/pack/"]
for page in pages:
    for path in re.findall('action="(/here/[^"]*/again/)"', client.get(page).content.decode()):
        assert [client.post(path).status_code for _ in range(2)] == [302, 302]
"""

FORGET = """
from actions.models import PaperLetter, Reminder
Reminder.objects.all().delete()
PaperLetter.objects.update(
    state="waiting", claimed_at=None, sent_at=None, again_by=None, again_at=None, doubted_at=None
)
"""

LETTERS = {
    f"{kind} {name}@example.org"
    for kind, names in (("Reminder", "ann ben cora"), ("PaperLetter", "ann cora"))
    for name in names.split()
}


def test_killed_anywhere_each_letter_comes_once_at_most_and_none_is_lost(databases):
    with post_office() as office:
        site = databases.site(
            SITE_URL="https://plan.example.org",
            EMAIL_URL=f"smtp://127.0.0.1:{office.port}",
            CLOCK_OFFSET_SECONDS=str(offset()),
        )
        assert site.ask(PREPARE) == "ready"
        done = site.run("send_reminders")
        assert (done.code, came(office)) == (0, dict.fromkeys(LETTERS, 1)), done.said
        site.do(FORGET)
        done = site.run("send_reminders")  # the first made the next round as well
        fates = Counter()
        for n in moments(done.steps):
            site.do(FORGET)
            office.accepted.clear()
            assert site.run("send_reminders", at=n).code == KILLED
            again = site.run("send_reminders")
            states = site.ask(LISTED)
            assert states.keys() == LETTERS
            doubtful = {letter for letter, state in states.items() if state == "Not known whether it was sent"}
            assert set(states.values()) <= {"Sent", "Not known whether it was sent"}
            arrived = came(office)
            assert set(arrived.values()) == {1}, (n, done.steps[n - 1])
            assert arrived.keys() | doubtful == LETTERS
            assert len(doubtful) <= 1, "the one in flight"
            assert again.said.count("Not known whether it was sent: ") == len(doubtful) == again.code
            assert site.run("send_reminders").code == 0
            assert came(office) == arrived, "nothing goes by itself, however often it is run"
            fates[bool(doubtful), doubtful <= arrived.keys()] += 1
            if doubtful:
                site.do(PRESS)
                assert Counter(came(office)) - Counter(arrived) == dict.fromkeys(doubtful, 1)
                assert set(site.ask(LISTED).values()) == {"Sent"}
        # Some died before the letter had gone, some after, and some when none was in flight.
        assert min(fates[True, True], fates[True, False], fates[False, True]) >= 2, fates


def came(office):
    """{letter: how often the mail server took it}."""
    kinds = {"reminder": "Reminder", "pack": "PaperLetter"}
    return dict(Counter(f"{kinds[message['Message-ID'][1:].partition('.')[0]]} {a}" for a, message in office.accepted))


def moments(steps):
    """Steps around the sending of the first letter and of the last, and some between."""
    talks = [n for n, step in enumerate(steps, 1) if step.startswith("smtp")]
    length = len(talks) // len(LETTERS)
    first, last = talks[:length], talks[-length:]
    ends = {1, len(steps), first[0] - 2, first[0] - 1, first[-1] + 1, last[0] - 1, last[-1] + 1}
    return sorted(ends | {*first[3::3]} | {*last[-5:]} | set(range(2, len(steps), len(steps) // 3)))


def offset():
    """Seconds from now to the Monday of the tests."""
    return int((MONDAY - timezone.now()).total_seconds())
