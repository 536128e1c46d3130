"""The fields of a form that nobody has filled in are rendered once, and are as if each were made anew."""

import pytest
from django import forms
from django.utils.html import format_html

from partners.forms import renderer
from partners.forms.fields import PlainText


def the_form(prefix="", words="", data=None, **given):
    field = PlainText(**{"label": "What happened", "rows": 2, "required": False} | given)
    form = type("Form", (forms.Form,), {"text": field, "how": forms.ChoiceField(choices=[("a", "Well"), ("b", "Ill")])})
    return form(data, prefix=prefix, initial={"text": words})


VARIANTS = {
    "as it is": {},
    "with a prefix": {"prefix": "a7"},
    "with words": {"words": "Ten <locks>"},
    "with another label": {"label": "What is next"},
    "with a label that looks like HTML": {"label": "<b>Next</b>"},
    "with a label that is HTML": {"label": format_html("<b>{}</b>", "Next")},
    "with help": {"help_text": "In a sentence"},
    "needed": {"required": True},
    "higher": {"rows": 9},
    "filled in": {"data": {"text": "Ten locks", "how": "b"}},
    "filled in wrongly": {"data": {"text": "", "how": "c"}, "required": True},
}


def html(form):
    return [field.as_field_group() for field in form]


@pytest.mark.parametrize("order", [list(VARIANTS), list(VARIANTS)[::-1]], ids=["forwards", "backwards"])
def test_no_field_is_another_s(order):
    renderer.fields.clear()
    kept = {name: html(the_form(**VARIANTS[name])) for name in order * 2}
    fresh = {}
    for name in order:
        renderer.fields.clear()
        fresh[name] = html(the_form(**VARIANTS[name]))
    assert kept == fresh
    assert len({page[0] for page in fresh.values()}) == len(VARIANTS)


def test_what_somebody_filled_in_is_not_kept():
    renderer.fields.clear()
    html(the_form(data={"text": "The victim’s address", "how": "a"}))
    assert list(renderer.fields.entries) == []


def test_what_is_kept_has_a_bound(monkeypatch):
    renderer.fields.clear()
    monkeypatch.setattr(renderer.fields, "most", 10)
    for number in range(30):
        html(the_form(prefix=f"a{number}"))
    assert len(renderer.fields.entries) == 10
