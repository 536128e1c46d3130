"""What people write comes out as words, wherever it comes out: markup is planted in all of it and looked for."""

import copy
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.html import escape

from actions.moves import ask
from partners import clock
from partners.models import Membership
from partners.uploads import looked_into
from plans.publishing import withdraw
from priorities.assessing import saving as assessing

from . import factories
from .access import ACCOUNT, GET, ROLES, address
from .everything import something_of_everything
from .page_forms import Page
from .planting import BUTTON, HARMLESS_LINK, PLANTED, content_of, markup_in, markup_in_mail, plant_everything
from .test_access import here, to_come  # noqa: F401 (fixtures)

# Each is the same bytes for whoever may have it, and costs seconds.
PDFS = ("meeting_pack_pdf", "meeting_minutes_pdf")
# The forms by which somebody's role comes, changes or ends.
OF_ROLES = {"invitation", "person_role", "person_end", "person_return", "person_hand_over", "authority_succeed"}


@pytest.fixture
def full(here, cast, report, to_come, tmp_path, settings):  # noqa: F811
    """The plan here with something in every table."""
    settings.EVIDENCE_ROOT = tmp_path
    something_of_everything(here, cast, report)
    with assessing.no_orphans():
        assessing.keep_document(here.assessment, looked_into(SimpleUploadedFile("Whole.pdf", b"%PDF-")))
        assessing.save(here.assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 6, 30), reason="Late locks")
    group = here.to_come.group
    factories.GroupMemberFactory(group=group, authority=here.fire, user=None, name="x", email="x@example.org")
    criterion = here.criterion
    criterion.override, criterion.override_reason = "short", "x"
    criterion.override_by, criterion.override_on = cast.coordinator, clock.today()
    criterion.save()
    EmailAddress.objects.create(user=cast.coordinator, email="new@example.org")
    # No page but the lists of them can be opened by who has such a passkey: it is none.
    Authenticator.objects.create(user=here.member.user, type="webauthn", data={"name": "x", "credential": {}})
    return here


@pytest.fixture
def planted(full, cast, published):
    """Plants it in everything here, publishes the plan, and withdraws an edition."""

    def planted(**markup):
        plant_everything(**markup)
        published(PLANTED)
        withdraw(published(PLANTED), by=cast.coordinator, reason=PLANTED)
        published(PLANTED)
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


def test_no_page_and_no_file_has_the_markup_of_what_people_wrote(planted, cast, sign_in):
    full = planted()
    found, looked_at = {}, 0

    def look(client, path, role):
        nonlocal looked_at
        response = client.get(path)
        looked_at += response.status_code == 200
        for markup in markup_in(content_of(response), response.headers.get("Content-Type", "")):
            found.setdefault(markup, (role, path))
        return response

    for role in ROLES:
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
    assert found == {}
    assert looked_at > 500


def test_every_form_sent_back_as_it_stands_gives_words_and_does_no_more(
    planted, cast, sign_in, django_capture_on_commit_callbacks
):
    full = planted(link=HARMLESS_LINK)
    found, sent_back, letters = {}, set(), 0
    roles_before = roles()
    for role in ("coordinator", "chair", "officer", "public"):
        client = sign_in(getattr(cast, role, None))
        for name in pages_of(role):
            path = address(name, full)
            response = client.get(path)
            if not is_page(response):
                continue
            for form in Page(response.content.decode()).forms:
                for button in form.buttons or [None]:
                    target = urljoin(path, form.action)
                    kind = (target, form.shape[2], button)
                    if form.method != "post" or kind in sent_back:
                        continue
                    sent_back.add(kind)
                    before = transaction.savepoint(), copy.deepcopy(client.cookies)
                    mail.outbox.clear()
                    with django_capture_on_commit_callbacks(execute=True):
                        answer = client.post(target, form.filled(button, empty=PLANTED), follow=True)
                    markup = markup_in(content_of(answer), answer.headers.get("Content-Type", ""))
                    markup += [words for letter in mail.outbox for words in markup_in_mail(letter)]
                    letters += len(mail.outbox)
                    if resolve(target).url_name not in OF_ROLES and roles() != roles_before:
                        markup.append("Somebody's role changed")
                    transaction.savepoint_rollback(before[0])
                    client.cookies = before[1]
                    for words in markup:
                        found.setdefault(words, (role, name, button))
    assert found == {}
    assert len(sent_back) > 150
    assert letters > 5


def roles():
    return set(Membership.ever.values_list("user", "authority", "role", "ended_at"))


def test_what_people_wrote_gives_the_chair_nothing_to_press(full, cast, sign_in):
    client = sign_in(cast.chair)
    paths = {name: address(name, full) for name in pages_of("chair") if name in GET}

    def controls():
        pages = {name: client.get(path) for name, path in paths.items()}
        read = {name: Page(page.content.decode()) for name, page in pages.items() if is_page(page)}
        return {name: ([form.shape for form in page.forms], page.strays) for name, page in read.items()}

    before = controls()
    plant_everything(words=BUTTON)
    assert controls() == before
    assert {name: strays for name, (_, strays) in before.items() if strays} == {}


def test_a_meeting_s_place_that_is_a_button_makes_nobody_coordinator(here, cast, sign_in):  # noqa: F811
    """The chair may say where a meeting is, and may not change roles: their words stand in the coordinator's previews."""
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
    looked = coordinator.post(send, {"look": "1", "words": button})
    assert pressed(looked, button) == [("/account/logout/", [""]), ("", ["", "look"])]
    assert pressed(coordinator.get(chase), button) == [("/account/logout/", [""]), ("", [""])]


def pressed(response, words):
    """[(where it goes, [names of its buttons])] of the forms of a page that shows the words."""
    html = response.content.decode()
    assert escape(words) in html
    page = Page(html)
    assert page.strays == []
    return [(form.action, [button.name for button in form.buttons]) for form in page.forms]
