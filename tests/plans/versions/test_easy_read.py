"""Easy read: written and checked item by item, published as a version, and out of date item by item."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from plans.models import EasyReadPicture, EasyReadText, Version
from plans.versions.easy_read import items_of
from tests.page_forms import Page

TEXTS = "/here/easy-read/texts/"


def form_of(client, path, **words):
    filled = {name: values for name, values in Page(client.get(path).text).forms[-1].filled().items() if name != "file"}
    return filled | words


def write(client, path, **words):
    return client.post(path, form_of(client, path, **words))


def picture():
    Image.new("RGB", (40, 20), "#224466").save(written := io.BytesIO(), "PNG")
    return SimpleUploadedFile("lock.png", written.getvalue())


@pytest.fixture
def edition(published):
    return published()


@pytest.fixture
def action(here):
    return f"{TEXTS}action/{here.action.pk}/"


def states(edition):
    return [item.state.value for item in items_of(edition)]


def test_each_item_is_missing_then_unchecked_then_current_and_out_of_date_with_its_source(
    here, cast, edition, action, published, sign_in
):
    officer = sign_in(cast.officer)
    assert states(edition) == ["missing", "missing"]
    write(officer, action, text="We fit better locks.")
    assert states(edition) == ["missing", "unchecked"]
    write(sign_in(cast.coordinator), action, checked="on")
    text = EasyReadText.objects.get()
    assert (states(edition), text.checked_by, text.source) == (
        ["missing", "current"],
        cast.coordinator,
        "Fit better locks",
    )
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    newer = published("Other words")
    assert states(newer) == ["missing", "out_of_date"]
    assert "It was made from: Fit better locks" in " ".join(officer.get(action).text.split()).replace("</strong>", "")
    write(officer, action, text="We fit the best locks.", checked="on")
    assert (states(newer), EasyReadText.objects.get().checked_by) == (["missing", "current"], cast.officer)


def test_it_is_published_as_it_was_drafted_with_pictures_and_a_tagged_pdf(client, here, cast, edition, action, sign_in):
    officer, chair = sign_in(cast.officer), sign_in(cast.chair)
    assert officer.post(f"{TEXTS}draft/").url == TEXTS
    priority = f"{TEXTS}priority/{here.priority.pk}/"
    write(officer, priority, text="Fewer break-ins.", checked="on")
    write(officer, action, text="We fit better locks.", checked="on", file=picture(), alternative_text="A lock")
    answer = officer.post(f"{TEXTS}draft/")
    version = Version.objects.get()
    [sha256] = EasyReadPicture.objects.values_list("sha256", flat=True)
    image = f"/here/easy-read/{sha256}.png"
    assert (answer.url, version.edition, version.is_draft) == (f"/here/versions/{version.pk}/", edition, True)
    assert [client.get(path).status_code for path in ("/here/easy-read/", image)] == [404, 404]
    assert officer.get(image).headers["Content-Type"] == "image/png"
    write(officer, action, text="Something else entirely.")
    assert officer.get(f"/here/versions/{version.pk}/edit/").status_code == 409
    write(chair, f"/here/versions/{version.pk}/publish/")
    page = client.get("/here/easy-read/").text
    assert ("Fewer break-ins." in page, "We fit better locks." in page, "Something else" in page) == (True, True, False)
    assert f'src="{image}" alt="A lock"' in page
    assert client.get(image).status_code == 200
    content = b"".join(client.get(f"/here/other-formats/{version.pk}/file/").streaming_content)
    reader = PdfReader(io.BytesIO(content))
    words = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert (reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "We fit better locks." in words) == (True, True)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"file": picture(), "text": "x"}, "Enter what the picture shows"),
        ({"checked": "on", "text": ""}, "Enter the easy words"),
        ({"file": SimpleUploadedFile("lock.png", b"<svg>"), "text": "x"}, "This file is not a picture"),
    ],
)
def test_what_is_missing_is_asked_for(cast, edition, action, sign_in, words, error):
    answer = write(sign_in(cast.officer), action, **words)
    assert (answer.status_code, error in answer.text, EasyReadText.objects.count()) == (200, True, 0)


def test_an_item_of_another_partnership_or_none_is_not_there(cast, edition, next_door, sign_in):
    officer = sign_in(cast.officer)
    paths = [f"{TEXTS}action/{next_door.action.pk}/", f"{TEXTS}priority/99999/", f"{TEXTS}section/1/"]
    assert [officer.get(path).status_code for path in paths] == [404, 404, 404]
