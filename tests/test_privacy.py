"""A secret is planted in every text that is the partnership's own, and looked for in all that the public can get."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from pypdf import PdfReader

from actions.meetings.closing import close, correct
from actions.meetings.db_lock import lock, unlock
from partners import clock
from partners.immutable_tables import lifted
from partners.models import AccessEvent, Departure, MaintenanceRun, ReadOnlyMode, Session, Tally
from partners.rewritings import rewriting
from plans.editions.public_pages import pages_of
from plans.editions.publishing import withdraw
from plans.exports.formats import FILES
from plans.jobs import worker
from plans.models.jobs import Job
from plans.outline.build import outline

from . import factories
from .access import GET, OPEN
from .addresses import address
from .everything import something_of_everything

# What the public may read. A text field that is not named here is the partnership's own.
PUBLIC = {
    "partners.Partnership": {"slug", "name", "area", "contact", "contact_phone", "contact_email", "colour", "notice"},
    "partners.Authority": {"name", "short_name"},
    "partners.ReadOnlyMode": {"notice"},
    "partners.Departure": {"slug", "name", "moved_to"},
    "partners.Logo": {"alternative_text", "sha256"},
    "plans.Plan": {
        "slug", "title", "subtitle", "period", "strapline", "vision", "mission", "objective_served", "measurement_note",
    },
    "plans.Section": {"key", "heading", "body", "body_after"},
    "plans.StrategicObjective": {"name"},
    "plans.Assessment": {"title", "summary", "value_for_money_public", "link"},
    "plans.Consultation": {"title", "asked_whom", "summary", "changed"},
    "plans.AccessibilityStatement": {"problems", "burden", "out_of_scope", "evaluated_by"},
    "plans.PrivacyNotice": {"controller", "officer", "lawful_basis", "shared_with", "registration"},
    # Drafts are not public; see tests/plans/versions.
    "plans.Version": {
        "title", "file_name", "file_stored", "payload", "link", "transcript", "made_by", "withdrawn_why",
    },
    "plans.EasyReadText": {"text", "source", "alternative_text"},
    "plans.EasyReadPicture": {"sha256"},
    # Published by a press of their own; see tests/plans/translations. The texts that members work on are not public.
    "plans.TranslationSet": {"language", "payload"},
    "plans.Edition": {"note", "payload", "sha256", "previous_sha256"},
    "plans.EditionFile": {"name", "sha256", "release"},
    "plans.Job": {"kind", "about"},
    "plans.Withdrawal": {"reason"},
    "priorities.Priority": {"key", "name", "consultation_name", "heading"},
    "priorities.ConsultationPlace": {"wording"},
    "priorities.SuccessCriterion": {
        "wording", "measure", "unit", "baseline_period", "source", "override_reason", "own_reference",
    },
    "priorities.Measurement": {"source"},
    "priorities.CrimeFile": {"sha256"},
    "actions.Hallmark": {"key", "name", "body"},
    "actions.Action": {"wording", "note", "due_words", "own_reference"},
    "actions.Update": {"public"},
    "actions.Milestone": {"wording"},
    "actions.Pack": {"sha256"},
    "actions.Minutes": {"sha256"},
    "actions.Passage": {"place"},
    # Whoever has the reference reads what became of a question.
    "actions.Question": {"reference"},
    "actions.PublicAnswer": {"said", "answer"},
}  # fmt: skip


OURS = ("partners", "plans", "priorities", "actions")


def private_fields():
    """[(model, field)] of every text that is the partnership's own, histories included."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            label = model._meta.label.replace("Historical", "")
            for field in model._meta.get_fields():
                is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
                is_text = is_text and not field.primary_key  # the key of a session, which rows may not share
                if is_text and field.name not in PUBLIC.get(label, ()) and field.name != "history_type":
                    yield model, field


def secret(model, field):
    return f"Zq{model._meta.label}.{field.name}".replace(".", "").replace("_", "")[: field.max_length or 100]


def plant(model, field):
    """Puts the field's secret into every row there is: the row's id stands behind it where values are unique."""
    value = Value(secret(model, field))
    if field.unique or field.name == "email":
        value = Concat(value, Cast(F("pk"), models.CharField()), Value("@x.org"))
    rows = model._base_manager.all()
    # Either a link or a file; said only of a meeting that was moved or cancelled.
    if model._meta.label.endswith("Evidence") or field.name in ("cancelled_why", "moved_why", "moved_from_place"):
        rows = rows.exclude(**{field.name: ""})
    # The draft of minutes alone has its text with its sending.
    if model._meta.label.endswith("Sending") and field.name == "payload":
        rows = rows.exclude(payload="")
    if model._meta.label.endswith("DecidedChange") and field.name == "why":
        rows = rows.exclude(why="")
    if field.name == "retired_why":
        rows = rows.exclude(retired_at=None)
    return rows.update(**{field.name: value})


