"""A cache keeps what was used last, within its bound."""

from hypothesis import given
from hypothesis import strategies as st

from partners.caches import LruCache

KEYS = st.sampled_from("abcdefgh")
STEPS = st.lists(st.tuples(st.sampled_from(["add", "look"]), KEYS, st.integers(1, 9)), max_size=60)


@given(STEPS, st.integers(1, 20))
def test_it_has_what_was_used_last_and_no_more_than_it_may(steps, most):
    cache, model = LruCache(most, size_of=int), []  # [(key, value)], the one used last at the end
    for step, key, value in steps:
        known = dict(model)
        if step == "add":
            cache.add(key, value)
        else:
            value = known.get(key)
            assert cache.look(key) == value
        if value is not None:
            model = [pair for pair in model if pair[0] != key] + [(key, value)]
        while sum(value for _, value in model) > most and len(model) > 1:
            model.pop(0)
        assert list(cache.entries.items()) == model
        assert cache.size == sum(value for _, value in model)
    cache.clear()
    assert (cache.size, cache.look("a")) == (0, None)


def test_what_is_there_is_not_made_again(settings):
    cache, made = LruCache(2), []

    def one(key):
        return cache.get(key, lambda: made.append(key) or key.upper())

    assert [one(key) for key in "abacab"] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    settings.DEBUG = True
    one("a")
    assert made[-1] == "a"
