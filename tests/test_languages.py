"""The languages of public pages: the address decides, each page links to itself in the others, no cache mixes them."""

import re
from html import unescape

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation

from partners import languages
from partners.settings.forms import SettingsForm
from plans.editions import page_cache
from plans.editions.public_pages import pages_of
from tests import catalogues, factories
from tests.access import ASKED_AGAIN
from tests.addresses import address


@pytest.fixture
def offers(here, published):
    """The partnership offers these languages, and has an edition."""

    def offers(codes="cy pl ur"):
        type(here.partnership).objects.filter(pk=here.partnership.pk).update(languages=codes)
        page_cache.current.forget()

    offers()
    published()
    return offers


def html_of(client, path, **headers):
    page = client.get(path, headers=headers)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        ("/here/", '<html lang="en-GB" data'),
        ("/cy/here/", '<html lang="cy" data'),
        ("/pl/here/find/?q=locks", '<html lang="pl" data'),
        ("/ur/here/", '<html lang="ur" dir="rtl" data'),
        ("/ur/here/editions/", '<html lang="ur" dir="rtl" data'),
    ],
)
def test_the_address_decides_and_neither_the_browser_nor_a_cookie(path, lang, offers, sign_in):
    reader = sign_in(None)
    reader.cookies["django_language"] = "ur"
    assert lang in html_of(reader, path, accept_language="pl")
    assert "Accept-Language" not in reader.get(path).headers.get("Vary", "")


def test_each_page_links_to_itself_in_the_other_languages(here, offers, sign_in):
    page = html_of(sign_in(None), f"/pl/here/priorities/{here.priority.key}/")
    own = f"priorities/{here.priority.key}/"
    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page) == [
        (lang, f"http://testserver{prefix}/here/{own}".replace("http://testserver", ""))
        for lang, prefix in (("en-GB", ""), ("x-default", ""), ("cy", "/cy"), ("pl", "/pl"), ("ur", "/ur"))
    ]
    switch = re.search(r'<nav class="nav languages".*?</nav>', page, re.DOTALL)[0]
    assert re.findall(
        r'href="([^"]+)" lang="([^"]+)" hreflang="[^"]+" dir="([^"]+)"( aria-current="true")?>([^<]+)', switch
    ) == [
        (f"/here/{own}", "en-GB", "ltr", "", "English"),
        (f"/cy/here/{own}", "cy", "ltr", "", "Cymraeg"),
        (f"/pl/here/{own}", "pl", "ltr", ' aria-current="true"', "Polski"),
        (f"/ur/here/{own}", "ur", "rtl", "", "اردو"),
    ]


def test_links_within_a_language_keep_it(offers, sign_in):
    page = html_of(sign_in(None), "/pl/here/")
    links = set(re.findall(r'<a href="(/[^"]*)"', page)) - {"/here/", "/cy/here/", "/ur/here/", "/pl/account/login/"}
    assert links
    assert [link for link in links if not link.startswith("/pl/here/")] == []


def test_a_page_of_a_replaced_edition_leads_to_the_same_edition_in_another_language(here, offers, published, sign_in):
    published()
    page = html_of(sign_in(None), f"/cy/here/editions/{here.plan.slug}/1/")
    assert f'<a href="/ur/here/editions/{here.plan.slug}/1/" lang="ur"' in page


def test_a_language_that_is_not_offered_leads_to_the_english_page(offers, sign_in):
    offers("cy")
    reader = sign_in(None)
    answer = reader.get("/pl/here/find/?q=locks")
    assert (answer.status_code, answer["Location"]) == (302, "/here/find/?q=locks")
    assert "/cy/here/" in html_of(reader, "/here/")
    assert "/pl/here/" not in html_of(reader, "/here/")
    offers("")
    assert "hreflang" not in html_of(reader, "/here/")


@pytest.mark.parametrize("page", ["easy-read/", "priorities/burglary/feed.atom"])
def test_what_is_in_one_language_leads_to_it(page, offers, sign_in):
    answer = sign_in(None).get(f"/pl/here/{page}")
    assert (answer.status_code, answer["Location"]) == (302, f"/here/{page}")


def test_members_pages_are_in_english_and_welsh(cast, offers, sign_in):
    member = sign_in(cast.officer)
    assert '<html lang="cy"' in html_of(member, "/cy/here/my-actions/")
    answer = member.get("/pl/here/my-actions/")
    assert (answer.status_code, answer["Location"]) == (302, "/here/my-actions/")


