"""The pages of the police's figures, as a coordinator and others use them."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.operations.synthetic_crimes import file_name, months
from partners import clock
from priorities.crime_data import forms
from priorities.crime_data.measurements import set_links
from priorities.crime_data.queries import ForceDistrict
from priorities.models import CrimeFile, CrimeLink, Measurement
from tests import factories
from tests.priorities.crimes import FORCE, JANUARY, THERE, content, give, month_of, name, row

from .test_loader import counts, zipped

CRIMES, LOAD = "/here/crimes/", "/here/crimes/load/"
IN_2012 = timezone.make_aware(timezone.datetime(2012, 6, 15, 10))


@pytest.fixture(autouse=True)
def _in_2012():
    with clock.frozen_at(IN_2012):
        yield


def text(page):
    """A page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def upload(*files):
    return {"files": [SimpleUploadedFile(called, content) for called, content in files]}


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def page(here):
    here.criterion.scale, here.criterion.frequency, here.criterion.unit = "count", "quarter", "burglaries"
    here.criterion.save()
    return f"/here/crimes/criteria/{here.criterion.pk}/"


@pytest.fixture
def quarter(here):
    for month in months(JANUARY, 3):
        give(here.partnership, [*month_of(month, Burglary=month.month, Other_crime=1), row(month, lsoa=THERE)], month)


def chosen(client, page, places=("hertfordshire/North Hertfordshire",), crime_types=("Burglary",), **other):
    base = client.get(page).context["form"].fingerprint
    return {"places": places, "crime_types": crime_types, "base": base, **other}


def test_a_coordinator_sends_the_files_and_sees_the_figures(here, cast, coordinator):
    files = (name(), content([row(), row()])), (name(date(2011, 2, 1)), content([row(date(2011, 2, 1))]))
    done = coordinator.post(LOAD, upload(*files), follow=True)
    assert done.redirect_chain == [(CRIMES, 302)]
    assert "2 files loaded: 3 crimes counted." in text(done)
    assert "Open Government Licence v3.0" in text(done)
    assert "They start in December 2010. This plan started in March 2008" in text(done)
    assert {file.by for file in CrimeFile.objects.all()} == {cast.coordinator}
    assert done.context["place"] == ForceDistrict(FORCE, "North Hertfordshire")
    assert [(r.crime_type, r.counts[-3:], r.total) for r in done.context["table"].rows] == [
        ("Burglary", [2, 1, None], 3)
    ]
    again = coordinator.post(LOAD, upload(*files), follow=True)
    assert "2 were loaded before, with no change." in text(again)


def test_a_coordinator_sends_the_zip_as_it_was_downloaded(here, coordinator):
    file = zipped({file_name(JANUARY): content([row()]), "2011-01/2011-01-hertfordshire-outcomes.csv": b"x"})
    assert coordinator.post(LOAD, upload(("download.zip", file.getvalue()))).status_code == 302
    assert sum(counts(here.partnership).values()) == 1


def test_of_a_broken_file_the_page_says_where_and_what_and_the_good_ones_are_loaded(here, coordinator):
    sent = upload((name(), content([row(), row()[:4]])), (name(date(2011, 2, 1)), content([row(date(2011, 2, 1))])))
    done = coordinator.post(LOAD, sent)
    assert done.status_code == 200
    page_text = text(done)
    assert "1 file could not be loaded" in page_text
    assert "2011-01-hertfordshire-street.csv, line 3: there are 4 columns, and must be 12." in page_text
    assert "Nothing in it was counted. The others are loaded; see below." in page_text
    assert "2011-02-hertfordshire-street.csv: 1 crimes counted, 0 of them without a district." in page_text
    assert [file.month for file in CrimeFile.objects.all()] == [date(2011, 2, 1)]


def test_a_crime_type_never_heard_of_is_told(here, coordinator):
    done = coordinator.post(LOAD, upload((name(), content([row(crime_type="Hovercraft crime")]))))
    assert "Crime types not known before: Hovercraft crime." in text(done)


