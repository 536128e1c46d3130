"""Every address as every role, against one written table. An address that is not in the table fails."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from actions.date_changes import ask
from actions.models import PlanImport
from actions.plan_import.drafts import begin_draft
from actions.reporting.evidence import attach, delete_on_failure
from partners import clock
from partners.files.read_source import source_of_text
from partners.files.uploads import validate_upload
from partners.history import attributed_to
from plans.history.registry import history_pages

from . import factories, observatory
from .accepted import accepted_form, filled_sheet
from .access import ACCOUNT, ASKED_AGAIN, GET, IN_NOBODY_S_NAME, POST, ROLES, SAME_FOR_ALL
from .access_worlds import PASTED_TABLE, an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import FILE, address, addresses
from .priorities import crimes
from .sweep import UndoneAfterwards
from .tracked import one_of_each

OF_A_RECORD = [f"record_{name}" for name in ("detail", "edit", "settle", "follow_up", "correct")] + ["challenge_answer"]


pytestmark = [pytest.mark.slow, pytest.mark.world(everybody_s_business, files_and_requests)]
on_both = pytest.mark.both_databases
# One who may read least, one who may report and one who may do all there is.
SOME_ON_BOTH = [pytest.param(r, marks=on_both) if r in ("public", "officer", "coordinator") else r for r in ROLES]


def outcome(response):
    assert is_kept_from_caches(response) or may_be_kept(response), response.request["PATH_INFO"]
    if response.status_code != 302:
        return response.status_code
    return "in" if response.url.startswith("/account/login/?next=") else "go"


def is_kept_from_caches(response):
    return "no-store" in response.headers["Cache-Control"]


def may_be_kept(response):
    """What is one and the same for everybody, and tells no browser who it is; a calendar by its owner's programs."""
    name = response.resolver_match and response.resolver_match.url_name
    same = name in SAME_FOR_ALL and response.status_code == 200 and not response.cookies
    by_programs = name == "calendar_feed" and response.headers["Cache-Control"] == "private, no-cache"
    return same or by_programs or is_asked_about(response)


def is_asked_about(response):
    """What a member's own browser keeps, and asks each time whether it still holds."""
    name = response.resolver_match and response.resolver_match.url_name
    header = response.headers["Cache-Control"], "Cookie" in response.get("Vary", ""), response.has_header("ETag")
    return name in ASKED_AGAIN and header == ("private, no-cache", True, True) and not response.cookies


def test_every_address_is_in_the_table():
    assert set(addresses()) == GET.keys() | ACCOUNT.keys()
    assert GET.keys() == POST.keys()


@pytest.fixture
def to_come(here):
    return factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))


@pytest.mark.world.with_args(an_edition_and_rounds)
@pytest.mark.parametrize("role", SOME_ON_BOTH)
def test_who_may_open_it(role, here, cast, sign_in):
    client, found = sign_in(getattr(cast, role, None)), {}
    for name in GET:
        with UndoneAfterwards():
            found[name] = outcome(client.get(address(name, here)))
    assert found == {name: answers[ROLES.index(role)] for name, answers in GET.items()}


@on_both
@pytest.mark.world.with_args(an_edition_and_rounds)
@pytest.mark.parametrize("name", POST)
def test_who_may_post_to_it(name, here, cast, sign_in, report):
    if name == "action_undo":
        report(here.action, cast.officer)
    path = address(name, here)
    found, rows_before = [], newest_rows()
    for role in ROLES:
        client = sign_in(getattr(cast, role, None))
        form = accepted_form(name, client, path, here)
        if name == "action_update":
            here.action.refresh_from_db()
            vars(here.action).pop("latest_update", None)
            latest = here.action.latest_update
            form["seen"] = latest.pk if latest else "none"
            form["authority"] = here.police.pk
        if name == "my_updates":
            for action in (here.action, here.hallmark_action):
                form |= {f"a{action.pk}-{field}": value for field, value in form.items() if "-" not in field}
            form[f"a{here.hallmark_action.pk}-seen"] = here.hallmark_action.updates.first().pk
        if name in ("spreadsheet_upload", "spreadsheet_save"):
            form = filled_sheet(name, client, here)
        found.append(outcome(client.post(path, form)))
    assert tuple(found) == POST[name]
    assert name in IN_NOBODY_S_NAME or rows_without_who(rows_before) == []


def newest_rows():
    """{model of history: the number of its newest row}"""
    histories = [model.history.model for model in apps.get_models() if hasattr(model, "history")]
    return {rows: rows.objects.aggregate(newest=Max("pk"))["newest"] or 0 for rows in histories}


