"""Who reads a reason: the box in which it is written says so, and nobody else does."""

import pytest
from django import forms
from django.urls import get_resolver

from partners.models import Membership
from partners.people.memberships import change_role, end
from plans import cached_pages

READERS = ("members can read it", "coordinators can read it", "public", "Shown in the e-mail")
REASONS = {"why", "reason", "because", "due_why"}


def forms_of_ours(kind=forms.BaseForm):
    """Every class of form of the site's own that is loaded."""
    for form in kind.__subclasses__():
        yield from forms_of_ours(form)
        if form.__module__.split(".")[0] in ("partners", "plans", "priorities", "actions"):
            yield form


def test_every_box_for_a_reason_says_who_will_read_it():
    assert get_resolver().url_patterns  # which loads them all
    boxes = {
        f"{form.__module__}.{form.__name__}.{name}": field.help_text
        for form in forms_of_ours()
        for name, field in form.base_fields.items()
        if name in REASONS
    }
    assert len(boxes) > 20
    assert {box: text for box, text in boxes.items() if not any(readers in text for readers in READERS)} == {}


@pytest.fixture
def left(here, cast):
    membership = Membership.objects.get(user=cast.fire_officer)
    change_role(membership, "chair", by=cast.coordinator, why="Because of the Smith complaint")
    end(membership, by=cast.coordinator, why="Because of the Jones complaint")
    return membership


@pytest.mark.slow
@pytest.mark.parametrize("role", ["coordinator", "chair", "officer", "observer"])
def test_why_somebody_left_is_read_by_coordinators_alone(role, here, cast, left, sign_in):
    here.action.due_on = None
    here.action.revise(by=cast.coordinator, why="No complaint, the winter")
    browser, history = sign_in(getattr(cast, role)), f"/here/history/membership/{left.pk}/"
    read = {
        path: [name for name in ("Smith", "Jones") if f"the {name} complaint" in browser.get(path).content.decode()]
        for path in (
            history,
            f"{history}?at=2009-06-15",
            "/here/log/",
            "/here/log/log.csv",
            "/here/log/?kind=membership",
            "/here/log/?words=complaint",
        )
    }
    assert read == dict.fromkeys(read, ["Smith", "Jones"] if role == "coordinator" else [])
    # That the words stand in a reason is not told by a line without it either; other reasons are for everybody.
    cached_pages.pages.clear()
    lines = browser.get("/here/log/?words=complaint").context["rows"]
    assert len(lines) == (3 if role == "coordinator" else 1)
    assert "No complaint, the winter" in browser.get("/here/log/?words=complaint").content.decode()
