"""Translations of the plan's texts: made and checked side by side, published by a press, out of date by themselves."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.languages import InEnglish
from plans.editions import page_cache
from plans.models import Translation, TranslationSet
from plans.translations.parts import items_of, parts_of
from plans.translations.published import publication_of, publish_translations
from plans.translations.texts import in_language, texts_of
from tests import factories
from tests.page_forms import Page

WELSH = "Gosod cloeon gwell"


@pytest.fixture
def edition(here, published):
    here.partnership.languages = "cy ur"
    here.partnership.save()
    return published()


@pytest.fixture
def part(here, edition):
    return f"/here/translations/cy/priority-{here.priority.pk}/"


@pytest.fixture
def wording(here):
    return f"action-{here.action.pk}-wording"


def form_of(client, path, **words):
    return Page(client.get(path).text).forms[-1].filled() | words


def write(client, path, **words):
    return client.post(path, form_of(client, path, **words))


def state_of(edition, here):
    """The state of the action's wording, and who checked it."""
    [item] = [
        each for each in items_of(edition, "cy").values() if each.key[:3] == ("action", here.action.pk, "wording")
    ]
    return item.state.value, item.row.checked_by


def publish(client, code="cy"):
    answer = write(client, f"/here/translations/{code}/publish/")
    page_cache.current.forget()
    return answer


def page(client, here, code="cy"):
    return client.get(f"/{code}/here/priorities/{here.priority.key}/").text


def test_every_text_that_the_public_reads_is_in_one_part(here, edition):
    factories.SectionFactory(plan=here.plan, key="introduction", heading="Who we are", body="Partners.")
    keys = [item.key for part in parts_of(edition, "cy") for item in part.items]
    assert sorted(map(str, keys)) == sorted(map(str, texts_of(edition.envelope)))


def test_a_text_is_missing_then_unchecked_then_current_and_out_of_date_with_its_english(
    here, cast, edition, part, wording, published, sign_in
):
    officer, coordinator = sign_in(cast.officer), sign_in(cast.coordinator)
    assert state_of(edition, here) == ("missing", None)
    write(officer, part, **{wording: WELSH})
    assert state_of(edition, here) == ("unchecked", None)
    write(coordinator, part, **{f"{wording}-checked": "on"})
    assert state_of(edition, here) == ("current", cast.coordinator)
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    newer = published("Other words")
    assert state_of(newer, here) == ("out_of_date", cast.coordinator)
    words = re.sub(r"<[^>]+>", "", officer.get(part).text)
    assert "Changed since it was translated:" in words
    write(officer, part)  # what nobody touched stays out of date
    assert state_of(newer, here)[0] == "out_of_date"
    write(officer, part, check_all="1")
    assert state_of(newer, here) == ("current", cast.officer)


def test_nothing_is_public_until_it_is_checked_and_published_and_only_for_its_exact_english(
    here, cast, edition, part, wording, published, sign_in
):
    reader, officer, chair = sign_in(None), sign_in(cast.officer), sign_in(cast.chair)
    total = len(texts_of(edition.envelope))
    assert "The texts of the plan are still in English." not in page(reader, here, "cy")
    assert "Mae testunau’r cynllun yn Saesneg o hyd." in page(reader, here)
    write(officer, part, **{wording: WELSH})
    assert chair.get("/here/translations/cy/publish/").status_code == 409
    write(officer, part, check_all="1")
    assert WELSH not in page(reader, here)
    assert WELSH in chair.get("/here/translations/cy/publish/").text
    assert publish(chair).status_code == 302
    read = page(reader, here)
    assert (WELSH in read, f">{WELSH}</span>" in read) == (True, False)
    assert f"Mae {total - 1} o {total} o destunau" in read
    assert (WELSH in page(reader, here, "ur"), WELSH in reader.get("/here/").text) == (False, False)
    # What members write on is not public; an edition that leaves the English as it is keeps the translation.
    write(officer, part, **{wording: "Rhywbeth arall"})
    assert WELSH in page(reader, here)
    published("Nothing else")
    assert WELSH in page(reader, here)
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    published("Other words")
    assert WELSH not in page(reader, here)
    assert WELSH in reader.get(f"/cy/here/editions/{here.plan.slug}/1/priorities/{here.priority.key}/").text


def test_the_result_and_the_note_of_an_edition_are_translated_too(here, cast, edition, published, sign_in):
    def pages():
        page_cache.current.forget()
        return [reader.get(f"/cy/here/{page}").text for page in ("", "whole-plan/", "editions/")]

    reader, plan = sign_in(None), "/here/translations/cy/plan/"
    assert [page.count('<span lang="en-GB" dir="ltr">What is new</span>') for page in pages()] == [1, 1, 1]
    translated = {"edition--result": "Mae’n mynd yn dda", "edition--note": "Beth sy’n newydd"}
    write(sign_in(cast.officer), plan, **translated, check_all="1")
    publish(sign_in(cast.chair))
    shown = [[text in page for text in translated.values()] for page in pages()]
    assert shown == [[True, True], [False, True], [False, True]]
    assert "What is new" not in "".join(pages())
    published("Other words")
    front, whole, editions = pages()
    assert ["Beth sy’n newydd" in page for page in (front, whole, editions)] == [False, False, True]
    assert '<span lang="en-GB" dir="ltr">Other words</span>' in editions