def rows_without_who(since):
    """What was written down after those rows and does not say who did it."""
    return [row for rows, newest in since.items() for row in rows.objects.filter(pk__gt=newest, revision__by=None)]


@pytest.mark.parametrize("name", ACCOUNT)
def test_who_may_open_the_account_pages(name, here, cast, sign_in):
    path = address(name, here)
    assert (outcome(sign_in(None).get(path)), outcome(sign_in(cast.officer).get(path))) == ACCOUNT[name]


def test_every_answer_to_a_stranger_has_the_observatory_s_best_mark(here, published, settings, to_come):
    """Pages, files and feeds, what has not changed, errors and redirects, and a static file."""
    published()
    production = {"COOKIE_PREFIX": "__Host-", "SECURE_HSTS_SECONDS": 31536000, "SECURE_SSL_REDIRECT": True}
    production |= {f"{kind}_COOKIE_SECURE": True for kind in ("SESSION", "CSRF")}
    production |= {"SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken"}
    for name, value in production.items():
        setattr(settings, name, value)
    probe = Path(settings.STATIC_ROOT) / "probe.css"
    probe.write_text("p{}")
    names = [name for name, roles in GET.items() if roles[0] in (200, 404)]
    paths = [address(name, here) for name in names + [name for name, (public, _) in ACCOUNT.items() if public == 200]]
    paths += ["/here/plan/", "/nowhere/", "/account/nowhere/", f"/{settings.STATIC_URL.strip('/')}/probe.css"]
    client = Client()
    answers = {path: client.get(path, secure=True) for path in paths}
    answers |= {f"POST {path}": Client().post(path, secure=True) for path in paths}
    tagged = [path for path, answer in answers.items() if answer.headers.get("ETag")]
    answers |= {
        f"304 {path}": client.get(path, secure=True, headers={"If-None-Match": answers[path].headers["ETag"]})
        for path in tagged
    }
    assert len(tagged) > 5
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 304, 404, 405}
    marks = {path: observatory.score(answer) for path, answer in answers.items()}
    assert {
        path: (mark, observatory.modifiers(answers[path])) for path, mark in marks.items() if mark < observatory.LEAST
    } == {}
    assert {name for answer in answers.values() for name in answer.cookies if not name.startswith("__Host-")} == set()
    assert {(cookie["path"], cookie["domain"]) for a in answers.values() for cookie in a.cookies.values()} == {
        ("/", "")
    }
    for answer in answers.values():
        assert answer.headers["Permissions-Policy"].startswith("camera=()")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"]
    to_https = Client().get("/here/?a=b")
    assert (to_https.status_code, to_https.url) == (301, "https://testserver/here/?a=b")
    assert to_https.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_an_observer_with_every_form_changes_nothing(here, cast, sign_in, to_come):
    factories.RoundFactory(plan=here.plan)
    client = sign_in(cast.observer)
    for name in POST:
        client.post(address(name, here), {"seen": "none", "status": "complete", "happened": "x", "wording": "x"})
    here.action.refresh_from_db()
    assert (here.action.wording, here.action.updates.count()) == ("Fit better locks", 0)


