"""A form that is refused leaves the thing as it was, in the database and on the page."""

from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError

from partners import clock
from partners.forms.conflicts import ObjectForm
from partners.forms.date_fields import DayField
from tests import factories
from tests.sweep import Fields

from .test_one_line import our_forms


@pytest.fixture
def meeting(here):
    group = factories.GroupFactory(partnership=here.partnership, name="The group")
    about = "Bring a friend.\nTea is at three."
    return factories.MeetingFactory(
        group=group, starts_at=clock.now() + timedelta(days=30), place="Hitchin", about=about
    )


def test_every_form_of_a_thing_is_one_that_leaves_it_as_it_was():
    model_forms = [form for form in our_forms() if issubclass(form, forms.ModelForm) and form is not ObjectForm]
    assert [form.__name__ for form in model_forms if not issubclass(form, ObjectForm)] == []
    assert len(model_forms) > 20


def test_every_day_that_a_form_takes_is_in_a_year_that_can_be_meant():
    days = [(form.__name__, name, field) for form in our_forms() for name, field in form.base_fields.items()]
    days = [(form, name, field) for form, name, field in days if isinstance(field, forms.DateField)]
    assert [(form, name) for form, name, field in days if not isinstance(field, DayField)] == []
    assert len(days) > 20
    for words in ("1 1 0001", "31 12 1899", "1 1 2200", "31 12 9999"):
        with pytest.raises(ValidationError, match="cannot be right"):
            DayField().clean(words)
    assert [DayField().clean(words).year for words in ("1 1 1900", "31 12 2199")] == [1900, 2199]


@pytest.mark.parametrize("day", ["", "31 Febuary", "0000-00-00"])
def test_a_meeting_without_a_real_day_is_asked_for_one_and_loses_no_word(day, meeting, cast, sign_in):
    client, path = sign_in(cast.chair), f"/here/meetings/{meeting.pk}/edit/"
    page = client.get(path)
    typed = Fields(path, page.content.decode()).sent | {"day": [day], "place": ["Letchworth Library"]}
    page = client.post(path, typed)
    form = page.context["form"]
    assert (page.status_code, list(form.errors)) == (200, ["day"])
    assert (form["day"].value(), form["place"].value()) == (day, "Letchworth Library")
    # The page's heading is what the meeting is still called.
    assert str(page.context["meeting"]) == str(meeting) == "The group, 15 July 2009"


def test_what_a_page_prints_beside_a_refused_form_is_what_the_thing_still_says(here, cast, sign_in):
    client, path = sign_in(cast.coordinator), f"/here/authorities/{here.fire.pk}/edit/"
    form = client.get(path).context["form"]
    page = client.post(path, {"name": "Another name", "short_name": "", "kind": "nonsense", "base": form.fingerprint})
    assert page.context["form"].errors.keys() == {"short_name", "kind", "why"}
    assert (page.context["authority"].name, page.context["form"]["name"].value()) == (
        "The Fire Service",
        "Another name",
    )


def test_words_of_several_lines_come_back_from_a_browser_as_they_were_opened(meeting, cast, sign_in):
    """A browser sends other ends of lines than it got: what a page carries to compare must not hold any."""
    client = sign_in(cast.chair)
    running = factories.MeetingFactory(group=meeting.group, starts_at=clock.now(), begun=True)
    record = factories.RecordFactory(meeting=running, text="It was noted\nand agreed", kind="decision")
    for path in (f"/here/meetings/{meeting.pk}/edit/", f"/here/records/{record.pk}/edit/"):
        sent = Fields(path, client.get(path).content.decode()).sent
        assert any("\r\n" in value for values in sent.values() for value in values)
        assert client.post(path, sent).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.about, meeting.place) == ("Bring a friend.\nTea is at three.", "Hitchin")