def test_what_is_sent_has_limits(here, coordinator, settings, monkeypatch):
    assert coordinator.post(LOAD).context["form"].errors == {
        "files": ["Choose the ZIP or the CSV files that you downloaded from data.police.uk"]
    }
    monkeypatch.setattr(forms, "CRIMES_FILES", 1)
    many = coordinator.post(LOAD, upload((name(), b"x"), ("b.csv", b"x"))).context["form"].errors
    assert many == {"files": ["These are 2 files. Choose up to 1, or the ZIP that holds them"]}
    settings.CRIMES_MAX_MB = 0
    large = coordinator.post(LOAD, upload((name(), content([row()])))).context["form"].errors
    assert large == {"files": ["These are 0 MB. Choose up to 0 MB at a time: fewer months, or one force"]}
    assert not CrimeFile.objects.exists()


def test_a_file_name_is_shown_and_never_run(here, coordinator):
    done = coordinator.post(LOAD, upload(("<script>alert(1)</script>.csv", b"x")))
    assert "<script>alert" not in done.content.decode()
    assert "could not be loaded" in text(done)


def test_the_files_that_were_loaded_are_listed_with_those_that_were_replaced(here, cast, coordinator):
    give(here.partnership, [row()], by=cast.coordinator)
    give(here.partnership, [row(), row()])
    page_text = text(coordinator.get("/here/crimes/files/"))
    assert "January 2011, Hertfordshire: replaced 1 crimes" in page_text
    assert "Replaced by a later release on 15 June 2012, 10:00." in page_text
    assert page_text.count("by the operator") == page_text.count("by Coordinator.") == 1


def test_others_read_and_are_not_offered_what_they_may_not_do(here, cast, sign_in, quarter, page):
    set_links(
        here.criterion,
        by=cast.coordinator,
        places=[ForceDistrict(FORCE, "North Hertfordshire")],
        crime_types=["Burglary"],
    )
    for who in (cast.observer, cast.officer, cast.chair):
        client = sign_in(who)
        assert "Load files" not in text(client.get(CRIMES))
        page_text = text(client.get(page))
        assert "What would be recorded" in page_text
        assert ("Record these figures" in page_text, "Save what is counted" in page_text) == (False, False)


def test_a_coordinator_links_a_criterion_sees_what_would_be_recorded_and_records_it(here, coordinator, quarter, page):
    linked = coordinator.post(page, chosen(coordinator, page), follow=True)
    assert "Your choice is saved." in text(linked)
    assert "Suggested strength of evidence: Proxy: it counts something near to it" in text(linked)
    assert "January to March 2011 6 nothing Recorded" in text(linked)
    form = {"status": "provisional", "seen": linked.context["seen"]}
    done = coordinator.post(f"{page}record/", form, follow=True)
    assert "1 figure recorded." in text(done)
    assert "January to March 2011 6 6, provisional No change: recorded already. It can be made final" in text(done)
    assert Measurement.objects.get().value == 6
    assert "Counted from the police’s files" in text(coordinator.get(f"/here/history/criterion/{here.criterion.pk}/"))
    assert "link to police figures" in text(coordinator.get(f"/here/history/criterion/{here.criterion.pk}/"))


def test_it_is_to_be_said_whether_figures_are_provisional_or_final(here, coordinator, quarter, page):
    linked = coordinator.post(page, chosen(coordinator, page), follow=True)
    done = coordinator.post(f"{page}record/", {"seen": linked.context["seen"]})
    assert "Choose whether the figures are provisional or final" in text(done)
    assert not Measurement.objects.exists()


def test_figures_that_changed_meanwhile_are_shown_again_and_not_recorded(here, coordinator, quarter, page):
    linked = coordinator.post(page, chosen(coordinator, page), follow=True)
    give(here.partnership, month_of(JANUARY, Burglary=9), JANUARY)
    done = coordinator.post(f"{page}record/", {"status": "final", "seen": linked.context["seen"]})
    assert "The figures have changed since you opened this page." in text(done)
    assert "January to March 2011 14 nothing Recorded" in text(done)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"places": ["hertfordshire/Atlantis"]},
            "“hertfordshire/Atlantis” is not a district in the loaded files.",
        ),
        ({"crime_types": ["Piracy"]}, "“Piracy” is not a crime type in the loaded files."),
        ({"places": []}, "Choose at least one district"),
        ({"crime_types": []}, "Choose at least one crime type"),
        ({"why": "x" * 501}, "This is 501 characters long. Shorten it to 500."),
    ],
)
def test_only_what_is_loaded_can_be_counted(wrong, message, here, coordinator, quarter, page):
    done = coordinator.post(page, chosen(coordinator, page) | wrong)
    assert (done.status_code, message in text(done)) == (200, True)
    assert not CrimeLink.objects.exists()


