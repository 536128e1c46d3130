"""Packs and minutes in Word, as members get them."""

import io

from docx import Document
from docx.oxml.ns import qn

from actions.meetings.closing import close, correct
from actions.meetings.pack import freeze_pack
from plans.exports.docx import DOCX_TYPE
from plans.models import Edition


def document(response):
    """(all words of its body, the lines at its foot)."""
    assert (response.status_code, response["Content-Type"]) == (200, DOCX_TYPE)
    found = Document(io.BytesIO(response.content))
    paragraphs = found.element.body.iter(qn("w:p"))
    words = " ".join("".join(text.text or "" for text in p.iter(qn("w:t"))) for p in paragraphs)
    return " ".join(words.split()), [paragraph.text for paragraph in found.sections[0].footer.paragraphs]


def test_the_minutes_have_both_fingerprints_and_the_corrections_so_far(running, record, cast, sign_in, here):
    record("decision", "Light the park\nby May", public=True)
    record("challenge", "Why so late?", action=here.action, challenged=here.police)
    closed = close(running, by=cast.chair)
    correct(closed, by=cast.chair, text="It was a Tuesday")
    response = sign_in(cast.observer).get(f"/here/meetings/{running.pk}/minutes.docx")
    assert response["Content-Disposition"] == 'attachment; filename="here-minutes-2009-06-15.docx"'
    words, foot = document(response)
    for part in ("Light the park", "Why so late?", "It was a Tuesday", "Chief Inspector", "Venue: Council Offices"):
        assert part in words
    assert (closed.sha256 in words, closed.pack.sha256 in words, "Draft" in words) == (True, True, False)
    assert foot[1].startswith("Minutes · fingerprint ")


def test_a_draft_says_on_each_page_that_it_is_one_and_is_the_same_file_twice(running, record, cast, sign_in):
    record("decision", "Light the park")
    client, path = sign_in(cast.observer), f"/here/meetings/{running.pk}/minutes.docx"
    response = client.get(path)
    assert response["Content-Disposition"] == 'attachment; filename="here-draft-minutes-2009-06-15.docx"'
    words, foot = document(response)
    assert ("Light the park" in words, foot[1]) == (True, "Draft minutes: not closed")
    assert client.get(path).content == response.content


def test_before_the_meeting_there_are_no_minutes_to_be_had(coming, cast, sign_in):
    response = sign_in(cast.observer).get(f"/here/meetings/{coming.pk}/minutes.docx")
    assert (response.status_code, response["Location"]) == (302, f"/here/meetings/{coming.pk}/minutes/")


def test_the_pack_is_the_frozen_one_and_stays_when_the_plan_changes(coming, cast, sign_in, here):
    client, path = sign_in(cast.observer), f"/here/meetings/{coming.pk}/pack.docx"
    assert "Not sent" in document(client.get(path))[1][1]
    freeze_pack(coming, by=cast.chair, why="sent")
    sent = client.get(path)
    here.action.wording = "Fit other locks"
    here.action.save()
    assert client.get(path).content == client.get(f"{path}?number=1").content == sent.content
    words, foot = document(sent)
    assert ("Fit better locks" in words, "Fit other locks" in words, "1. The plan" in words) == (True, False, False)
    assert "For the partnership only: not for publication" in foot[1]
    assert "Fit other locks" in document(client.get(f"{path}?number=now"))[0]
    assert client.get(f"{path}?number=2").status_code == 404


def test_packs_and_minutes_are_for_members_as_their_pdfs_are(running, cast, sign_in, next_door):
    freeze_pack(running, by=cast.chair, why="begun")
    for file in ("pack", "minutes"):
        path = f"/here/meetings/{running.pk}/{file}.docx"
        answers = {user: sign_in(user).get(path) for user in (cast.observer, cast.stranger, None)}
        assert [answer.status_code for answer in answers.values()] == [200, 404, 302]
        kept = answers[cast.observer]
        assert (kept["Cache-Control"], kept["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
        assert kept["Content-Disposition"].startswith("attachment; ")


def test_where_a_pdf_is_offered_so_is_word(coming, running, cast, sign_in, published):
    published()
    client = sign_in(cast.coordinator)
    edition = Edition.objects.get()
    for page, file in {
        f"/here/meetings/{coming.pk}/pack/": f"/here/meetings/{coming.pk}/pack.docx",
        f"/here/meetings/{running.pk}/minutes/": f"/here/meetings/{running.pk}/minutes.docx",
        "/here/plan/": "plan.docx",
        "/here/editions/": f"/here/editions/2008-2011/{edition.number}/plan.docx",
    }.items():
        assert f'{file}"' in client.get(page).content.decode().replace("?number=now", "")