def test_a_members_page_leads_to_itself_in_the_other_language(cast, offers, sign_in):
    def switch(path):
        return re.findall(r'<a class="masthead__language" href="([^"]+)" lang="([^"]+)"', html_of(member, path))

    member = sign_in(cast.officer)
    assert switch("/here/actions/?status=late") == [("/cy/here/actions/?status=late", "cy")]
    assert switch("/cy/here/actions/?status=late") == [("/here/actions/?status=late", "en-GB")]
    assert switch("/account/data/") == [("/cy/account/data/", "cy")]
    offers("pl")
    assert switch("/here/actions/") == []
    assert switch("/cy/here/actions/") == [("/here/actions/", "en-GB")]


def test_links_of_members_pages_keep_their_language(cast, offers, sign_in):
    page = html_of(sign_in(cast.coordinator), "/cy/here/plan/")
    links = set(re.findall(r'(?:href|action)="(/[^"]*)"', page)) - {"/here/plan/"}
    # What is the same in every language.
    links = {link for link in links if not re.match(r"/static/|/here/(colour|theme)|/demo/", link)}
    assert len(links) > 10
    assert sorted(link for link in links if not link.startswith("/cy/")) == []


def test_who_signs_in_comes_to_pages_in_their_own_language(cast, offers, sign_in):
    def signed_in(path):
        answer = sign_in(None).post(path, {"login": cast.officer.email, "password": "correct horse battery staple"})
        return answer["Location"]

    assert signed_in("/account/login/?next=/here/my-actions/") == "/here/my-actions/"
    assert signed_in("/cy/account/login/?next=/cy/here/my-actions/") == "/cy/here/my-actions/"
    member = sign_in(cast.officer)
    assert member.post("/account/language/", {"language": "pl"}).status_code == 200
    answer = member.post("/account/language/", {"language": "cy"})
    assert answer["Location"] == "/cy/account/language/"
    page = html_of(member, "/cy/account/language/")
    assert "Mae eich dewis wedi’i gadw." in page
    assert 'value="cy"' in page
    assert signed_in("/account/login/?next=/here/my-actions/%3Fa=1") == "/cy/here/my-actions/?a=1"
    assert signed_in("/account/login/?next=/static/x.css") == "/static/x.css"
    home = sign_in(cast.officer).get("/")
    assert home["Location"].startswith("/cy/here/")
    assert cast.officer.history.first().language == "cy"


def test_what_was_typed_comes_back_in_the_other_language(here, cast, offers, sign_in):
    """The session ended on an English page; its owner, who has chosen Welsh since, signs in again."""
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(language="cy")
    member, path = sign_in(cast.officer), reverse("action_update", args=["here", here.action.pk])
    html_of(member, path)
    del member.cookies["sessionid"]
    there = {"HTTP_REFERER": f"http://testserver{path}"}
    answer = member.post(path, {"happened": "Ten locks fitted"}, **there)
    login = {"login": cast.officer.email, "password": "correct horse battery staple"}
    answer = member.post(answer["Location"], login)
    assert answer["Location"] == f"/cy{path}"
    assert "Ten locks fitted" in html_of(member, answer["Location"])


def test_no_page_kept_by_revision_is_in_the_wrong_language(here, cast, offers, sign_in):
    member = sign_in(cast.coordinator)
    for name in sorted(ASKED_AGAIN):
        path = address(name, here)
        before = member.get(f"/cy{path}")
        langs = [re.search(r'<html lang="([^"]+)"', member.get(p).content.decode())[1] for p in (path, f"/cy{path}")]
        assert (name, before.status_code, langs) == (name, 200, ["en-GB", "cy"])
        tag = {"headers": {"If-None-Match": before.headers["ETag"]}}
        assert member.get(path, **tag).status_code == 200
        assert '<html lang="cy"' in before.content.decode()


def test_what_is_sent_in_a_language_that_is_not_offered_is_taken(here, cast, offers, sign_in):
    officer, path = sign_in(cast.officer), reverse("action_update", args=["here", here.action.pk])
    page = officer.post(f"/pl{path}", {})
    assert page.status_code == 200
    assert '<html lang="en-GB"' in page.content.decode()
    assert translation.get_language() == "en-gb"


def test_no_cache_mixes_languages(here, offers, sign_in):
    reader = sign_in(None)
    paths = [
        "/here/",
        f"/here/editions/{here.plan.slug}/1/",
        "/here/find/?q=fit",
        "/here/editions.atom",
        "/here/sitemap.xml",
    ]
    prefixes = ["", "/cy", "/ur", "/pl"]
    first = {prefix + path: reader.get(prefix + path).content for path in paths for prefix in prefixes}
    for prefix in reversed(prefixes):
        for path in paths:
            assert reader.get(prefix + path).content == first[prefix + path]
    assert len({first[prefix + "/here/"] for prefix in prefixes}) == len(prefixes)


