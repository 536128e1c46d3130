"""The coordinator words the e-mails of the rounds, with fields, and sees a real letter first."""

from datetime import timedelta

import pytest

from actions.models import Reminder, RoundWording
from actions.rounds.wording import STANDARD, mistakes
from partners import clock
from tests import factories
from tests.post import text_of
from tests.worlds import MONDAY

from .command import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

OWN = {"subject": "{plan}: {updates}", "text": "Hello {name}!\n\n{list}\n\n{link}\n\nBy {due}, {partnership}."}
PATH = "/here/rounds/wording/asking/"


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


def test_the_standard_wording_has_no_mistake():
    assert {occasion: (mistakes(subject, in_subject=True), mistakes(text)) for occasion, (subject, text) in
            STANDARD.items()} == dict.fromkeys(RoundWording.Occasion, ([], []))  # fmt: skip


def test_the_first_letter_a_reminder_and_a_late_one_have_each_their_wording(now, here, cast, office):
    for occasion in RoundWording.Occasion:
        factories.RoundWordingFactory(
            partnership=here.partnership,
            occasion=occasion,
            subject=f"{occasion} {{number}}",
            text="{name}: {list}{link}",
        )
    now.remind_on = [-1, 0, 1]
    now.save()
    for days in (-1, 0, 1):
        with clock.frozen_at(MONDAY + timedelta(days=days)):
            assert run()[1] == ""
    subjects = [message["Subject"] for address, message in office.accepted if address == cast.officer.email]
    assert subjects == ["asking 1", "reminding 1", "late 1"]


def test_a_letter_says_what_the_coordinator_wrote_with_the_fields_filled_in(now, here, cast, office, client):
    cast.officer.name = "Ann {list} <b>"
    cast.officer.save()
    assert client.post(PATH, OWN | {"base": "new", "why": "Shorter"}).url == "/here/rounds/wording/"
    run()
    message = dict(office.delivered)[cast.officer.email]
    assert message["Subject"] == f"{here.plan}: 1 update"
    link = f"https://plan.example.org/here/my-updates/#action-{here.action.pk}"
    assert text_of(message) == (
        "Hello Ann {list} <b>!\n\n* Fit better locks\n  Due 31 December 2009. No update yet.\n\n"
        f"Update here:\n{link}\n\nBy 15 June 2009, {here.partnership}.\n\n"
        f"Replies go to plan@example.org.\n\n{here.partnership}\n"
    )
    html = message.get_body(("html",)).get_content()
    assert "<p>Hello Ann {list} &lt;b&gt;!</p>" in html
    assert html.index("Fit better locks") < html.index(f'href="{link}"') < html.index("By 15 June 2009")
    row = RoundWording.objects.get().history.latest()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Shorter")


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"subject": "{list}"}, "subject", "{list} cannot be in the subject"),
        ({"subject": "{nmae}"}, "subject", "There is no field {nmae}. The fields are {name}, {actions}, "),
        (
            {"text": "{list} {link} {deadline}"},
            "text",
            "There is no field {deadline}. The fields are {name}, {actions}, ",
        ),
        ({"text": "{list} {link} {"}, "text", "Use curly brackets only for fields, such as {name}"),
        ({"text": "{link}"}, "text", "Include {list} for the person’s actions"),
        ({"text": "{list}"}, "text", "Include {link} for the link to the person’s updates"),
        ({"text": ""}, "text", "Enter the text of the e-mail"),
        ({"subject": ""}, "subject", "Enter a subject"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(here, client, typed, field, error):
    page = client.post(PATH, OWN | {"base": "new"} | typed)
    [(at, [said])] = page.context["form"].errors.items()
    assert (at, said[: len(error)]) == (field, error)
    assert page.context["form"][field].value() == typed[field]
    assert RoundWording.objects.count() == 0


def test_the_preview_is_a_real_letter_in_the_words_typed_and_saves_nothing(now, here, cast, client):
    page = client.post(PATH, OWN | {"base": "new", "preview": "1"}).content.decode()
    assert "Not saved yet." in page
    assert f"Hello {cast.officer.name}!" in page
    assert "* Fit better locks" in page
    assert RoundWording.objects.count() == 0
    now.delete()
    page = client.get(PATH).content.decode()
    assert "An example: no updates are due now." in page
    assert f"Dear {cast.coordinator.name}," in page
    assert Reminder.objects.count() == 0


def test_two_coordinators_do_not_overwrite_each_other_and_the_standard_comes_back(here, cast, client):
    client.post(PATH, OWN | {"base": "new"})
    page = client.post(PATH, OWN | {"base": "new", "subject": "Mine"})
    assert page.context["form"].has_conflict
    assert RoundWording.objects.get().subject == OWN["subject"]
    form = client.get(PATH, {"standard": "1"}).context["form"]
    standard = {name: form[name].value() for name in ("subject", "text")}
    assert (standard["subject"], standard["text"]) == STANDARD["asking"]
    client.post(PATH, standard | {"base": form.fingerprint})
    assert RoundWording.objects.get().subject == STANDARD["asking"][0]
