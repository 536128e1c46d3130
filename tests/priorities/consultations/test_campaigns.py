"""Copies of a text are grouped and counted both ways, and none is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.consultations.campaigns import ballots_counted_once, campaigns, counts, normalised

LETTER = (
    "Our village has asked for a lower speed limit for ten years. Cars race past the school every morning, "
    "and two children were hurt last spring. Make speeding on rural roads your first priority."
)
OWN = "I have lived here since 1974 and never saw so many needles in the park behind the swimming pool."


def copy(number):
    return (
        f"Dear Sir or Madam,\n\n{LETTER.upper() if number % 2 else LETTER}\n\nYours sincerely,\nPerson Number{number}"
    )


def test_copies_differ_in_case_greeting_and_name():
    texts = {f"a{n}": copy(n) for n in range(6)} | {"own": OWN}
    assert [(each["answers"], each["copies"], each["same_words"]) for each in campaigns(texts)] == [
        ([f"a{n}" for n in range(6)], 6, 6)
    ]
    assert counts(texts, campaigns(texts)) == {"every_copy": 7, "each_campaign_once": 2}


def test_a_copy_with_words_of_one_s_own_is_a_copy():
    texts = {f"a{n}": LETTER for n in range(5)}
    texts |= {"b": LETTER + " " + OWN, "c": LETTER.replace("ten years", "fifteen years"), "d": OWN}
    found = campaigns(texts)
    assert [(each["answers"], each["same_words"]) for each in found] == [(["a0", "a1", "a2", "a3", "a4", "b", "c"], 5)]
    assert found[0]["wording"] == LETTER


def test_two_campaigns_stay_two():
    texts = {f"a{n}": LETTER for n in range(5)} | {f"b{n}": OWN for n in range(9)}
    assert [(each["wording"], each["copies"]) for each in campaigns(texts)] == [(OWN, 9), (LETTER, 5)]


def test_what_many_people_think_of_by_themselves_is_no_campaign():
    texts = {f"a{n}": "More police on the streets please" for n in range(40)} | {f"b{n}": "" for n in range(3)}
    assert campaigns(texts) == []
    assert counts(texts, []) == {"every_copy": 40, "each_campaign_once": 40}


def test_a_household_is_no_campaign():
    assert campaigns({f"a{n}": LETTER for n in range(4)}) == []


def test_a_sentence_with_regards_in_it_is_not_cut_off():
    assert normalised("With regards to the park, more lights are needed there and along the river walk.").endswith(
        "walk"
    )


def test_a_campaign_counted_once_has_its_commonest_ballot():
    found = campaigns({f"a{n}": LETTER for n in range(5)} | {"own": OWN})
    ballots = {f"a{n}": {"speeding": 1, "fires": 2} for n in range(4)} | {"a4": {"fires": 1}, "own": {"fires": 1}}
    assert ballots_counted_once(ballots, found) == [{"fires": 1}, {"speeding": 1, "fires": 2}]


WORDS = st.lists(st.sampled_from(["park", "road", "night", "shop", "bus"]), max_size=14).map(" ".join)


@settings(max_examples=50)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), WORDS, max_size=20), st.randoms(use_true_random=False))
def test_nobody_is_lost_or_counted_twice_whatever_the_order(texts, random):
    found = campaigns(texts)
    answers = [answer for each in found for answer in each["answers"]]
    assert len(answers) == len(set(answers)) == sum(each["copies"] for each in found)
    assert set(answers) <= set(texts)
    assert campaigns(dict(random.sample(list(texts.items()), len(texts)))) == found
