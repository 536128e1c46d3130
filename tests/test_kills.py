"""What is killed at any step leaves all or nothing, and is run again as if it had not been."""

from datetime import date

import pytest
from django.conf import settings

from .dying import KILLED, some
from .priorities import crimes

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db]

NORTH_HERTS = settings.BASE_DIR / "fixtures" / "north-herts-2008" / "plan.toml"

# Everything that the database holds; what two runs have alike; and what lies among the evidence.
STATE = """
import hashlib
from config.operations.backup.tables import archived_models, as_json, columns_of
from django.conf import settings
from plans.serialization import freeze
from plans.models import Edition, Plan
from plans.outline.build import outline
from django.apps import apps
from partners.models import Partnership, Revision
rows, whole = {}, hashlib.sha256()
for model in archived_models():
    kept = model._base_manager.order_by("pk")
    if model._meta.label == "partners.AccessEvent":
        # The trace that the commands themselves leave: it is no part of what they do, and comes after it.
        kept = kept.exclude(kind__in=["backed_up", "restored", "downloaded"])
    lines = [as_json(row) for row in kept.values_list(*columns_of(model))]
    rows[model._meta.label] = len(lines)
    whole.update("".join(lines).encode())
def without_numbers(value):
    # PostgreSQL does not give out the numbers again that a killed transaction took.
    if isinstance(value, dict):
        left_out = ("id", "priority_id", "made_at")
        return {name: without_numbers(each) for name, each in value.items() if name not in left_out}
    if isinstance(value, list):
        return len(value) if all(type(each) is int for each in value) else list(map(without_numbers, value))
    return value
outlines = [outline(plan, audience=who) for plan in Plan.objects.order_by("pk") for who in ("public", "partnership")]
outlines += [edition.outline for edition in Edition.objects.order_by("pk")]
outlines = [freeze(without_numbers(each)) for each in outlines]
root = settings.EVIDENCE_ROOT
files = {
    str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    for path in root.rglob("*")
}
# What is wrong with the numbers of revisions: a gap, or one whose rows are not there.
wrong = []
for partnership in Partnership.objects.order_by("pk"):
    numbers = list(partnership.revisions.order_by("moment").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(numbers)
unseen = {r.pk: r for r in Revision.objects.filter(same_as=None)}
for model in apps.get_models():
    if any(field.name == "revision" for field in model._meta.concrete_fields) and model is not Edition:
        for pk in model._base_manager.values_list("revision", flat=True):
            unseen.pop(pk, None)
published = {f"published edition {e.number} of {e.plan.slug}" for e in Edition.objects.select_related("plan")}
wrong += [f"{r.number} {r.what}" for r in unseen.values() if r.what not in published]
result = {
    "wrong": wrong,
    "whole": whole.hexdigest(), "rows": rows, "files": files,
    "outlines": [hashlib.sha256(words.encode()).hexdigest() for words in outlines],
}
"""


def alike(state):
    return {name: value for name, value in state.items() if name != "whole"}


def dies_at_each_step(site, twin, run, parts=lambda state: False):
    """Kill `run(site, at=n)` at many n, one after the other, until all of it is there. Returns the state after each.

    `twin` is the same site, where it comes to its end. `parts(state)` says of a state between nothing and all whether
    it is whole as well.
    """
    before = site.ask(STATE)
    done = run(twin)
    assert done.code == 0, done.said
    after = twin.ask(STATE)
    assert before["rows"] != after["rows"]
    numbers = some(done.steps)
    assert len(numbers) >= 5
    seen = []  # the state after each kill
    for n in numbers:
        killed = run(site, at=n)
        state = site.ask(STATE)
        assert killed.code == KILLED or alike(state) == alike(after)
        committed = "committed" in done.steps[:n]
        assert state == before or (committed and (alike(state) == alike(after) or parts(state))), (n, done.steps[n - 1])
        assert state["wrong"] == [], (n, done.steps[n - 1])
        seen.append(state)
        if alike(state) == alike(after):
            break
    else:
        assert run(site).code == 0
    assert alike(site.ask(STATE)) == alike(after)
    return seen