@pytest.fixture
def full(here, cast, report, published):
    """The plan here with something in every table, and its secrets planted, then published twice."""
    something_of_everything(here, cast, report)
    with rewriting(by=cast.coordinator, why="x", what="x"):
        pass
    now = clock.now()
    AccessEvent.objects.create(at=now, kind="signed_in", user=cast.officer, about="x", network="x", browser="x")
    Session.objects.create(session_key="x", session_data="x", expire_date=now + timedelta(days=1))
    Tally.objects.create(key="x", slot=1, number=1, ends=1)
    Departure.objects.create(
        number=0, slug="x", name="x", asked_by="x", why="x", archive="x", sha256="x", moved_to="https://example.org/",
        opened_at=now, closed_at=now,
    )  # fmt: skip
    MaintenanceRun.objects.create(kind="backup", began_at=now, ended_at=now, failure="x")
    ReadOnlyMode.objects.create(notice="x", began_at=now, by="x")
    Job.objects.create(kind="x", state="failed", failure="x", due_at=now, claimed_at=now, done_at=now)
    with lifted():
        unlock(connection)
        for model, field in private_fields():
            assert plant(model, field), f"nothing of {model._meta.label} is there to hold a secret in {field.name}"
        lock(connection)
    published("The first")
    report(here.action, cast.officer, happened=secret(*_field("actions.Update", "happened")), public="Now sixty.")
    here.in_public = in_public(here, cast)
    withdraw(published("The second"), by=cast.coordinator, reason="A mistake")
    published("The third")
    assert {job.state for job in worker.do_all()} == {"done"}
    return here


def in_public(here, cast):
    """A meeting in public that was held and has minutes, with secrets in all of it that is not for the public."""

    def hidden(label, name):
        return secret(*_field(label, name))

    group = factories.GroupFactory(partnership=here.partnership, name="Public forum")
    meeting = factories.MeetingFactory(
        group=group, starts_at=clock.now(), in_public=True, begun=True, place="Town Hall"
    )
    factories.came(meeting, here.police, hidden("partners.Attendee", "name"), senior=True)
    for name in ("title", "introduction"):
        text = hidden("partners.AgendaItem", name)
        item = meeting.agenda.create(position=1, title=text, introduction=text, confidential=True)
    meeting.passages.create(place="opening", text=hidden("actions.Passage", "text"))
    about = {"meeting": meeting, "by": cast.chair, "text": hidden("actions.Record", "text")}
    factories.RecordFactory(kind="note", **about)
    factories.RecordFactory(kind="decision", **about)
    factories.RecordFactory(kind="decision", item=item, public=True, **about)
    factories.RecordFactory(kind="challenge", action=here.action, challenged=here.police, **about)
    factories.RecordFactory(kind="decision", public=True, **about | {"text": "Light the park"})
    correct(close(meeting, by=cast.chair), by=cast.chair, text=hidden("actions.Correction", "text"))
    factories.MeetingFactory(
        group=group, starts_at=clock.now(), in_public=True, state="ready", place="Royston", about="Come and ask"
    )
    return meeting


def _field(label, name):
    model = apps.get_model(label)
    return model, model._meta.get_field(name)


def public_addresses(here):
    """Every address that the public may open, of each edition and each file there is."""
    # Who has the address of a member's calendar is let in by it.
    names = {name for name, row in GET.items() if row == OPEN} - {"calendar_feed"}
    pages = pages_of(outline(here.plan, audience="public"))
    # Home leads members elsewhere, and what changed in the first edition is nothing.
    for name in sorted(names | {"home", "edition_changes_docx"}):
        path = address(name, here)
        numbered = [path.replace("/1/", f"/{n}/") for n in (1, 2, 3)] if "/1/" in path else [path]
        for each in numbered:
            if "actions.csv" in each:
                yield from [each.replace("actions.csv", file) for file in FILES]
            elif each.endswith("whole-plan/"):
                yield from [each.replace("whole-plan/", page) for page in pages if page]
            else:
                yield each


def text_of(response):
    """All text of a response, unpacked."""
    content = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([str(reader.metadata), *(page.extract_text() for page in reader.pages)])
    if content.startswith(b"\x89PNG"):
        return ""  # drawn from what the pages of its edition say
    if content.startswith(b"\x00\x00\x01\x00"):
        return ""  # the site's own icon
    return content.decode()


def secrets_in(text):
    return {secret(model, field) for model, field in private_fields() if secret(model, field) in text}


@pytest.mark.slow
def test_nothing_of_the_partnership_s_own_is_in_anything_that_the_public_can_get(full, sign_in):
    client = sign_in(None)
    found = {path: client.get(path) for path in public_addresses(full)}
    assert {path: secrets_in(text_of(response)) for path, response in found.items()} == {path: set() for path in found}
    # What is looked through are the things themselves.
    told = {path for path, response in found.items() if "Fit better locks" in text_of(response)}
    assert {f"/here/{name}" for name in FILES if name.startswith(("plan", "actions"))} <= told
    told = {path for path, response in found.items() if "Light the park" in text_of(response)}
    assert told == {f"/here/public-meetings/{full.in_public.pk}/"}
    told = {path for path, response in found.items() if "Royston" in text_of(response)}
    assert told == {
        f"/here/{page}"
        for page in ("", "embed/", "how-the-partnership-works/", "public-meetings/", "public-meetings.ics")
    }
    # How to check it stays.
    withdrawn = [path for path in found if re.fullmatch("/here/editions/2008-2011/2/(?!check/).*", path)]
    assert {found[path].status_code for path in withdrawn} == {410}


@pytest.mark.slow
def test_the_secrets_are_where_a_member_sees_them(full, cast, sign_in):
    cast.observer.refresh_from_db()
    words = text_of(sign_in(cast.observer).get("/here/plan/plan.json"))
    assert secrets_in(words) == {
        secret(*_field(*where))
        for where in [
            ("actions.Update", "happened"), ("priorities.Measurement", "note"), ("partners.User", "name"),
            ("actions.Action", "lead_words"), ("actions.Action", "private_note"),
            ("priorities.SuccessCriterion", "figures_words"), ("priorities.SuccessCriterion", "private_note"),
            ("actions.DecidedChange", "wording"), ("actions.DecidedChange", "due_words"),
            ("plans.Assessment", "value_for_money"), ("plans.Assessment", "document_name"),
        ]
    }  # fmt: skip
