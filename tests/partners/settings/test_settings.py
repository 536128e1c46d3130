"""The partnership's own settings, its logo and its authorities."""

import io
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from partners.models import Authority, Logo, Partnership
from partners.settings.contrast import BACKGROUNDS, MIN_CONTRAST, contrast, legibility
from plans.editions import page_cache
from tests import factories

PATH = "/here/settings/"


def sent(page, **fields):
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: f"{v:%d %m %Y}" if isinstance(v, date) else v for name, v in data.items() if v is not None}
    return data | {"base": form.fingerprint} | fields


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


def test_everything_is_set_at_once_with_who_and_why(here, cast, client):
    wanted = {
        "name": "Community Safety Partnership", "area": "North Here", "contact": "Ask for large print.",
        "contact_phone": "01234 567890", "contact_email": "safe@example.gov.uk", "colour": "#5A1A3C",
        "notice": "We are moving.", "usual_grace_days": "21", "usual_hide_below": "5", "answer_within_days": "15",
        "why": "The new council",
    }  # fmt: skip
    client.post(PATH, sent(client.get(PATH), **wanted))
    saved = Partnership.objects.get(pk=here.partnership.pk)
    assert {name: str(getattr(saved, name)) for name in wanted if name != "why"} == {
        name: value.lower() if name == "colour" else value for name, value in wanted.items() if name != "why"
    }
    row = saved.history.latest()
    assert (row.history_user, row.history_change_reason, saved.slug) == (cast.coordinator, "The new council", "here")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("colour", "#ffdd00", "colour is 1.23 to 1"),
        ("colour", "#767676", "colour is 4.15 to 1"),
        ("colour", "red", "Enter the colour as # and six digits"),
        ("colour", "", "Choose a colour"),
        ("area", " ", "Enter the area"),
        ("contact_email", "me", "Enter an e-mail address"),
        ("usual_grace_days", "61", "less than or equal to 60"),
        ("usual_hide_below", "1", "greater than or equal to 2"),
    ],
)
def test_what_cannot_be_is_told_beside_it_and_nothing_is_saved(field, typed, says, here, client):
    rows = here.partnership.history.count()
    page = client.post(PATH, sent(client.get(PATH), **{field: typed}))
    assert says in str(page.context["form"].errors[field])
    assert here.partnership.history.count() == rows


def test_of_two_who_set_it_at_once_the_second_sees_the_first_s(here, client, cast):
    mine, theirs = (sent(client.get(PATH), area=area) for area in ("Mine", "Theirs"))
    client.post(PATH, theirs)
    page = client.post(PATH, mine).content.decode()
    assert "Somebody else changed this while you were editing" in page
    assert f"Changed by {cast.coordinator.name}" in page
    assert "<dd>Theirs</dd><dd><b>You wrote:</b> Mine</dd>" in page
    assert Partnership.objects.get(slug="here").area == "Theirs"


def test_a_second_click_says_that_nothing_was_different_and_saves_once(here, client):
    rows = here.partnership.history.count()
    form = sent(client.get(PATH), area="North Here", why="A misprint")
    answers = [client.post(PATH, form).status_code for _ in range(2)]
    assert (answers, here.partnership.history.count()) == ([302, 302], rows + 1)


def test_new_rounds_and_new_criteria_begin_with_what_is_usual(here, client):
    client.post(PATH, sent(client.get(PATH), usual_grace_days="21", usual_hide_below="7"))
    assert client.get("/here/rounds/new/").context["form"]["grace_days"].value() == 21
    form = client.get(f"/here/write/new/criterion/{here.priority.pk}/").context["form"]
    assert form["hide_below"].value() == 7


@pytest.mark.slow
@given(st.integers(0, 0xFFFFFF))
def test_contrast_is_from_one_to_twenty_one_and_the_same_both_ways(number):
    colour = f"#{number:06x}"
    assert 1 <= contrast(colour) <= 21
    assert contrast(colour) == contrast("#ffffff", colour)


def test_contrast_is_as_the_guidelines_have_it():
    assert [round(contrast(c), 2) for c in ("#000000", "#ffffff", "#767676", "#777777")] == [21, 1, 4.54, 4.48]
    assert contrast("#777777") < MIN_CONTRAST < contrast("#767676")


def test_a_colour_is_judged_on_the_grounds_that_the_pages_have():
    sheet = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    short, tint = (re.search(rf"--{name}: (#[0-9a-f]+);", sheet)[1] for name in ("paper", "tint"))
    assert (f"#{short[1:] * 2}", tint) == BACKGROUNDS
    # Enough on white, but not where links stand on the footer.
    assert legibility("#717171") < MIN_CONTRAST < contrast("#717171")
    assert legibility("#707070") > MIN_CONTRAST


# The logo


def picture(form="PNG", size=(900, 300), **more):
    written = io.BytesIO()
    Image.new("RGB", size, "#224466").save(written, form, **more)
    return written.getvalue()


