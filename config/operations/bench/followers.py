"""An edition's e-mails to ten thousand followers: how long they take, and the memory of the process that sends them."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import connection

from actions.models import Action, Follower, FollowerLetter, Following
from partners.models import Partnership
from plans.changes.subjects import What
from plans.editions.publishing import EMAILS_OF_EDITION, publish
from plans.models import Edition, Job

from .serving import HOST

FOLLOWERS = 10_000
# Of a hundred followers, how many follow the plan, one of the priorities, and an action.
SHARES = ((What.PLAN, 30), (What.PRIORITY, 50), (What.ACTION, 20))

# A mail server that takes everything and keeps nothing, in a process of its own.
SINK = """
import socketserver
class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda line: self.wfile.write(line + b"\\r\\n")
        say(b"220 sink")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go on")
                for line in self.rfile:
                    if line == b".\\r\\n":
                        break
            say(b"221 bye" if word == b"QUIT" else b"250 ok")
            if word == b"QUIT":
                break
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
SEND = """
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from plans.jobs import worker
from actions.followers import mailings
def most():
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
before = most()
print([str(job.state) for job in worker.do_all()])
print(before, most())
"""


def followers(bench):
    """an edition's e-mails to 10,000 followers: seconds, and the peak memory of the process that sends them"""
    rows = []
    for actions in bench.actions or [54]:
        with bench.data(actions) as cast, sink() as port:
            for number in (FOLLOWERS // 10, FOLLOWERS):
                rows.append([f"{actions} actions", *_sent(cast, number, port)])
    bench.table(["", "followers", "e-mails", "seconds", "a second", "MB at the start", "MB at most"], rows)


def _sent(cast, number, port):
    """[followers, e-mails, seconds, rate, MB before, MB at most] of a new edition."""
    partnership, plan = Partnership.objects.get(slug=cast.slug), cast.action.plan
    _follow(partnership, plan, number - partnership.followers.count())
    for action in Action.objects.in_plan(plan).order_by("pk")[:20]:
        action.wording += " again"
        action.revise(by=cast.coordinator, why="Bench")
    edition = publish(plan, by=cast.coordinator, note="Bench")
    Job.objects.exclude(kind=EMAILS_OF_EDITION, about=edition.sha256).delete()
    command = SEND.format(name=connection.settings_dict["NAME"])
    connection.close()
    environment = {"EMAIL_URL": f"smtp://{HOST}:{port}", "SITE_URL": "https://plan.example.org", "START_JOBS": "false"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    started = perf_counter()
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", command], cwd=settings.BASE_DIR, env=os.environ | environment, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    seconds = perf_counter() - started
    before, most = re.findall(r"\d+", done.stdout.splitlines()[-1])
    sent = FollowerLetter.objects.filter(mailing__edition=edition, state=FollowerLetter.State.SENT).count()
    sizes = (f"{int(kilobytes) / 1000:.0f}" for kilobytes in (before, most))
    return [f"{number:,}", f"{sent:,}", f"{seconds:.0f}", f"{sent / seconds:.0f}", *sizes]


def _follow(partnership, plan, number):
    """Add followers, each of one subject."""
    edition = Edition.objects.current(plan)
    first = partnership.followers.count()
    made = Follower.objects.bulk_create(
        [
            Follower(partnership=partnership, address=f"resident{n}@example.org", edition=edition)
            for n in range(first, first + number)
        ],
        batch_size=2000,
    )
    keys = [part["key"] for part in edition.outline["priorities"]]
    actions = list(Action.objects.in_plan(plan).order_by("pk").values_list("pk", flat=True))
    which = {What.PLAN: [""], What.PRIORITY: keys, What.ACTION: actions}
    kinds = [what for what, share in SHARES for _ in range(share)]
    chosen = [(kinds[n % 100], which[kinds[n % 100]]) for n in range(len(made))]
    Following.objects.bulk_create(
        [
            Following(follower=row, what=what, which=str(ids[n % len(ids)]))
            for n, (row, (what, ids)) in enumerate(zip(made, chosen, strict=True))
        ],
        batch_size=2000,
    )


@contextmanager
def sink():
    """A mail server in a process of its own. Yields its port."""
    command = [sys.executable, "-c", SINK]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path("/"))  # noqa: S603 (our own words)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
