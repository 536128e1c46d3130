"""Versions of the plan that people make: drafted, looked at, published, played, and out of date when words change."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.files.uploads import path_of
from plans.models import Version
from plans.versions.register import register_of
from tests.factories import FormatRequestFactory, VersionFactory
from tests.page_forms import Page

REGISTER, PUBLIC = "/here/versions/", "/here/other-formats/"
MP3 = b"ID3" + bytes(range(97)) * 3


@pytest.fixture
def edition(published):
    return published()


@pytest.fixture
def version(here, edition):
    """A draft."""
    return VersionFactory(partnership=here.partnership, edition=edition, title="The plan, read aloud")


def form_of(client, path, **words):
    filled = {name: values for name, values in Page(client.get(path).text).forms[-1].filled().items() if name != "file"}
    return filled | words


def save(client, path, **words):
    return client.post(path, form_of(client, path, **words))


def publish(client, version):
    return save(client, f"{REGISTER}{version.pk}/publish/")


def test_an_officer_drafts_a_recording_the_chair_publishes_it_and_anybody_plays_it(client, edition, cast, sign_in):
    words = {
        "format": "audio",
        "title": "The plan, read aloud",
        "transcript": "We fit locks",
        "made_by": "Talking News",
    }
    file = SimpleUploadedFile("plan.mp3", MP3)
    officer, chair = sign_in(cast.officer), sign_in(cast.chair)
    answer = officer.post(f"{REGISTER}new/", form_of(officer, f"{REGISTER}new/", **words) | {"file": file})
    version = Version.objects.get()
    assert (answer.url, version.edition, version.is_draft) == (f"{REGISTER}{version.pk}/", edition, True)
    public, media = f"{PUBLIC}{version.pk}/", f"{PUBLIC}{version.pk}/file/"
    assert "We fit locks" not in client.get(PUBLIC).text
    assert [client.get(path).status_code for path in (public, media)] == [404, 404]
    assert officer.get(f"{REGISTER}{version.pk}/publish/").status_code == 403
    assert "We fit locks" in chair.get(f"{REGISTER}{version.pk}/publish/").text
    assert publish(chair, version).status_code == 302
    assert version.history.latest().history_user == cast.chair
    page = client.get(public)
    assert f'<audio class="player" controls preload="none" src="{media}">' in page.text
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert ("We fit locks" in page.text, "Made by Talking News." in page.text) == (True, True)
    assert "The plan, read aloud" in client.get(PUBLIC).text


@pytest.fixture
def recording(edition, cast, sign_in):
    """The address of the file of a published version."""
    officer = sign_in(cast.officer)
    words = {"format": "audio", "title": "x", "transcript": "x", "file": SimpleUploadedFile("plan.mp3", MP3)}
    officer.post(f"{REGISTER}new/", form_of(officer, f"{REGISTER}new/", **words))
    version = Version.objects.get()
    publish(sign_in(cast.chair), version)
    return f"{PUBLIC}{version.pk}/file/"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("", 200, 0, 293),
        ("bytes=0-", 206, 0, 293),
        ("bytes=100-199", 206, 100, 199),
        ("bytes=290-", 206, 290, 293),
        ("bytes=-4", 206, 290, 293),
        ("bytes=0-9999", 206, 0, 293),
        ("bytes=-9999", 206, 0, 293),
        ("bytes=9-3", 200, 0, 293),
        ("bytes=0-1,4-5", 200, 0, 293),
        ("seconds=1-2", 200, 0, 293),
    ],
)
def test_a_player_gets_the_range_that_it_asks_for(client, recording, asked, status, first, last):
    answer = client.get(recording, headers={"Range": asked} if asked else {})
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, content) == (status, MP3[first : last + 1])
    assert (answer["Content-Type"], answer["Content-Length"]) == ("audio/mpeg", str(len(content)))
    assert answer.get("Content-Range") == (f"bytes {first}-{last}/294" if status == 206 else None)


def test_a_player_that_asks_for_too_much_or_has_it_already_gets_no_bytes(client, recording):
    whole = client.get(recording)
    for beyond in ("bytes=294-", "bytes=-0", "bytes=500-600"):
        answer = client.get(recording, headers={"Range": beyond})
        assert (answer.status_code, answer["Content-Range"], answer.content) == (416, "bytes */294", b"")
    assert client.get(recording, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    some = {"Range": "bytes=0-9"}
    resumed = [
        client.get(recording, headers=some | {"If-Range": tag}).status_code for tag in (whole["ETag"], '"other"')
    ]
    assert resumed == [206, 200]
    head = client.head(recording, headers=some)
    assert (head.status_code, head["Content-Length"], head.getvalue()) == (200, "294", b"")


def test_a_file_that_is_lost_or_shorter_than_its_row_says_is_not_there(client, recording):
    version = Version.objects.get()
    with default_storage.open(path_of(version.file_stored), "wb") as file:
        file.write(MP3[:100])
    assert [client.get(recording, headers={"Range": f"bytes={n}-{n + 9}"}).status_code for n in (0, 95)] == [206, 404]
    default_storage.delete(path_of(version.file_stored))
    assert client.get(recording).status_code == 404


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"transcript": ""}, "Enter the transcript"),
        ({"link": ""}, "Choose a file, or enter a link"),
        ({"format": "language"}, "Choose the language"),
        ({"title": ""}, "Enter the title"),
        ({"file": SimpleUploadedFile("page.html", b"<script>")}, "page.html cannot be uploaded"),
        ({"file": SimpleUploadedFile("plan.mp3", b"<script>")}, "is not an MP3 recording"),
    ],
)
def test_what_is_missing_or_is_no_recording_is_refused(edition, cast, sign_in, words, error):
    officer = sign_in(cast.officer)
    given = {"format": "audio", "title": "Aloud", "transcript": "x", "link": "https://example.org/plan.mp3"} | words
    answer = officer.post(f"{REGISTER}new/", form_of(officer, f"{REGISTER}new/", **given))
    assert (answer.status_code, error in answer.text, Version.objects.count()) == (200, True, 0)


def test_what_was_changed_since_somebody_looked_is_not_published(cast, version, sign_in):
    chair, path = sign_in(cast.chair), f"{REGISTER}{version.pk}/publish/"
    form = form_of(chair, path)
    save(sign_in(cast.officer), f"{REGISTER}{version.pk}/edit/", transcript="Something else")
    assert chair.post(path, form).status_code == 409
    version.refresh_from_db()
    assert version.is_draft


def test_a_published_one_stays_as_it_is_until_it_is_withdrawn(client, cast, version, sign_in):
    chair, officer = sign_in(cast.chair), sign_in(cast.officer)
    publish(chair, version)
    assert officer.get(f"{REGISTER}{version.pk}/edit/").status_code == 409
    save(chair, f"{REGISTER}{version.pk}/withdraw/", why="It says the wrong day")
    assert client.get(f"{PUBLIC}{version.pk}/").status_code == 404
    assert "The plan, read aloud" not in client.get(PUBLIC).text
    page = officer.get(REGISTER).text
    assert "It says the wrong day" in page


def test_it_is_out_of_date_once_an_edition_has_other_words_and_shows_which(
    client, here, cast, version, published, sign_in
):
    publish(sign_in(cast.chair), version)
    published("Nothing but a new edition")
    assert [d.is_current for d in register_of(here.partnership).versions] == [True]
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    published("Other words")
    [dated] = register_of(here.partnership).out_of_date
    assert [(each.kind, each.old, each.new) for each in dated.changed] == [
        ("action", "Fit better locks", "Fit the best locks")
    ]
    assert "Out of date: edition 3 has other words." in client.get(PUBLIC).text
    assert "<del>better</del>" in client.get(f"{PUBLIC}{version.pk}/").text
    page = sign_in(cast.officer).get(REGISTER).text
    assert "1 change of words since." in page


def test_gaps_are_counted_for_members_and_named_for_everybody(client, here, cast, edition, version, sign_in):
    FormatRequestFactory(partnership=here.partnership)
    register = register_of(here.partnership)
    assert register.missing == ["Easy read", "Audio", "British Sign Language"]
    assert "Not made yet: Easy read, Audio, British Sign Language." in client.get(PUBLIC).text
    publish(sign_in(cast.chair), version)
    assert register_of(here.partnership).missing == ["Easy read", "British Sign Language"]
    assert "<strong>1</strong> current" in sign_in(cast.observer).get(REGISTER).text
    assert "1 request not answered" in sign_in(cast.observer).get(REGISTER).text


def test_before_the_first_edition_there_is_nothing_to_make_a_version_of(client, here, cast, sign_in):
    assert "Nothing is published yet" in sign_in(cast.officer).get(REGISTER).text
    assert client.get(PUBLIC).status_code == 200