@pytest.mark.parametrize("role", ["officer", "fire_officer", "chair", "coordinator", "observer"])
def test_no_object_of_the_next_partnership_is_reached_through_ours(role, here, next_door, cast, sign_in, report):
    update = report(next_door.action, next_door.officer)
    theirs = {
        "partnership": next_door.partnership,
        "authority": next_door.council,
        "membership": next_door.officer.memberships.get(),
        "invitation": factories.InvitationFactory(authority=next_door.council),
        "plan": next_door.plan,
        "priority": next_door.priority,
        "action": next_door.action,
        "update": update,
    }
    asked = {"to_on": date(2010, 3, 31), "reason": "Late"}
    move = ask(next_door.action, by=next_door.officer, authority=next_door.council, **asked)
    with delete_on_failure():
        attach(update, by=next_door.officer, uploads=[validate_upload(SimpleUploadedFile("Theirs.pdf", b"%PDF-"))])
    group = factories.GroupFactory(partnership=next_door.partnership)
    theirs |= {"group": group, "meeting": factories.MeetingFactory(group=group, starts_at=clock.now(), begun=True)}
    theirs["record"] = factories.RecordFactory(meeting=theirs["meeting"], by=next_door.officer)
    theirs_alone = {"date_move": move.pk, "evidence": update.evidence.get().pk}
    of_a_meeting = ("detail", "pack", "pack_pdf", "pack_docx", "pack_send", "run", "record", "attendance", "pulse")
    of_a_meeting += ("minutes", "minutes_edit", "minutes_pdf", "minutes_docx", "minutes_json", "close", "correct")
    decided = factories.RecordFactory(
        meeting=theirs["meeting"],
        by=next_door.officer,
        kind="decision",
        change={"kind": "change", "action": next_door.action, "due_on": date(2010, 3, 31)},
    )
    theirs_alone |= dict.fromkeys(("decided_change", "decided_change_drop"), decided.change.pk)
    theirs_alone |= {f"meeting_{name}": theirs["meeting"].pk for name in of_a_meeting}
    theirs_alone |= dict.fromkeys(OF_A_RECORD, theirs["record"].pk)
    theirs |= {
        "protocol": factories.ProtocolFactory(partnership=next_door.partnership),
        "duty": factories.DutyFactory(partnership=next_door.partnership),
    }
    signature = factories.SignatureFactory(protocol=theirs["protocol"], authority=next_door.council)
    theirs_alone |= {"signature_take_back": signature.pk}
    theirs_alone |= dict.fromkeys(("protocol_edit", "protocol_sign", "protocol_take_back"), theirs["protocol"].pk)
    theirs_alone |= {"duty_done_take_back": factories.DutyDoneFactory(duty=theirs["duty"]).pk}
    of_a_duty = ("duty_detail", "duty_edit", "duty_done", "duty_retire", "duty_return")
    theirs_alone |= dict.fromkeys(of_a_duty, theirs["duty"].pk)
    theirs_alone |= {"group_matters": group.pk}
    told = factories.MeetingFactory(group=group, starts_at=clock.now(), in_public=True, state="ready")
    calendar = factories.CalendarFactory(user=next_door.officer, partnership=next_door.partnership)
    theirs["criterion"] = factories.CriterionFactory(priority=next_door.priority)
    of_a_criterion = ("crime_criterion", "criterion_detail", "criterion_edit", "criterion_measure", "criterion_judge")
    theirs_alone |= dict.fromkeys(of_a_criterion, theirs["criterion"].pk)
    crimes.give(next_door.partnership, [crimes.row(crimes.JANUARY, lsoa="Next Door 001A")])
    theirs["round"] = factories.RoundFactory(plan=next_door.plan)
    theirs["assessment"] = factories.AssessmentFactory(plan=next_door.plan, document_name="x.pdf", **FILE)
    theirs["consultation"] = factories.ConsultationFactory(plan=next_door.plan)
    with attributed_to(by=None):
        its_import = PlanImport.objects.create(plan=next_door.plan, name="x", kind="csv")
    theirs_alone |= dict.fromkeys(("plan_import_left_out", "plan_import_undo"), its_import.pk)
    draft = begin_draft(next_door.plan, source_of_text(PASTED_TABLE), by=next_door.officer, kind="pasted")
    theirs_alone |= dict.fromkeys(("plan_import_preview", "plan_import_columns"), draft.pk)
    for kind in ("assessment", "consultation"):
        theirs_alone |= dict.fromkeys((f"{kind}_detail", f"{kind}_edit", f"{kind}_retire"), theirs[kind].pk)
    theirs_alone |= {"assessment_document": theirs["assessment"].pk}
    client = sign_in(getattr(cast, role))
    of_an_action = ("action_detail", "action_update", "action_edit", "action_undo")
    paths = [reverse(name, args=["here", next_door.action.pk]) for name in of_an_action]
    paths += [reverse(name, args=["here", pk]) for name, pk in theirs_alone.items()]
    paths += [reverse("history", args=["here", kind, thing.pk]) for kind, thing in theirs.items()]
    paths += [
        reverse(name, args=["next-door"])
        for name in (
            *("plan_detail", "review", "my_actions", "meetings", "rounds", "my_updates", "duties", "protocols"),
            *("calendar", "crimes", "crime_files", "crimes_load", "criteria", "criteria_table", "criteria_template"),
            *("gaps", "triangle", "working", "laa", "laa_csv", "write_plan", "desk", "settings", "log"),
            *("plan_import", "plan_imports", "plans", "carry_forward", "export", "export_zip"),
            *("assessments", "assessment_new", "consultation_new"),
            *("authorities", "authority_new", "logo_edit", "plan_new", "plan_edit"),
        )
    ]
    paths += [reverse("history", args=["next-door", kind, thing.pk]) for kind, thing in theirs.items()]
    paths += [reverse(name, args=["next-door", next_door.action.pk]) for name in of_an_action]
    paths += [reverse(name, args=["next-door", pk]) for name, pk in theirs_alone.items()]
    paths += [reverse("contacts", args=["next-door"])]
    lists = ("action", "update", "decision", "criteria", "gaps", "people", "duties")
    paths += [reverse(f"{name}_list_file", args=["next-door", "csv"]) for name in lists]
    paths += [
        reverse(name, args=[slug, theirs["round"].pk])
        for name in ("round_detail", "round_edit", "round_chase", "round_sent")
        for slug in ("here", "next-door")
    ]
    for word, thing in {"priority": next_door.priority, "activity": next_door.action}.items():
        deeds = [
            reverse("write_edit", args=["here", word, thing.pk]) + deed for deed in ("", "move/", "merge/", "retire/")
        ]
        paths += deeds
        assert {path: client.post(path, {"why": "x"}).status_code for path in deeds} == dict.fromkeys(deeds, 404)
        assert client.post(reverse("write_return", args=["here", word, thing.pk])).status_code == 404
    paths += [reverse("write_new", args=["here", "activity", next_door.priority.pk])]
    paths += [reverse("write_order", args=["here", "activity", next_door.priority.pk])]
    paths += [reverse("calendar_feed", args=["here", calendar.pk, calendar.signature])]
    paths += [reverse("public_meeting", args=["here", told.pk])]
    people = [("person_role", "membership"), ("person_end", "membership"), ("person_return", "membership")]
    people += [("person_hand_over", "membership"), ("person_remove", "membership")]
    people += [("invitation_resend", "invitation"), ("invitation_revoke", "invitation")]
    posts = [reverse(name, args=["here", theirs[kind].pk]) for name, kind in people]
    refused = 404 if role == "coordinator" else 403
    assert {path: client.post(path).status_code for path in posts} == dict.fromkeys(posts, refused)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    ends = (
        "/update/",
        "/edit/",
        "/undo/",
        "/chase/",
        "/contacts/",
        "/sign/",
        "/retire/",
        "/close/",
        "/correct/",
        "/measure/",
        "/judge/",
    )
    forms = [path for path in paths if path.endswith(ends)]
    assert client.get("/here/crimes/?place=hertfordshire/Next Door").status_code == 404
    paths_of_figures = [
        reverse(name, args=["here", theirs["criterion"].pk]) for name in ("crime_criterion", "crime_record")
    ]
    assert {path: client.post(path).status_code for path in paths_of_figures} == dict.fromkeys(paths_of_figures, 404)
    assert {path: client.post(path, {"happened": "x"}).status_code for path in forms} == dict.fromkeys(forms, 404)


