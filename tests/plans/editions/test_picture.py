"""The picture of an edition, which is shown where its address is shared: drawn once, small, and never changed."""

import io

import pytest
from PIL import Image

from plans.editions import page_cache
from plans.editions.publishing import withdraw
from plans.exports.formats import make_picture
from plans.exports.picture import HEIGHT, WIDTH, picture_of
from plans.status import EffectiveStatus

pytestmark = pytest.mark.both_databases

PICTURE = "/here/editions/2008-2011/1/picture.png"
LIMIT = 60_000


def test_an_edition_has_its_picture_once_that_is_made_and_any_plans_until_then(published, sign_in):
    edition = published()
    before = sign_in(None).get(PICTURE)
    make_picture(edition.sha256)
    after = sign_in(None).get(PICTURE)
    assert (before.status_code, before["Cache-Control"]) == (200, "public, max-age=60")
    assert (after["Content-Type"], after["Cache-Control"]) == ("image/png", "public, max-age=604800")
    assert after.content != before.content
    assert after.content == bytes(edition.files.get(name="picture.png").content)
    for content in (before.content, after.content):
        assert (Image.open(io.BytesIO(content)).size, len(content) < LIMIT) == ((WIDTH, HEIGHT), True)


def test_the_pages_of_an_edition_name_its_picture_and_load_it_not(published, sign_in, settings):
    settings.SITE_URL = "https://plan.example.org"
    published()
    for path in ("/here/", "/here/find/", "/here/find/?q=locks"):
        page = sign_in(None).get(path).content.decode()
        assert f'<meta property="og:image" content="https://plan.example.org{PICTURE}">' in page
        assert page.count("picture.png") == 1


def test_the_picture_of_a_withdrawn_edition_is_gone(published, sign_in, cast):
    edition = published()
    make_picture(edition.sha256)
    withdraw(edition, by=cast.chair, reason="A name was in it")
    page_cache.current.forget()
    assert sign_in(None).get(PICTURE).status_code == 410


@pytest.mark.parametrize("words", ["", "Ŵyn " * 90, "x" * 400, "日本 " * 50, "a\nb"])
def test_whatever_is_written_in_it_the_picture_stays_a_picture(words):
    outline = {
        "partnership": {"area": words, "name": words, "colour": "#1d4f5c"},
        "plan": {"title": words, "subtitle": words},
        "tally": dict.fromkeys(EffectiveStatus.values, 600),
    }
    for tally in (outline["tally"], {}):
        content = picture_of(outline | {"tally": tally}, words)
        assert (Image.open(io.BytesIO(content)).size, len(content) < LIMIT) == ((WIDTH, HEIGHT), True)
