"""What people write comes out as words, wherever it comes out: markup is planted in all of it and looked for."""

import copy
from collections import Counter
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils.html import escape

from actions.date_changes import ask
from actions.models import Reminder
from partners import clock
from partners.files.uploads import validate_upload
from partners.models import Departure, Membership, Partnership
from partners.models.access_events import AccessEvent, Kind
from partners.rewritings import rewriting
from plans.editions.publishing import withdraw
from plans.jobs import worker
from plans.models.jobs import Job
from priorities.assessments import operations as assessing

from . import factories
from .access import ACCOUNT, GET, POST, ROLES
from .access_worlds import everybody_s_business
from .actions.reporting.spreadsheet import sheets
from .addresses import address
from .everything import something_of_everything
from .page_forms import Page
from .planting import BUTTON, HARMLESS_LINK, PLANTED, content_of, markup_in, markup_in_mail, plant_everything
from .priorities import crimes
from .volume import some
from .worlds import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.world.with_args(everybody_s_business),
    pytest.mark.usefixtures("_evidence_of_its_own"),
]

# Each is the same bytes for whoever may have it, and costs seconds.
PDFS = ("meeting_pack_pdf", "meeting_minutes_pdf")
FILES = {
    "application/atom+xml",
    "application/json",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "text/calendar",
    "text/csv",
}
# The forms by which somebody's role comes, changes or ends.
OF_ROLES = {"invitation", "person_role", "person_end", "person_return", "person_hand_over", "authority_succeed"}

# What has nothing to do here: the duties are there, no police figures are new, and what the first version and the
# translations are is public or not ready.
NOT_SENT_BACK = {"crime_record", "duties_start", "translation_publish", "version_publish", "version_withdraw"}
# The code that it gives to copy is HTML, which is escaped again to be shown.
SHOWS_HTML = "/here/on-your-site/"


def something_everywhere(world):
    """Something in every table, of the plan here."""
    here, cast = world.here, world.cast
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    something_of_everything(here, cast, report)
    with assessing.delete_documents_on_failure():
        assessing.keep_document(here.assessment, validate_upload(SimpleUploadedFile("Whole.pdf", b"%PDF-")))
        assessing.save(here.assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 6, 30), reason="Late locks")
    more = {"kind": "add", "priority": here.priority, "wording": "x"}
    for _ in range(2):  # with two that ask no question there is a button to put all into the plan
        factories.RecordFactory(meeting=here.meeting, kind="decision", change=more)
    group = here.to_come.group
    factories.GroupMemberFactory(group=group, authority=here.fire, user=None, name="x", email="x@example.org")
    criterion = here.criterion
    criterion.override, criterion.override_reason = "short", "x"
    criterion.override_by, criterion.override_on = cast.coordinator, clock.today()
    criterion.save()
    EmailAddress.objects.create(user=cast.coordinator, email="new@example.org")
    with rewriting(by=cast.coordinator, why="x", what="x"):
        pass
    happened = AccessEvent.objects.create(kind=Kind.REFUSED, user=cast.chair, at=clock.now(), about="x")
    happened.partnerships.add(here.partnership)
    now = clock.now()
    Departure.objects.create(
        number=0, slug="x", name="x", asked_by="x", why="x", archive="x", sha256="x", moved_to="https://example.org/",
        opened_at=now, closed_at=now,
    )  # fmt: skip
    Job.objects.create(kind="x", state="failed", failure="x", due_at=now, claimed_at=now, done_at=now)
    # Letters of which it is not known whether they were sent.
    Reminder.objects.update(state="unknown", claimed_at=clock.now())
    address("paper_letter_again", here)
    # No page but the lists of them can be opened by who has such a passkey: it is none.
    SocialAccount.objects.create(user=cast.coordinator, provider="organisation", uid="x", extra_data={"name": "x"})
    Authenticator.objects.create(user=here.member.user, type="webauthn", data={"name": "x", "credential": {}})


with_everything = pytest.mark.world.with_args(something_everywhere)


@pytest.fixture
def full(here):
    """The plan here with something in every table, if `with_everything` marks the test."""
    return here


@pytest.fixture
def planted(full, cast, published):
    """Plants it in everything here, publishes the plan, and withdraws an edition."""

    def planted(**markup):
        plant_everything(**markup)
        full.action.refresh_from_db()
        full.action.wording += " again"
        full.action.revise(by=cast.coordinator, why=PLANTED)
        published(PLANTED)
        withdraw(published(PLANTED), by=cast.coordinator, reason=PLANTED)
        published(PLANTED)
        assert {job.state for job in worker.do_all()} == {"done"}
        return full

    return planted


def pages_of(role):
    """The names of the addresses that answer this role, and one that refuses it."""
    column = ROLES.index(role)
    answers = [name for name, row in GET.items() if row[column] == 200 and (name not in PDFS or role == "coordinator")]
    refused = [name for name, row in GET.items() if row[column] in (403, 404, 409)][:1]
    return [*answers, *refused, *ACCOUNT]


