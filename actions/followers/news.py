"""What changed in the plan for those who follow some of it, as text: the e-mail about an edition is put together of it.

Each subject's text is made once for all who follow it and were last written to about the same edition.
"""

from functools import partial

from django.urls import reverse
from django.utils.translation import get_language

from partners import languages
from partners.caches import LruCache
from partners.mail import plain_text
from plans.changes.subjects import MOST_ITEMS, PLAN, Told, What, changes_by_subject, names_of, searched, told
from plans.editions.find import asked, entries, found
from plans.editions.public_pages import KINDS
from plans.models import Edition

from .following import name_of

# Editions that followers were last written to about, of which the differences are in memory at a time: three in each
# language.
MOST_BASES = 3 * len(languages.ALL)
MOST_TEXTS = 2_000


class EditionNews:
    """What is new in an edition, for followers of anything, in the language that is active."""

    def __init__(self, edition, site):
        self.edition, self.site = edition, site
        self.slug = edition.plan.partnership.slug
        outline = edition.outline
        self.names, self.outline = names_of(outline), outline
        self.bases, self.texts = LruCache(MOST_BASES), LruCache(MOST_TEXTS)

    def text(self, base_id, subjects):
        """The parts of an e-mail to who follows these and was last written to about the edition `base_id`, or ""."""
        parts = (
            self.texts.get((get_language(), base_id, subject), partial(self._text, base_id, subject))
            for subject in subjects
        )
        return "\n\n".join(filter(None, parts))

    def _text(self, base_id, subject):
        if subject.what == What.MEETINGS or base_id == self.edition.pk:
            return ""
        if base_id is None:
            # Their first edition: all of it is new.
            return self._rendered(subject, Told("", [], 0)) if subject == PLAN else ""
        changed, before = self.bases.get((get_language(), base_id), partial(self._changed_since, base_id))
        if subject.what == What.SEARCH:
            items = self._newly_found(subject, before)
            more = max(0, len(items) - MOST_ITEMS)
            return self._rendered(subject, Told("", items[:MOST_ITEMS], more)) if items else ""
        items = changed.get(subject, [])
        if not items:
            return ""
        return self._rendered(subject, told(items))

    def _changed_since(self, base_id):
        """(changes by subject, the actions that a search could find then) since an edition."""
        older = Edition.objects.get(pk=base_id).outline
        return changes_by_subject(older, self.outline), _actions_to_find(older)

    def _newly_found(self, subject, before):
        fields = searched(subject)
        wanted = asked(fields, self.outline)
        already = {entry.which for entry in found(wanted, before)}
        now = self.texts.get("entries", lambda: _actions_to_find(self.outline))
        return [(entry.title, []) for entry in found(wanted, now) if entry.which not in already]

    def _rendered(self, subject, said):
        more = {"name": name_of(subject, self.names), "link": f"{self.site}{self._page_of(subject)}"}
        return plain_text("actions/mail/_followed.txt", {"told": said, **more}).strip()

    def _page_of(self, subject):
        front = reverse("summary", args=[self.slug])
        if subject.what == What.SEARCH:
            return f"{front}{KINDS['find'].address()}?{subject.which}"
        return front if subject == PLAN else f"{front}{KINDS[subject.what].address(subject.which)}"


def _actions_to_find(outline):
    return [entry for entry in entries(outline) if entry.kind == "action"]