def test_the_sitemap_has_each_page_in_each_language(offers, sign_in):
    page = html_of(sign_in(None), "/here/sitemap.xml")
    assert [f"<loc>{prefix}/here/</loc>" in page for prefix in ("", "/cy", "/pl", "/ur")] == [True] * 4


@pytest.mark.parametrize("slug", ["cy", "pl", "fr", "zz"])
def test_no_partnership_is_called_as_a_language(slug, db):
    with pytest.raises(IntegrityError, match="partnership_slug_is_no_language"):
        factories.PartnershipFactory(slug=slug)


def test_a_coordinator_chooses_the_languages(cast, here, published, sign_in):
    published()
    coordinator = sign_in(cast.coordinator)
    page = html_of(coordinator, "/here/settings/")
    form = dict(re.findall(r'<input type="hidden" name="(base)" value="([^"]*)"', page))
    shown = SettingsForm(instance=here.partnership)
    values = {name: shown[name].value() or "" for name in shown.fields if name != "languages"}
    answer = coordinator.post("/here/settings/", {**form, **values, "languages": ["cy", "ur"], "why": ""})
    assert answer.status_code == 302, re.findall(r'error-message">(.*?)</p>', answer.content.decode(), re.DOTALL)
    here.partnership.refresh_from_db()
    assert here.partnership.offered_languages == ("cy", "ur")
    assert 'value="cy"' in html_of(coordinator, "/here/settings/")
    bad = coordinator.post("/here/settings/", {**form, **values, "languages": ["xx"]})
    assert bad.status_code == 200
    assert "xx is not one of the available choices" in bad.content.decode()


def test_paths_with_and_without_their_language():
    assert [languages.code_in(path) for path in ("/cy/here/", "/cymru/", "/here/cy/", "/cy", "/")] == [
        "cy", "en-gb", "en-gb", "en-gb", "en-gb",
    ]  # fmt: skip
    assert languages.without_prefix("/ur/here/") == "/here/"
    assert languages.address_in("/ur/here/", "pl") == "/pl/here/"


def test_what_is_still_in_english_is_marked_and_what_is_in_the_language_is_not(here, offers, sign_in):
    reader = sign_in(None)
    page = html_of(reader, f"/ur/here/priorities/{here.priority.key}/")
    marked = f'<span lang="en-GB" dir="ltr">{here.action.wording}</span>'
    assert marked in page
    assert f'<h1><span lang="en-GB" dir="ltr">{here.priority.name}</span></h1>' in page
    assert "ترجیح" in page
    assert re.search(r'(content|alt|title|aria-label)="[^"]*<', page) is None
    assert "<title><" not in page
    assert 'lang="en-GB" dir="ltr">' not in html_of(reader, f"/here/priorities/{here.priority.key}/").replace(
        'lang="en-GB" hreflang', ""
    )


@pytest.mark.parametrize("language", languages.OTHERS)
def test_no_public_page_says_a_word_of_its_own_in_english(language, here, offers, sign_in):
    """Each text of a page is compared with the messages that have no translation."""
    catalogue = catalogues.read(language)
    whole = [message for message in catalogue if message.id and catalogues.message_is_whole(message)]
    untranslated = {message.id for message in catalogue if message.id} - {message.id for message in whole}
    # A language may be called, and call another word, as English does.
    untranslated -= {"English"} | {message.string for message in whole}
    # Members' pages are in Welsh and English alone.
    assert bool(untranslated) == (language != "cy")
    reader, found = sign_in(None), set()
    edition = here.plan.editions.get()
    live = ["editions/", "how-we-judge/", "public-meetings/", "find/?q=fit", "find/?q=nothing-of-it", "nowhere/"]
    live += ["ask/", "follow/", "another-format/", "another-format/thank-you/", "accessibility/", "privacy/", "embed/"]
    live += ["questions/", "you-said-we-did/", "other-formats/", "on-your-site/"]
    for path in [*pages_of(edition.outline), *live]:
        html = reader.get(f"/{language}/here/{path}").content.decode()
        texts = {unescape(text).strip() for text in re.findall(r">([^<>]+)<", html)}
        found |= {(path, text) for text in texts & untranslated}
    assert found == set()
