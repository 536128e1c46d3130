"""The accessibility statement and the page about privacy: what the code knows, and what the partnership says."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import EmailField

from partners import clock
from partners.held_data import held_data
from plans.models import AccessibilityStatement
from plans.models.format_requests import KEPT_AFTER_ANSWER
from plans.statements.cookies import cookies
from plans.statements.tested import TESTED
from tests.factories import AccessibilityStatementFactory, PrivacyNoticeFactory
from tests.page_forms import Page

PAGES = {"accessibility": "/here/accessibility/", "privacy": "/here/privacy/"}


def save(client, path, **words):
    return client.post(path, Page(client.get(path).text).forms[-1].filled() | words)


def headings(page):
    return re.findall(r"<h[23]>([^<]*)</h[23]>", page)


def test_before_anything_is_filled_in_the_statement_says_what_is_known_and_nothing_else(client, here):
    page = client.get(PAGES["accessibility"]).text
    assert headings(page) == [
        "Feedback and contact information",
        "Enforcement procedure",
        "Technical information about this website’s accessibility",
        "How the program is tested",
    ]
    assert ('href="/here/another-format/?format=access"' in page, "plan@example.org" in page) == (True, True)
    assert "Not assessed" not in page


def test_the_coordinator_fills_it_in_and_everybody_reads_it(client, here, cast, sign_in):
    coordinator = sign_in(cast.coordinator)
    path = "/here/settings/accessibility/"
    assert "Missing:</strong> compliance with WCAG 2.2 AA, who tested the site" in coordinator.get(path).text
    words = {"compliance": "partial", "problems": "Scans of 2007", "evaluated_by": "The web team"}
    days = {"evaluated_on": "1 6 2009", "prepared_on": "2 6 2009", "reviewed_on": "3 6 2009"}
    assert save(coordinator, path, **words, **days).status_code == 302
    assert "Missing" not in coordinator.get(path).text
    page = client.get(PAGES["accessibility"]).text
    assert {"Compliance status", "Non-accessible content", "Preparation of this accessibility statement"} <= {
        *headings(page)
    }
    for words in ("partially compliant", "Scans of 2007", "prepared on 2 June 2009", "last tested on 1 June 2009"):
        assert words in page
    statement = AccessibilityStatement.objects.get()
    assert statement.history.get().history_user == cast.coordinator
    assert "Scans of 2007" in coordinator.get(f"/here/history/accessibility_statement/{statement.pk}/").text


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"compliance": "none"}, "Enter what is not accessible, or choose another level"),
        ({"prepared_on": "3 6 2009", "reviewed_on": "2 6 2009"}, "Enter the day on which it was prepared, or a later"),
        ({"evaluated_on": "16 6 2009"}, "is in the future"),
    ],
)
def test_what_cannot_be_is_refused(cast, sign_in, words, error):
    assert error in save(sign_in(cast.coordinator), "/here/settings/accessibility/", **words).text
    assert not AccessibilityStatement.objects.exists()


def test_each_line_on_testing_names_a_test_that_there_is():
    assert [each.by for each in TESTED if not (settings.BASE_DIR / each.by).is_file()] == []


def test_the_privacy_page_has_the_days_of_the_code_and_the_words_of_the_partnership(client, here, settings):
    settings.ACCESS_LOG_DAYS = 77
    PrivacyNoticeFactory(partnership=here.partnership)
    page = client.get(PAGES["privacy"]).text
    assert "It is deleted after 77 days." in page
    assert f"is deleted {KEPT_AFTER_ANSWER.days} days after the answer" in page
    assert [
        words in page for words in ("1 High Street", "The data protection officer", "A task in the public interest")
    ] == [True] * 3


def test_without_the_partnership_s_words_it_has_no_empty_headings(client, here):
    found = headings(client.get(PAGES["privacy"]).text)
    assert found == ["What is held, and for how long", "Your rights", "Cookies"]


def test_each_cookie_that_signing_in_sets_is_on_the_page(here, cast, client):
    page = client.get("/account/login/")
    client.post(
        "/account/login/", Page(page.text).forms[-1].filled() | {"login": cast.officer.email, "password": PASSWORD}
    )
    client.get("/here/my-actions/")
    assert {"sessionid", "csrftoken"} < set(client.cookies)
    assert {*client.cookies} <= {cookie.name for cookie in cookies()}


PASSWORD = "correct horse battery staple"


def test_each_model_with_people_s_addresses_says_what_is_held():
    """Members' are said with `User`, a wish to follow with `Follower`; the partnership's own are no person's."""
    said_with_others = {
        "partners.Authority", "partners.GroupMember", "partners.Invitation", "partners.Partnership",
        "actions.FollowRequest", "actions.NotificationLetter", "actions.PaperLetter", "actions.Reminder",
        "actions.QuestionLetter", "account.EmailAddress",
    }  # fmt: skip
    found = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, EmailField) for field in model._meta.concrete_fields)
        and not hasattr(model, "history_id")
        and not hasattr(model, "held")
    }
    assert found == said_with_others
    assert all(str(word) for held in held_data() for word in (held.whose, held.what, held.kept()))


def test_what_is_missing_and_a_review_that_is_due_are_among_the_tasks(here, cast, sign_in):
    def task():
        tasks = sign_in(cast.coordinator).get("/here/desk/").context["tasks"]
        return next((t for t in tasks if t.title == "pages on accessibility and privacy"), None)

    assert task().number == 5 + 4
    AccessibilityStatementFactory(partnership=here.partnership)
    PrivacyNoticeFactory(partnership=here.partnership)
    assert task() is None
    with clock.frozen_at(clock.now().replace(year=2010)):
        overdue = task()
    assert (overdue.number, overdue.late) == (2, "up to 14 days late")