def test_where_a_figure_was_found_is_translated_if_its_criterion_names_the_same(here, published):
    here.criterion.source = "Police recorded crime"
    here.criterion.save()
    same = factories.MeasurementFactory(criterion=here.criterion, source=here.criterion.source)
    other = factories.MeasurementFactory(criterion=here.criterion, source="A survey", starts_on="2008-01-01")
    key, english = ("criterion", str(here.criterion.pk), "source"), here.criterion.source
    envelope, counted = in_language(published().envelope, "cy", {key: (english, "Troseddau a gofnodwyd")})
    [criterion] = [each for part in envelope["outline"]["priorities"] for each in part["criteria"]]
    sources = {each["id"]: each["source"] for each in criterion["measurements"]}
    assert sources == {same.pk: "Troseddau a gofnodwyd", other.pk: InEnglish("A survey")}
    assert type(sources[other.pk]) is InEnglish
    assert counted.total - counted.number == 1


def test_an_edition_is_shown_with_its_own_translations_and_not_with_those_of_a_later_one(
    here, cast, edition, published, sign_in
):
    def translated(edition, text):
        Translation.objects.all().delete()
        checked = {"checked_by": cast.officer, "checked_at": edition.published_at}
        factories.TranslationFactory(plan=here.plan, which=str(here.action.pk), text=text, **checked)
        publish_translations(publication_of(edition, "cy"), by=cast.chair)
        page_cache.current.forget()

    translated(edition, "Un")
    translated(published("The second"), "Dau")
    reader = sign_in(None)
    old = reader.get(f"/cy/here/editions/{here.plan.slug}/1/public-actions/{here.action.pk}/").text
    assert ("Un" in re.findall(r">([^<>]+)<", old), "Dau" in old) == (True, False)
    assert "Dau" in page(reader, here)


def test_what_is_taken_back_is_in_english_again(here, cast, edition, part, wording, sign_in):
    officer, chair = sign_in(cast.officer), sign_in(cast.chair)
    write(officer, part, **{wording: WELSH, f"{wording}-checked": "on"})
    publish(chair)
    emptied = form_of(officer, part, **{wording: ""})
    assert "Enter the translation" in officer.post(part, emptied).text
    emptied.pop(f"{wording}-checked")
    assert officer.post(part, emptied).status_code == 302
    assert WELSH in page(sign_in(None), here)
    assert publish(chair).status_code == 302
    assert f'<span lang="en-GB" dir="ltr">{here.action.wording}</span>' in page(sign_in(None), here)


def test_what_is_published_is_what_was_looked_at(here, cast, edition, part, wording, sign_in):
    officer, chair = sign_in(cast.officer), sign_in(cast.chair)
    write(officer, part, **{wording: WELSH, f"{wording}-checked": "on"})
    seen = form_of(chair, "/here/translations/cy/publish/")
    write(officer, part, **{wording: "Drws", f"{wording}-checked": "on"})
    answer = chair.post("/here/translations/cy/publish/", seen)
    assert (answer.status_code, TranslationSet.objects.count()) == (409, 0)


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(here, cast, edition, part, wording, sign_in):
    officer, coordinator = sign_in(cast.officer), sign_in(cast.coordinator)
    opened = form_of(officer, part)
    write(coordinator, part, **{wording: WELSH})
    answer = officer.post(part, opened | {wording: "Drws"})
    assert answer.status_code == 200
    assert "Somebody else changed this while you were editing." in answer.text
    assert "Drws" in answer.text
    assert Translation.objects.get().text == WELSH


def test_nobody_translates_what_the_plan_says_no_more(here, cast, edition, part, wording, published, sign_in):
    officer = sign_in(cast.officer)
    opened = form_of(officer, part)
    here.action.wording = "Fit the best locks"
    here.action.revise(by=cast.coordinator, why="Clearer")
    published("Other words")
    answer = officer.post(part, opened | {wording: WELSH})
    assert (answer.status_code, Translation.objects.count()) == (200, 0)
    assert WELSH in answer.text


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"": "", "-checked": "on"}, "Enter the translation"),
        ({"": "x" * 300}, "This is 300 characters long. Shorten it to 264."),
        ({"": "Clo\u202e"}, "Remove the hidden characters"),
    ],
)
def test_what_is_wrong_is_said_and_kept(cast, edition, part, wording, sign_in, words, error):
    answer = write(sign_in(cast.officer), part, **{wording + end: value for end, value in words.items()})
    assert (answer.status_code, error in answer.text, Translation.objects.count()) == (200, True, 0)


def test_each_change_is_in_the_history_with_who_made_it(cast, edition, part, wording, sign_in):
    write(sign_in(cast.officer), part, **{wording: WELSH})
    write(sign_in(cast.coordinator), part, **{f"{wording}-checked": "on"})
    rows = Translation.history.order_by("history_id").values_list("text", "revision__by", "checked_by")
    assert list(rows) == [
        (WELSH, cast.officer.pk, None),
        (WELSH, cast.coordinator.pk, cast.coordinator.pk),
    ]


def test_a_part_of_another_partnership_or_language_is_not_there(cast, edition, next_door, sign_in):
    officer = sign_in(cast.officer)
    ends = ["xx/", "en-gb/", "cy/nothing/", f"cy/priority-{next_door.priority.pk}/", "xx/plan/"]
    assert [officer.get(f"/here/translations/{end}").status_code for end in ends] == [404] * len(ends)
    assert officer.get("/here/translations/cy/plan/").status_code == 200


def test_the_pages_ask_no_more_with_more_of_the_plan(here, cast, edition, part, published, sign_in):
    officer = sign_in(cast.officer)

    def queries(path):
        officer.get(path)
        with CaptureQueriesContext(connection) as context:
            assert officer.get(path).status_code == 200
        return len(context)

    paths = ["/here/translations/", "/here/translations/cy/", part]
    before = [queries(path) for path in paths]
    for number in range(5):
        action = factories.ActionFactory(priority=here.priority, wording=f"Fit lock {number}")
        factories.TranslationFactory(plan=here.plan, which=str(action.pk), checked_by=None)
    published("More")
    assert [queries(path) for path in paths] == before
