"""A bounded cache in the worker's memory."""

from collections import OrderedDict

from django.conf import settings

from .outages import of_primary


class LruCache:
    """Cache of the values used last: at most so many or, with `size_of`, as many as have this size in all.

    The value used last is always kept.
    """

    def __init__(self, most, size_of=lambda value: 1):
        self.most, self.size_of = most, size_of
        self.clear()

    def clear(self):
        self.size, self.entries = 0, OrderedDict()

    def look(self, key):
        """The value, or None."""
        value = self.entries.get(key)
        if value is not None:
            self.entries.move_to_end(key)
        return value

    def add(self, key, value):
        if key in self.entries:
            self.size -= self.size_of(self.entries.pop(key))
        self.entries[key] = value
        self.size += self.size_of(value)
        while self.size > self.most and len(self.entries) > 1:
            _, oldest = self.entries.popitem(last=False)
            self.size -= self.size_of(oldest)

    def get(self, key, make):
        """The value, made if it is not there. Under DEBUG it always is, since templates change meanwhile."""
        if settings.DEBUG:
            return make()
        if key in self.entries:
            return self.look(key)
        value, may_be_kept = of_primary(make)
        if may_be_kept:
            self.add(key, value)
        return value
