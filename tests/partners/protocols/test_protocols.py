"""The information sharing protocol: its versions, and who has signed each."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Protocol, ProtocolSignature
from partners.protocols.signing import signing_of
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2009, 6, 15)
SIGNED = {"signed_on": "16 9 2008", "signed_by": "Chief Constable", "link": "https://example.org/signed.pdf"}


@pytest.fixture
def protocol(here):
    return factories.ProtocolFactory(partnership=here.partnership, version="1")


def signing(protocol, day=TODAY):
    return signing_of(protocol, list(protocol.signatures.active()), list(protocol.partnership.authorities.all()), day)


def sign(protocol, authority, **fields):
    return factories.SignatureFactory(protocol=protocol, authority=authority, **fields)


def test_it_is_complete_on_the_day_of_the_last_signature(here, protocol):
    sign(protocol, here.police, signed_on=date(2008, 11, 1))
    sign(protocol, here.fire, signed_on=date(2008, 9, 1))
    assert (signing(protocol).missing, signing(protocol).done_on) == ((here.council,), None)
    sign(protocol, here.council, signed_on=date(2008, 10, 1))
    assert (signing(protocol).missing, signing(protocol).done_on) == ((), date(2008, 11, 1))


def test_only_responsible_authorities_that_exist_must_sign_and_others_may(here, protocol):
    gone = factories.AuthorityFactory(partnership=here.partnership, ends_on=date(2009, 6, 14))
    factories.AuthorityFactory(partnership=here.partnership, starts_on=date(2009, 6, 16))
    helper = factories.AuthorityFactory(partnership=here.partnership, kind="co-operating")
    for authority in (here.police, here.fire, here.council, helper):
        sign(protocol, authority)
    assert (signing(protocol).complete, [one.authority for one in signing(protocol).others]) == (True, [helper])
    assert signing(protocol, date(2009, 6, 14)).missing == (gone,)
    assert signing(protocol, date(2009, 6, 16)).needed == 4


def test_where_there_is_no_responsible_authority_nothing_is_complete(next_door):
    protocol = factories.ProtocolFactory(partnership=next_door.partnership)
    next_door.council.kind = "observing"
    next_door.council.save()
    assert (signing(protocol).complete, signing(protocol).done_on) == (False, None)


def test_the_page_names_who_has_signed_and_who_has_not(here, cast, sign_in, protocol):
    sign(protocol, here.police, signed_by="Chief Constable")
    page = sign_in(cast.observer).get("/here/protocols/")
    text = " ".join(page.content.decode().split())
    assert "1 of 3 responsible authorities have signed. Not yet: Fire, Council." in text
    assert ("Chief Constable" in text, "Record a signature" in text) == (True, False)


def test_the_coordinator_records_a_version_and_it_says_who_did(here, cast, sign_in):
    form = {"version": "2", "agreed_on": "19 August 2008", "link": "example.org/protocol.pdf"}
    page = sign_in(cast.coordinator).post("/here/protocols/new/", form, follow=True)
    assert "Saved: Information sharing protocol, version 2." in page.content.decode()
    assert list(Protocol.objects.values_list("partnership", "version", "agreed_on", "link")) == [
        (here.partnership.pk, "2", date(2008, 8, 19), "https://example.org/protocol.pdf")
    ]
    assert [row.history_user for row in Protocol.history.all()] == [cast.coordinator]


@pytest.mark.parametrize("address", ["new/", "{pk}/sign/"])
def test_a_button_pressed_twice_records_once(address, here, cast, sign_in, protocol):
    client = sign_in(cast.coordinator)
    form = {"version": "2", "agreed_on": "19 8 2008", "authority": here.police.pk, **SIGNED}
    path = f"/here/protocols/{address.format(pk=protocol.pk)}"
    assert [client.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert (Protocol.objects.count(), ProtocolSignature.objects.count()) == ((2, 0) if address == "new/" else (1, 1))


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"version": ""}, "version", "Enter the version"),
        ({"version": "1"}, "version", "Version 1 is recorded already, agreed on 19 August 2008"),
        ({"agreed_on": ""}, "agreed_on", "Enter the date: agreed on"),
        ({"agreed_on": "31 6 2008"}, "agreed_on", "Enter “Agreed on” as a real date"),
        ({"agreed_on": "16 6 2009"}, "agreed_on", "16 June 2009 is in the future."),
        ({"agreed_on": "1 1 1097"}, "agreed_on", "1 January 1097 is too early."),
        ({"link": "http://example.org/"}, "link", "Enter the whole address, beginning with https://"),
        ({"link": "javascript:alert(1)"}, "link", "Enter the whole address, beginning with https://"),
        ({"link": f"https://example.org/{'x' * 2000}"}, "link", "Shorten it to 2,000."),
    ],
)
def test_a_wrong_version_is_refused_by_its_field_and_the_words_stay(change, field, says, here, cast, sign_in, protocol):
    form = {"version": "2", "agreed_on": "1 6 2009"} | change
    page = sign_in(cast.coordinator).post("/here/protocols/new/", form)
    assert says in page.context["form"].errors[field][0]
    assert {name: page.context["form"][name].value() for name in form} == form
    assert Protocol.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"authority": ""}, "authority", "Choose the authority that signed"),
        ({"authority": 0}, "authority", "Select a valid choice."),
        ({"signed_on": "18 8 2008"}, "signed_on", "Enter 19 August 2008, when this version was agreed"),
        ({"signed_on": "1 1 2010"}, "signed_on", "1 January 2010 is in the future."),
        ({"signed_by": "x" * 201}, "signed_by", "Shorten it to 200."),
    ],
)
def test_a_wrong_signature_is_refused_by_its_field(change, field, says, here, cast, sign_in, protocol):
    form = {"authority": here.police.pk, **SIGNED} | change
    page = sign_in(cast.coordinator).post(f"/here/protocols/{protocol.pk}/sign/", form)
    assert says in page.context["form"].errors[field][0]
    assert not ProtocolSignature.objects.exists()


def test_an_authority_that_did_not_exist_did_not_sign(here, cast, sign_in, protocol):
    late = factories.AuthorityFactory(partnership=here.partnership, name="The Trust", starts_on=date(2009, 1, 1))
    page = sign_in(cast.coordinator).post(
        f"/here/protocols/{protocol.pk}/sign/", {"authority": late.pk, "signed_on": "31 12 2008"}
    )
    assert page.context["form"].errors["signed_on"] == ["The Trust did not exist on 31 December 2008"]


def test_the_next_partnership_s_authority_cannot_sign_ours(here, next_door, cast, sign_in, protocol):
    form = {"authority": next_door.council.pk, **SIGNED}
    sign_in(cast.coordinator).post(f"/here/protocols/{protocol.pk}/sign/", form)
    assert not ProtocolSignature.objects.exists()


def test_an_authority_that_somebody_else_just_recorded_is_told(here, cast, sign_in, protocol):
    sign(protocol, here.police, signed_on=date(2008, 9, 1))
    page = sign_in(cast.coordinator).post(
        f"/here/protocols/{protocol.pk}/sign/", {"authority": here.police.pk, **SIGNED}
    )
    assert page.context["form"].errors["authority"] == [
        "The Constabulary signed this version on 1 September 2008 already"
    ]


def test_a_version_that_changed_while_it_was_edited_is_not_overwritten(here, cast, sign_in, protocol):
    client, path = sign_in(cast.coordinator), f"/here/protocols/{protocol.pk}/edit/"
    base = client.get(path).context["form"].fingerprint
    form = {"base": base, "version": "1a", "agreed_on": "19 8 2008"}
    assert client.post(path, form).status_code == 302
    page = client.post(path, form | {"version": "1b"})
    assert page.context["form"].non_field_errors()[0].startswith("Somebody else changed this while you were editing.")
    text = page.content.decode()
    assert f"Changed by {cast.coordinator.name}" in text
    assert "<dt>Version</dt><dd>1a</dd><dd><b>You wrote:</b> 1b</dd>" in text
    assert page.context["form"].conflicts == [("Version", "1a", "1b")], "and nothing else that did not change"
    assert client.post(path, form).status_code == 302, "a second click of the same save"
    assert [p.version for p in Protocol.objects.all()] == ["1a"]


def test_a_version_was_not_agreed_after_it_was_signed(here, cast, sign_in, protocol):
    sign(protocol, here.police, signed_on=date(2008, 9, 16))
    client, path = sign_in(cast.coordinator), f"/here/protocols/{protocol.pk}/edit/"
    form = {"base": client.get(path).context["form"].fingerprint, "version": "1", "agreed_on": "17 9 2008"}
    assert client.post(path, form).context["form"].errors["agreed_on"] == [
        "Police signed it on 16 September 2008, which is before"
    ]


def test_a_mistaken_signature_is_taken_back_with_the_reason_and_may_be_made_anew(here, cast, sign_in, protocol):
    mistake = sign(protocol, here.police)
    client = sign_in(cast.coordinator)
    path = f"/here/protocols/signatures/{mistake.pk}/take-back/"
    assert client.post(path, {"why": ""}).context["form"].errors["why"] == ["Enter a reason"]
    assert [client.post(path, {"why": f"It was a draft {n}"}).status_code for n in range(2)] == [302, 302]
    assert client.get(path).status_code == 404
    assert signing(protocol).missing == (here.police, here.fire, here.council)
    page = client.get("/here/protocols/").content.decode()
    assert "Removed on 15 June 2009 by Coordinator: It was a draft 0" in page
    story = client.get(f"/here/history/protocol/{protocol.pk}/").content.decode()
    assert ("added a signature" in story, "Why: It was a draft 0" in story) == (True, True)
    sign(protocol, here.police)
    assert signing(protocol).missing == (here.fire, here.council)


def test_a_version_that_is_taken_back_is_the_newest_no_more(here, cast, protocol):
    newer = factories.ProtocolFactory(partnership=here.partnership, agreed_on=date(2009, 1, 1))
    newer.take_back(by=cast.coordinator, why="A draft")
    assert Protocol.objects.in_partnership(here.partnership).active().first() == protocol


def test_the_page_takes_as_many_queries_for_many_versions_as_for_one(
    here, cast, sign_in, protocol, django_assert_num_queries
):
    sign(protocol, here.police)
    client = sign_in(cast.observer)
    with CaptureQueriesContext(connection) as few:
        client.get("/here/protocols/")
    for n in range(5):
        version = factories.ProtocolFactory(partnership=here.partnership)
        for authority in (here.police, here.fire):
            sign(version, authority)
        sign(version, here.council).take_back(by=cast.coordinator, why=f"No {n}")
    with django_assert_num_queries(len(few)):
        client.get("/here/protocols/")