def test_what_somebody_else_chose_meanwhile_is_shown_and_not_overwritten(here, cast, coordinator, quarter, page):
    form = chosen(coordinator, page)
    set_links(here.criterion, by=cast.coordinator, places=[ForceDistrict(FORCE, "Stevenage")], crime_types=["Burglary"])
    done = coordinator.post(page, form)
    assert "Somebody else changed this while you were editing" in text(done)
    assert f"Changed by {cast.coordinator.name}" in text(done)
    (conflict,) = [row for row in done.context["form"].conflicts if row[0] == "Districts"]
    assert ("Stevenage" in conflict[1], "North Hertfordshire" in conflict[2]) == (True, True)
    assert [link.district for link in CrimeLink.objects.all()] == ["Stevenage"]
    assert coordinator.post(page, form | {"base": done.context["form"].fingerprint}).status_code == 302
    assert [link.district for link in CrimeLink.objects.all()] == ["North Hertfordshire"]


def test_a_choice_that_is_sent_twice_is_saved_once(here, coordinator, quarter, page):
    form = chosen(coordinator, page)
    assert [coordinator.post(page, form).status_code for _ in range(2)] == [302, 302]
    assert CrimeLink.history.count() == 1


def test_nothing_is_counted_any_more_at_the_press_of_a_button(here, coordinator, quarter, page):
    coordinator.post(page, chosen(coordinator, page))
    coordinator.post(page, chosen(coordinator, page, stop="yes"))
    assert not CrimeLink.objects.exists()


def test_a_criterion_that_keeps_a_place_is_not_fed(here, coordinator):
    placeholder = factories.CriterionFactory(priority=here.priority, placeholder=True)
    assert coordinator.get(f"/here/crimes/criteria/{placeholder.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["?place=x", "?year=1999", "?year=x", "?place=hertfordshire/Stevenage&year=2009"])
def test_what_is_not_there_is_not_found(query, here, coordinator, quarter):
    assert coordinator.get(CRIMES + query).status_code == 404


def test_the_pages_work_when_nothing_is_loaded(here, coordinator, page):
    assert "No file is loaded yet." in text(coordinator.get(CRIMES))
    assert "No file is loaded yet." in text(coordinator.get("/here/crimes/files/"))
    assert "No file is loaded yet." in text(coordinator.get(page))


def test_files_that_can_only_be_made_up_are_called_so(here, coordinator):
    give(here.partnership, [row(date(2009, 1, 1))], date(2009, 1, 1))
    assert "Some of these files are made up." in text(coordinator.get(CRIMES))
    assert "Made up: data.police.uk has no figures for this month." in text(coordinator.get("/here/crimes/files/"))


def test_the_plan_leads_to_the_figures_of_each_criterion_and_the_menu_to_all(here, coordinator, page):
    plan, review = (coordinator.get(f"/here/{name}/").content.decode() for name in ("plan", "review"))
    assert (f'href="{page}"' in plan, f'href="{CRIMES}"' in review) == (True, True)


def test_the_number_of_queries_does_not_grow(here, cast, coordinator, page, django_assert_max_num_queries):
    give(here.partnership, month_of(JANUARY, Burglary=1))
    for address in (CRIMES, "/here/crimes/files/", page):
        with django_assert_max_num_queries(25) as few:
            coordinator.get(address)
        for month in months(date(2011, 2, 1), 6):
            give(
                here.partnership, [*month_of(month, Burglary=1, Drugs=2), row(month, lsoa=THERE)], month, by=cast.chair
            )
        for _ in range(3):
            other = factories.CriterionFactory(priority=factories.PriorityFactory(plan=here.plan))
            set_links(other, by=cast.coordinator, places=[ForceDistrict(FORCE, "Stevenage")], crime_types=["Burglary"])
        with django_assert_max_num_queries(len(few)):
            coordinator.get(address)
        assert len(few)