def is_page(response):
    return response.headers.get("Content-Type", "").startswith("text/html")


def variants(client, path, response, seen):
    """Pages that a page leads to and that differ from all seen so far in more than an id; and what its filters find."""
    page = Page(response.content.decode())
    for link in page.links:
        parts = urlsplit(urljoin(path, link))
        kind = _kind(parts)
        if parts.netloc or kind is None or kind in seen:
            continue
        seen.add(kind)
        yield parts.path + (f"?{parts.query}" if parts.query else "")
    for form in page.forms:
        kind = (form.method, urljoin(path, form.action), form.shape[2])
        if form.method == "get" and kind not in seen:
            seen.add(kind)
            sent = form.filled(empty=PLANTED)
            yield client.get(kind[1], sent).wsgi_request.get_full_path()


def _kind(parts):
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    words = {key: word for key, word in match.kwargs.items() if not str(word).isdecimal()}
    asked = tuple(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))
    return (match.url_name, str(words), asked)


@with_everything
def test_no_page_and_no_file_has_the_markup_of_what_people_wrote(planted, cast, sign_in):
    full = planted()
    found, kinds = {}, Counter()

    def look(client, path, role):
        response = client.get(path)
        kinds[response.headers.get("Content-Type", "").partition(";")[0]] += 1
        for markup in markup_in(content_of(response), response.headers.get("Content-Type", "")):
            found.setdefault(markup, (role, path))
        return response

    # The others read what these read, and less of it.
    for role in some(("public", "officer", "coordinator"), ROLES):
        client = sign_in(getattr(cast, role, None))
        opened = [(path, look(client, path, role)) for path in (address(name, full) for name in pages_of(role))]
        if role != "coordinator":
            continue
        seen = {_kind(urlsplit(path)) for path, _ in opened}
        for path, response in opened:
            if is_page(response) and response.status_code == 200:
                for further in variants(client, path, response, seen):
                    look(client, further, role)
    client = sign_in(full.member.user)
    for name in ("mfa_index", "mfa_list_webauthn"):
        assert look(client, address(name, full), "owner of a passkey").status_code == 200
    assert {markup for markup, (_, path) in found.items() if path != SHOWS_HTML} == set()
    assert kinds["text/html"] > some(250, 400)
    assert set(kinds) >= FILES


class Sender:
    """Sends forms back as they stand, and those of the answers. What each did is undone, but for what it `found`."""

    def __init__(self, run_on_commit):
        self.run_on_commit, self.roles = run_on_commit, roles()
        self.sent, self.letters, self.found = set(), Counter(), {}

    def all_of(self, client, path, html):
        for form in Page(html).forms:
            for button in form.buttons or [None]:
                target = urljoin(path, form.action)
                kind = (target, form.shape[2], button and (button.name, button.value[:1]))
                if form.method == "post" and kind not in self.sent:
                    self.sent.add(kind)
                    self.send(client, target, form.filled(button, empty=PLANTED))

    def send(self, client, path, data):
        before, cookies = transaction.savepoint(), copy.deepcopy(client.cookies)
        mail.outbox.clear()
        with self.run_on_commit(execute=True):
            answer = client.post(path, data, follow=True)
        for words in self.looked_at(path, answer):
            self.found.setdefault(words, path)
        if is_page(answer):
            self.all_of(client, answer.request["PATH_INFO"], answer.content.decode())
        transaction.savepoint_rollback(before)
        client.cookies = cookies

    def looked_at(self, path, answer):
        yield from markup_in(content_of(answer), answer.headers.get("Content-Type", ""))
        for letter in mail.outbox:
            yield from markup_in_mail(letter)
        self.letters.update(letter.subject for letter in mail.outbox)
        if resolve(path).url_name not in OF_ROLES and roles() != self.roles:
            yield "Somebody's role changed"


@with_everything
def test_every_form_sent_back_as_it_stands_gives_words_and_does_no_more(
    planted, cast, sign_in, django_capture_on_commit_callbacks
):
    full = planted(link=HARMLESS_LINK)
    sender = Sender(django_capture_on_commit_callbacks)
    for role in some(("coordinator", "officer", "public"), ("coordinator", "chair", "officer", "public")):
        client = sign_in(getattr(cast, role, None))
        draft = reverse("meeting_detail", args=["here", full.to_come.pk])
        correct = reverse("record_correct", args=["here", full.decided.record_id])  # its meeting has minutes
        for path in [draft, correct, *(address(name, full) for name in pages_of(role))]:
            response = client.get(path)
            if is_page(response):
                sender.all_of(client, path, response.content.decode())
    for role, path, data in files_with_markup(full, cast, sign_in):
        sender.send(sign_in(getattr(cast, role)), path, data)
    by_hand = ["/here/write/preview/", f"/here/meetings/{full.running.pk}/draft/"]
    by_hand += [address("paper_letter_again", full)]
    for path in by_hand:
        sender.send(sign_in(cast.coordinator), path, {"words": PLANTED, "text": PLANTED})
    address("notification_again", full)  # a letter in doubt, which the log lists
    client, log = sign_in(cast.coordinator), "/here/notifications/"
    sender.all_of(client, log, client.get(log).content.decode())
    sender.send(sign_in(cast.coordinator), address("meeting_agree", full), {"minutes": full.earlier.pk})
    assert sender.found == {}
    takes_forms = {name for name, row in POST.items() if "go" in row}
    assert takes_forms - {resolve(path).url_name for path, *_ in sender.sent} == NOT_SENT_BACK
    # The subject of a round's e-mails is the coordinator's own.
    assert {subject.split()[0] for subject in sender.letters} == {"Pack", "Draft", "Invitation:", PLANTED.split()[0]}


