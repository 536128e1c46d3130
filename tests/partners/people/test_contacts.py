"""The coordinator names whom an authority can be reached by."""

import pytest

from partners.models import Authority

pytestmark = pytest.mark.django_db


def filled_in(here, client, **fields):
    form = {}
    for each in client.get("/here/contacts/").context["forms"]:
        name = next(name for name in ("police", "fire", "council") if getattr(here, name) == each.instance)
        form[f"{each.prefix}-base"] = each.fingerprint
        form[f"{each.prefix}-contact_name"], form[f"{each.prefix}-contact_email"] = fields.get(name, ("", ""))
    return form


def test_a_contact_is_kept_and_history_says_by_whom(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    form = filled_in(here, client, police=("Duty desk", "desk@police.example.org"))
    page = client.post("/here/contacts/", form, follow=True)
    assert "Your changes are saved." in page.content.decode()
    police = Authority.objects.get(pk=here.police.pk)
    assert (police.contact_name, police.contact_email) == ("Duty desk", "desk@police.example.org")
    newest = police.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.coordinator, "Contact of the authority")
    rows = Authority.history.count()
    page = client.post("/here/contacts/", form, follow=True)
    assert ("nothing changed" in page.content.decode(), Authority.history.count()) == (True, rows)


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        (("Duty desk", ""), "The Constabulary: Enter the e-mail address, or remove the name"),
        (("", "no address"), "The Constabulary: Enter an e-mail address in the format name@example.gov.uk"),
        (("x" * 201, "a@example.org"), "The Constabulary: This is 201 characters long. Shorten it to 200."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_half_saved(contact, message, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    form = filled_in(here, client, police=contact, fire=("Fire desk", "desk@fire.example.org"))
    page = client.post("/here/contacts/", form).content.decode()
    assert (page.count(message), "desk@fire.example.org" in page) == (1, True)
    assert set(Authority.objects.values_list("contact_email", flat=True)) == {""}


def test_nobody_s_contact_is_overwritten_by_a_page_that_was_open_before(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    form = filled_in(here, client, fire=("Fire desk", "desk@fire.example.org"))
    client.post("/here/contacts/", filled_in(here, client, police=("Duty desk", "desk@police.example.org")))
    page = client.post("/here/contacts/", form).content.decode()
    assert "The Constabulary: Somebody else changed this while you were editing" in page
    assert f"Changed by {cast.coordinator.name}" in page
    assert set(Authority.objects.values_list("contact_email", flat=True)) == {"desk@police.example.org", ""}


def test_the_public_reads_no_contact(here, cast, sign_in, published):
    Authority.objects.update(contact_name="Duty desk", contact_email="desk@police.example.org")
    published()
    addresses = ["/here/", "/here/whole-plan/", "/here/editions/2008-2011/1/"]
    pages = "".join(sign_in(None).get(address).content.decode() for address in addresses)
    assert ("Fit better locks" in pages, "desk" in pages) == (True, False)
