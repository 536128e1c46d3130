"""Fragments of members' pages, kept in the worker's memory: each shows one part of the plan and is made once for all.

A fragment is a template that is rendered with the head of the outline, one part, and some plain values of its page. It
is given nothing else, above all no request, so it cannot show anything that is not in its key.
"""

import hashlib
from sys import getsizeof

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import get_language

from partners.caches import LruCache

from .kept import KeptOutline, head_of

fragments = LruCache(16 * 1024 * 1024, size_of=getsizeof)


def fragment(template, outline, parts, made_of, values):
    """HTML of a template with the `outline`'s head, `parts` of it, by name, and `values`, {name: number or text}.

    `made_of` are the keys, as in `KeptOutline.versions`, of all priorities, hallmarks and actions from which the parts
    follow, in order. Only fragments of a KeptOutline are kept. One may hold others.
    """
    key = None
    if isinstance(outline, KeptOutline) and not settings.DEBUG:
        depends_on = template, outline.key(*made_of), sorted(values.items()), get_language()
        key = hashlib.sha256(repr(depends_on).encode()).digest()
    if key and (kept := fragments.look(key)):
        return kept
    html = get_template(template).render({**values, **parts, "outline": head_of(outline)})
    if key:
        fragments.add(key, html)
    return html
