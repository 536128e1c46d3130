"""This release and one that might come next, at work at once on one PostgreSQL; and this one alone again afterwards."""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings

from tests import machine, serving
from tests.page_forms import Page

CODE = ("actions", "config", "partners", "plans", "priorities", "static", "templates", "tests")
FILES = ("manage.py", "pyproject.toml", "requirements.txt")
# The next release: a field with a default of a tracked and of an official model, and a tracked model with a key to it.
FIELD = '    {} = models.CharField(max_length=20, default="usual", db_default="usual", db_comment="How urgent it is")\n'
KEY = '    pledge = models.ForeignKey("plans.Pledge", models.PROTECT, null=True, blank=True, related_name="+")\n'
PLEDGE = '''
class Pledge(models.Model):
    """What the partnership promises in its plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="pledges")
    wording = models.TextField(db_comment="What is promised")

    objects = PartnershipScoped.as_manager()
    history = History(page="pledge", belongs_to="plan")
    search_fields = ("wording",)
    export = Export("pledges", "What the partnership promises.")

    def __str__(self):
        return self.wording
'''
EDITS = {
    "actions/models/actions.py": (
        '    wording = models.TextField(db_comment="What is to be done")\n',
        FIELD.format("urgency") + KEY,
    ),
    "plans/models/editions.py": ("    payload = ", FIELD.format("length")),
    "plans/models/plans.py": ("\nclass Section(", PLEDGE),
    "plans/models/__init__.py": ("from .rounds import", "from .plans import Pledge\n"),
}

BEGIN = """
import json; from types import SimpleNamespace
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from plans.editions.publishing import publish
from plans.verification.receipts import make_receipt
from tests import worlds
world = SimpleNamespace()
for build in (worlds.here, worlds.next_door, worlds.cast):
    build(world)
here, cast = world.here, world.cast
worlds.report(here.action, cast.officer)
publish(here.plan, by=cast.coordinator, note="The first")
clients = {name: Client() for name in ("officer", "coordinator")}
for name, client in clients.items():
    client.force_login(getattr(cast, name))
print(json.dumps({
    "cookies": {name: client.cookies["sessionid"].value for name, client in clients.items()},
    "action": here.action.pk, "receipt": make_receipt(here.partnership).text,
}))
"""
# What only the next release can write.
PROMISE = """
import django; django.setup()
from partners.history import attributed_to
from partners.models import User
from plans.models import Plan, Pledge
from actions.models import Action
plan, by = Plan.objects.get(partnership__slug="here"), User.objects.get(name="Coordinator")
with attributed_to(by=by, why="Agreed in June"):
    pledge = Pledge.objects.create(plan=plan, wording="A warden on every estate")
    other = Action.objects.get(hallmark__key="skills")
    other.pledge = pledge
    other.save()
"""


# What this release says on the tables of the next one.
LATER = "The tables are those of a later release (actions.0002_next, plans.0002_next)."
# How urgent the action was, row by row of its history, of which each release has written some.
HISTORY = """
import django; django.setup()
from actions.models import Action
print(*Action.history.filter(wording__startswith="Fit better locks").values_list("urgency", flat=True))
"""
RESTORE = """
import django, sys; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("restore", sys.argv[1])
call_command("verify")
"""


class Release:
    """The code in a folder, on a database."""

    def __init__(self, code, database, folder):
        self.code, self.database, self.folder = code, database, folder
        folder.mkdir()
        self.environment = os.environ | {
            "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings_served", "MAIL_FOLDER": str(folder),
            "SECRET_KEY": settings.SECRET_KEY, "SITE_URL": serving.ADDRESS,
        }  # fmt: skip

    def run(self, *arguments):
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], cwd=self.code, env=self.environment, text=True, capture_output=True
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
        return done.stdout

    def manage(self, *arguments):
        return self.run("manage.py", *arguments)

    def serve(self):
        return serving.Site(self.database, self.folder, code=self.code)