def upload(client, content, alternative_text="Safer Here"):
    file = SimpleUploadedFile("logo.png", content) if content is not None else ""
    return client.post("/here/settings/logo/", {"picture": file, "alternative_text": alternative_text})


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_whatever_picture_is_sent_is_written_anew_as_a_small_png(form, here, cast, client):
    note = {"comment": b"Zsecret"} if form in ("GIF", "JPEG") else {"exif": b"Exif\x00\x00Zsecret"}
    assert upload(client, picture(form, **note) + b"Zhidden").status_code == 302
    logo = Logo.objects.get()
    kept = bytes(logo.picture)
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size) == ("PNG", (600, 200))
    assert (b"Zsecret" in kept, b"Zhidden" in kept) == (False, False)
    assert logo.history.latest().history_user == cast.coordinator


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "is not a picture"),
        (b"%PDF-1.4", "is not a picture"),
        (b"", "The file is empty"),
        (None, "Choose the picture"),
        (picture()[:200], "damaged"),
        (lambda: picture(size=(6000, 6000), compress_level=1), "too many pixels"),
        (b"\x89PNG" + b"0" * (2 * 1024 * 1024), "larger than 2 MB"),
    ],
    ids=["svg", "pdf", "empty", "none", "cut short", "bomb", "large"],
)
def test_what_is_no_picture_is_refused(content, says, here, client):
    page = upload(client, content() if callable(content) else content)
    assert says in str(page.context["form"].errors["picture"])
    assert not Logo.objects.exists()


def test_the_logo_stands_on_the_public_page_and_can_go_again(here, client, published, sign_in):
    edition = published()
    public = sign_in(None)
    before = public.get("/here/").content
    upload(client, picture(), alternative_text="Safer “Here”")
    page_cache.current.forget()
    page = public.get("/here/").content.decode()
    (address, alternative_text) = re.search(r'<img class="cover__logo" src="([^"]+)" alt="([^"]+)">', page).groups()
    answer = public.get(address)
    assert (answer.status_code, answer.headers["Content-Type"], alternative_text) == (200, "image/png", "Safer “Here”")
    assert "immutable" in answer.headers["Cache-Control"]
    assert re.findall(r'<link rel="icon" href="([^"]+)"', page) == [address]
    # It is beside the edition and not in it.
    assert "cover__logo" not in edition.payload
    client.post("/here/settings/logo/", {"remove": "1"})
    page_cache.current.forget()
    assert public.get("/here/").content == before
    assert public.get(address).status_code == 404


# Authorities


def names(here):
    return list(here.partnership.authorities.values_list("name", flat=True))


NEW = {"name": "The Probation Trust", "short_name": "Probation", "kind": "responsible"}


def test_one_is_added_at_the_end_and_can_lead_an_action(here, cast, client):
    before = names(here)
    client.post("/here/authorities/new/", NEW)
    assert names(here) == [*before, "The Probation Trust"]
    added = Authority.objects.get(name="The Probation Trust")
    assert added.history.latest().history_user == cast.coordinator
    form = client.get(f"/here/actions/{here.action.pk}/edit/").context["form"]
    assert added in form.fields["lead"].queryset


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "the constabulary", "There is already an authority with this name"),
        ("name", "", "Enter the authority’s name"),
        ("short_name", "", "Enter a short name"),
        ("kind", "club", "not one of the available choices"),
        ("ends_on", "1 1 2008", "The last day is before the first"),
        ("starts_on", "soon", "as a real date"),
    ],
)
def test_what_an_authority_cannot_be_is_told(field, typed, says, here, client):
    before = names(here)
    form = NEW | {"starts_on": "1 4 2009", field: typed}
    page = client.post("/here/authorities/new/", form)
    assert says in str(page.context["form"].errors[field])
    assert names(here) == before


def test_a_name_is_mended_with_a_reason_and_never_without(here, client):
    path = f"/here/authorities/{here.fire.pk}/edit/"
    refused = client.post(path, sent(client.get(path), name="The Fire and Rescue Service"))
    assert "Enter which mistake" in str(refused.context["form"].errors["why"])
    client.post(path, sent(client.get(path), name="The Fire and Rescue Service", why="It was misspelt"))
    assert names(here)[1] == "The Fire and Rescue Service"


def test_they_go_up_and_down_one_place_at_a_time(here, client):
    def move(authority, way):
        client.post(f"/here/authorities/{authority.pk}/move/", {way: "1"})
        return [a.short_name for a in here.partnership.authorities.all()]

    assert move(here.council, "up") == ["Police", "Council", "Fire"]
    assert move(here.police, "up") == ["Police", "Council", "Fire"]
    assert move(here.police, "down") == ["Council", "Police", "Fire"]
    assert move(here.fire, "down") == ["Council", "Police", "Fire"]


def test_next_door_s_authority_is_not_found(here, client, next_door):
    pk = next_door.council.pk
    for deed in ("edit", "succeed"):
        assert client.get(f"/here/authorities/{pk}/{deed}/").status_code == 404
    assert client.post(f"/here/authorities/{pk}/move/", {"up": "1"}).status_code == 404


def test_the_one_that_another_took_over_from_says_so(here, client):
    factories.AuthorityFactory(partnership=here.partnership, name="The New Council", succeeds=here.council)
    page = client.get("/here/authorities/").content.decode()
    assert "Successor of The Council" in page
    assert "Succeeded by The New Council" in page