def files_with_markup(full, cast, sign_in):
    """[(who, path, form)] that give a file whose name and cells are markup."""
    coordinator, officer = sign_in(cast.coordinator), sign_in(cast.officer)
    for kind in ("csv", "xlsx"):
        table = coordinator.get(f"/here/plan/template.{kind}").content
        yield "coordinator", "/here/plan/import/", {"file": SimpleUploadedFile(f"{PLANTED}.{kind}", table)}
    sheet = content_of(officer.get(sheets.FILE))
    for status in ("On track", PLANTED):
        rows = {2: {"status": status, "happened": PLANTED, "next": PLANTED}}
        yield "officer", sheets.UPLOAD, {"file": SimpleUploadedFile(f"{PLANTED}.xlsx", sheets.filled(sheet, rows))}
    yield "officer", sheets.UPLOAD, {"file": SimpleUploadedFile(f"{PLANTED}.xlsx", b"no workbook")}
    counted = crimes.content([crimes.row(crimes.JANUARY, lsoa=f"{PLANTED} 001A", crime_type=PLANTED)])
    for name in (crimes.name(), PLANTED):
        yield "coordinator", "/here/crimes/load/", {"files": SimpleUploadedFile(name, counted)}
    update = {"seen": "none", "status": "on_track", "happened": PLANTED}
    for name in (f"{PLANTED}.pdf", f"{PLANTED}.exe"):
        evidence = {"files": SimpleUploadedFile(name, b"%PDF-"), "links": f"{HARMLESS_LINK} {PLANTED}"}
        yield "officer", address("action_update", full), update | evidence


def roles():
    return set(Membership.all_objects.values_list("user", "authority", "role", "ended_at"))


@with_everything
def test_what_people_wrote_gives_the_chair_nothing_to_press(full, cast, sign_in):
    client = sign_in(cast.chair)
    paths = {name: address(name, full) for name in pages_of("chair") if name in GET}

    def controls():
        pages = {name: client.get(path) for name, path in paths.items()}
        read = {name: Page(page.content.decode()) for name, page in pages.items() if is_page(page)}
        return {name: ([form.shape for form in page.forms], page.strays) for name, page in read.items()}

    Partnership.objects.update(notice="Its notice can be hidden")
    before = controls()
    plant_everything(words=BUTTON)
    after = controls()
    assert {name: (after[name], shown) for name, shown in before.items() if after.get(name) != shown} == {}
    assert after.keys() == before.keys()
    assert {name: strays for name, (_, strays) in before.items() if strays} == {}


def test_a_meeting_s_place_that_is_a_button_makes_nobody_coordinator(here, cast, sign_in):
    """The chair says where a meeting is, and may not change roles: their words stand in the coordinator's previews."""
    member = cast.chair.memberships.get()
    button = f"<button formaction=/here/people/{member.pk}/role/ name=role value=coordinator>"
    path = f"/here/meetings/{here.to_come.pk}/edit/"
    chair = sign_in(cast.chair)
    form = next(form for form in Page(chair.get(path).content.decode()).forms if "place" in form.filled())
    assert chair.post(path, form.filled() | {"place": [button]}).status_code == 302
    here.to_come.refresh_from_db()
    assert here.to_come.place == button
    factories.ActionFactory(priority=here.priority, lead=here.police, wording=f"Look at {button}")
    a_round = factories.RoundFactory(plan=here.plan)
    coordinator = sign_in(cast.coordinator)
    send, chase = f"/here/meetings/{here.to_come.pk}/pack/send/", f"/here/rounds/{a_round.pk}/chase/"
    assert pressed(coordinator.get(send), button) == [("/account/logout/", [""]), ("", ["", "look"])]
    looked = coordinator.post(send, {"look": "1", "introduction": button})
    assert pressed(looked, button) == [("/account/logout/", [""]), ("", ["", "look"])]
    assert pressed(coordinator.get(chase), button) == [("/account/logout/", [""]), ("", [""])]


def pressed(response, words):
    """[(where it goes, [names of its buttons])] of the forms of a page that shows the words."""
    html = response.content.decode()
    assert escape(words) in html
    page = Page(html)
    assert page.strays == []
    return [(form.action, [button.name for button in form.buttons]) for form in page.forms]