def next_release(folder):
    """The tree as it might be in the next release, but for its migrations."""
    for name in CODE:
        shutil.copytree(settings.BASE_DIR / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(settings.BASE_DIR / name, folder)
    for name, (before, added) in EDITS.items():
        text = (folder / name).read_text()
        assert text.count(before) == 1, name
        (folder / name).write_text(text.replace(before, added + before))
    return folder


class Member:
    """Somebody in a browser, whose requests any of the hosts may answer."""

    def __init__(self, session):
        self.cookie = ("Cookie", f"sessionid={session}; csrftoken={'a' * 32}")

    def open(self, site, path):
        status, _, body = site.get(path, headers=[self.cookie])
        assert (path, status) == (path, 200)
        return body.decode()

    def send(self, site, path, **typed):
        """Fill in the page's form and send it."""
        form = next(
            form
            for form in Page(self.open(site, path)).forms
            if form.method == "post" and typed.keys() & form.filled().keys()
        )
        sent = form.filled() | {name: [value] for name, value in typed.items()} | {"csrfmiddlewaretoken": ["a" * 32]}
        status, _, body = site.post(path, urlencode(sent, doseq=True), [self.cookie])
        assert (path, status) == (path, 302), re.findall(r'<a href="#id[^<]*', body.decode())


@pytest.fixture
def releases(tmp_path):
    """(This release, the next one, what there is) on one database, whose tables are the next one's."""
    with machine.throwaway_postgres() as url, ThreadPoolExecutor() as pool:
        old = Release(settings.BASE_DIR, url, tmp_path / "old")
        new = Release(next_release(tmp_path / "next"), url, tmp_path / "new")
        begun = pool.submit(old.run, "-c", BEGIN)
        new.manage("makemigrations", "--name", "next", "-v", "0", "plans", "actions")
        begun = json.loads(begun.result().splitlines()[-1])
        new.manage("migrate", "-v", "0")
        yield old, new, begun


def test_two_releases_work_at_once_and_then_the_older_one_alone(releases, tmp_path):
    old, new, begun = releases
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(begun["receipt"])
    with old.serve() as older, new.serve() as newer, ThreadPoolExecutor() as pool:
        for site in (older, newer):
            work(site, begun, "Before the promise")
        new.run("-c", PROMISE)
        for site in (newer, older):
            work(site, begun, "After the promise")
            look(site, begun)
        assert list(pool.map(lambda release: looked_after(release, receipt), releases[:2])) == [LATER, ""]
    assert new.run("-c", HISTORY).split() == ["usual"] * 5
    with old.serve() as older:
        work(older, begun, "Alone again")
    assert looked_after(old, receipt) == LATER
    assert comes_back_from_an_archive(old, tmp_path / "plan.zip")


def comes_back_from_an_archive(release, archive):
    """What a release archives of the next one's tables it restores into its own."""
    release.manage("backup", archive)
    with psycopg.connect(release.database, autocommit=True) as server:
        server.execute("CREATE DATABASE elsewhere")
    elsewhere = Release(release.code, release.database.replace("/postgres?", "/elsewhere?"), archive.with_suffix(""))
    return "unbroken" in elsewhere.run("-c", RESTORE, archive)


def work(site, begun, words):
    """The plan is edited, reported on and published."""
    officer, coordinator = (Member(begun["cookies"][name]) for name in ("officer", "coordinator"))
    action, words = f"/here/actions/{begun['action']}/", f"{words}, at port {site.port}"
    coordinator.send(site, f"{action}edit/", wording=f"Fit better locks. {words}", why=words)
    officer.send(site, f"{action}update/", status="on_track", happened=f"Forty homes. {words}")
    coordinator.send(site, "/here/publish/", note=words)
    site.until(lambda: words in site.get("/here/whole-plan/")[2].decode(), 5)


def look(site, begun):
    """Pages that show what either of the two wrote."""
    history = f"history/action/{begun['action']}/"
    for path in ("log/", "plan/", "review/", "desk/", "changes/?since=2009-06-14", history):
        Member(begun["cookies"]["coordinator"]).open(site, f"/here/{path}")


def looked_after(release, receipt):
    """The commands of the timers run. Returns what `verify` says of a later release."""
    release.manage("tick")
    said = release.manage("verify", "--receipt", receipt)
    assert said.count("unbroken") == 2
    return "".join(line.partition(" Hold")[0] for line in said.splitlines() if "later release" in line)