@on_both
def test_everything_that_is_tracked_can_be_reached(here, cast, sign_in, report, north_herts):
    things = one_of_each(here, cast, report)
    assert things.keys() == history_pages().keys()
    client = sign_in(cast.observer)
    found = {
        kind: client.get(reverse("history", args=["here", kind, thing.pk])).status_code
        for kind, thing in things.items()
    }
    assert found == dict.fromkeys(things, 200)


def test_a_kind_of_thing_that_there_is_not_is_not_found(here, cast, sign_in):
    assert sign_in(cast.observer).get(reverse("history", args=["here", "weather", 1])).status_code == 404


@on_both
@pytest.mark.parametrize("pk", [0, 10**9, 2**63 - 1, 2**63, 10**30])
def test_an_id_that_does_not_exist_is_not_found(pk, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    paths = [f"/here/actions/{pk}/", f"/here/actions/{pk}/update/", f"/here/history/action/{pk}/"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_somebody_with_roles_in_two_partnerships_chooses_and_is_told_which(here, next_door, cast, sign_in):
    factories.MembershipFactory(user=cast.officer, authority=next_door.council, role="observer")
    client = sign_in(cast.officer)
    page = client.get("/").content.decode()
    assert ("/here/my-actions/" in page, "/next-door/plan/" in page) == (True, True)
    # And on every page of the one there is a way to the other, to where their role there begins.
    for at, other in (("/here/meetings/", "/next-door/plan/"), ("/next-door/meetings/", "/here/my-actions/")):
        page = client.get(at).content.decode()
        assert re.findall(r'<a href="([^"]+)">Go to ', page) == [other]
    assert "Your other partnerships" not in sign_in(cast.chair).get("/here/meetings/").content.decode()
    assert sign_in(cast.officer).get(f"/next-door/actions/{next_door.action.pk}/update/").status_code == 403


def test_a_person_who_left_gets_in_no_more(here, cast, sign_in):
    client = sign_in(cast.officer)
    cast.officer.is_active = False
    cast.officer.save()
    assert outcome(client.get("/here/plan/")) == "in"
