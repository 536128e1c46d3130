"""What has one line takes no other: names, titles and places stand in subjects, in headings and in rows."""

import pytest
from django import forms
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import CharField
from django.urls import get_resolver

from config.operations.seed.plan import import_plan, read
from partners.accounts.allauth_adapters import CodeForm, ConfirmCodeForm
from partners.forms.fields import LINE_BREAKS, PlainText, in_one_line
from partners.models import Invitation, Partnership
from tests.worlds import NORTH_HERTS

pytestmark = pytest.mark.both_databases

OURS = ("partners", "plans", "priorities", "actions")
BROKEN = "North\r\nHerts\u2028and\ttheir\n\n neighbours"
MENDED = "North Herts and their neighbours"

# A second factor's code, and the sentence that a publisher had before them, are compared, and neither kept nor shown.
NOT_KEPT = [*(f"{form.__name__}.code" for form in (CodeForm, ConfirmCodeForm)), "EditionForm.rule"]


def subclasses(of):
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def our_forms():
    """Every class of form that is ours; what django-allauth brings asks for addresses, passwords and codes."""
    assert get_resolver().url_patterns  # every view is imported, and with it its forms
    shown = {form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in OURS}
    return sorted(shown, key=str)


def one_line_fields(form):
    """Those whose input has one line. A password is never shown, and goes nowhere as it is."""
    for name, field in form.base_fields.items():
        others = forms.PasswordInput | forms.FileInput | forms.CheckboxInput
        if isinstance(field.widget, forms.widgets.Input) and not isinstance(field.widget, others):
            yield name, field


def test_words_that_break_are_put_into_one_line():
    assert in_one_line(BROKEN) == MENDED
    assert in_one_line("  as it  is ") == "  as it  is "
    assert in_one_line("\n") == ""
    assert in_one_line("\n" * 100_000 + "x" + " " * 100_000 + "\t") == "x"


def test_no_one_line_field_of_any_form_lets_a_break_through():
    let_through, looked_at = [], 0
    for form in our_forms():
        for name, field in one_line_fields(form):
            looked_at += 1
            try:
                value = field.clean(BROKEN)
            except ValidationError:
                continue
            if isinstance(value, str) and LINE_BREAKS.search(value):
                let_through.append(f"{form.__name__}.{name}")
    assert let_through == NOT_KEPT
    assert looked_at > 80


def test_a_field_of_a_form_has_one_line_where_the_model_keeps_one():
    several = []
    for form in our_forms():
        model = getattr(getattr(form, "_meta", None), "model", None)
        for name, field in form.base_fields.items() if model else ():
            kept = next((each for each in model._meta.concrete_fields if each.name == name), None)
            if isinstance(kept, CharField) and not kept.choices:
                is_one = field.one_line if isinstance(field, PlainText) else type(field) is not forms.CharField
                several += [] if is_one else [f"{form.__name__}.{name}"]
    assert several == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_broken_area_breaks_no_invitation(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    form = client.get("/here/settings/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert (
        client.post("/here/settings/", values | {"area": BROKEN, "base": form.fingerprint, "why": "x"}).status_code
        == 302
    )
    assert Partnership.objects.get(slug="here").area == MENDED
    person = {"name": "Ann\nExample", "email": "ann@example.org", "authority": here.fire.pk, "role": "officer"}
    assert client.post("/here/people/invite/", person).status_code == 302
    assert Invitation.objects.get().name == "Ann Example"
    assert [letter.subject for letter in mail.outbox] == [f"Invitation: {MENDED} community safety plan"]


@pytest.mark.slow
@pytest.mark.django_db
def test_what_comes_from_a_file_or_a_command_is_one_line_too():
    data = read(NORTH_HERTS / "plan.toml")
    data["partnership"]["area"] = data["authorities"][0]["name"] = data["priorities"][0]["name"] = BROKEN
    plan = import_plan(data)
    names = (plan.partnership.area, plan.partnership.authorities.first().name, plan.priorities.get(name=MENDED).name)
    assert names == (MENDED,) * 3
    options = {"slug": "there", "area": BROKEN, "authority": BROKEN, "name": BROKEN, "email": "c@example.org"}
    call_command("first_coordinator", **options)
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.invited_by.name) == (MENDED, MENDED)
    assert (invitation.authority.name, invitation.authority.partnership.area) == (MENDED, MENDED)