def test_an_import_of_a_plan_is_whole_or_not_there(databases):
    dies_at_each_step(
        databases.site(), databases.site(), lambda site, at=None: site.run("import_plan", NORTH_HERTS, at=at)
    )


MEMBER = """
from django.test import Client
from tests import factories
from partners.models import Partnership, User
partnership = Partnership.objects.get()
council = partnership.authorities.first()
user = User.objects.create_user("cora@example.org", "x", name="Cora")
factories.MembershipFactory(user=user, authority=council, role="coordinator")
client = Client()
client.force_login(user)
result = client.cookies["sessionid"].value
"""

POST = """
from django.test import Client
client = Client()
client.cookies["sessionid"] = SESSION
"""


@pytest.fixture(scope="module")
def planned(databases):
    """A site with the real plan and a coordinator, who is signed in."""
    site = databases.site()
    assert site.run("import_plan", NORTH_HERTS).code == 0
    site.session = site.ask(MEMBER)
    return site


def test_an_edition_is_published_whole_or_not_at_all(planned, databases):
    look = f"""{POST.replace("SESSION", repr(planned.session))}
page = client.get("/north-herts/publish/").content.decode()
result = page.partition('name="seen" value="')[2].partition('"')[0]"""
    press = f"""{POST.replace("SESSION", repr(planned.session))}
answer = client.post("/north-herts/publish/", {{"note": "The first", "seen": {planned.ask(look)!r}}})
assert answer.status_code == 302, answer.content"""
    site, twin = databases.site(of=planned), databases.site(of=planned)
    seen = dies_at_each_step(site, twin, lambda site, at=None: site.do(press, at=at))
    assert {state["rows"]["plans.Edition"] for state in seen} == {0, 1}
    assert site.run("verify").code == 0


def test_an_update_is_saved_with_its_revision_or_not_at_all(planned, databases):
    action = planned.ask("from actions.models import Action; result = Action.objects.order_by('pk').first().pk")
    moment = planned.ask("from partners import clock; result = clock.now().isoformat()")
    press = f"""{POST.replace("SESSION", repr(planned.session))}
from datetime import datetime
from partners import clock
form = {{"seen": "none", "status": "on_track", "happened": "Ten locks fitted"}}
with clock.frozen_at(datetime.fromisoformat({moment!r})):
    answer = client.post("/north-herts/actions/{action}/update/", form)
assert answer.status_code == 302, answer.content"""
    site, twin = databases.site(of=planned), databases.site(of=planned)
    seen = dies_at_each_step(site, twin, lambda site, at=None: site.do(press, at=at))
    updates, numbers = ({state["rows"][label] for state in seen} for label in ("actions.Update", "partners.Revision"))
    assert (updates, max(numbers) - min(numbers)) == ({0, 1}, 1)


@pytest.fixture
def months(tmp_path):
    """Two months of the police's open data, of more districts than go into one statement."""
    for month, crime in ((date(2011, 1, 1), "Burglary"), (date(2011, 2, 1), "Robbery")):
        rows = [crimes.row(month, f"District {chr(65 + n // 26)}{chr(65 + n % 26)} 001A", crime) for n in range(40)]
        (tmp_path / crimes.name(month)).write_bytes(crimes.content(rows * 3))
    return sorted(tmp_path.glob("*.csv"))


def test_a_file_of_crimes_is_counted_whole_or_not_at_all_by_command_and_by_page(planned, databases, months):
    def whole_files(state):
        """So many files, each with all its counts."""
        files, counts = (state["rows"][f"priorities.{name}"] for name in ("CrimeFile", "CrimeCount"))
        return (files, counts) in ((1, 40), (2, 80))

    upload = f"""{POST.replace("SESSION", repr(planned.session))}
files = [open(path, "rb") for path in {[str(path) for path in months]!r}]
answer = client.post("/north-herts/crimes/load/", {{"files": files}})
assert answer.status_code == 302, answer.content"""
    ways = (
        lambda site, at=None: site.run("import_crimes", "north-herts", *months, at=at),
        lambda site, at=None: site.do(upload, at=at),
    )
    for way in ways:
        seen = dies_at_each_step(databases.site(of=planned), databases.site(of=planned), way, whole_files)
        assert {state["rows"]["priorities.CrimeFile"] for state in seen} >= {0, 1}
