"""A bounded cache in the worker's memory."""

from collections import OrderedDict

from django.conf import settings


class LruCache:
    """Cache of the `most` most recently used values. Under DEBUG nothing is kept, since templates change meanwhile."""

    def __init__(self, most):
        self.most, self.entries = most, OrderedDict()

    def get(self, key, make):
        if settings.DEBUG:
            return make()
        try:
            self.entries.move_to_end(key)
            return self.entries[key]
        except KeyError:
            value = self.entries[key] = make()
            while len(self.entries) > self.most:
                self.entries.popitem(last=False)
            return value
