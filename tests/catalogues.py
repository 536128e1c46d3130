"""The catalogues of messages: what the sources say, and what config/locale holds of it.

`make messages` brings the catalogues up to date and compiles them, with nothing but Python. The compiled ones are in
the repository too, so that a site needs no tool to read them.
"""

import copy
import io
import os
import sys
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "config" / "locale"
APPS = ("config", "partners", "plans", "priorities", "actions")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from partners.languages import in_english  # noqa: E402 (once Django is set up)
from plans.history.registry import history_pages  # noqa: E402

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def sources():
    """Every file in which messages may be, in order."""
    for app in APPS:
        yield from sorted(path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}"))


def messages():
    """The Catalog of all messages in the sources, without the numbers of their lines."""
    catalog = Catalog(fuzzy=False)
    for path in sources():
        text = path.read_text()
        if path.suffix != ".py":
            # Django writes a template as calls of gettext between words that mean nothing.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        found = extract("python", io.BytesIO(text.encode()), KEYWORDS, ("Translators:",))
        for _, message, comments, context in found:
            name = str(path.relative_to(ROOT))
            catalog.add(message, locations=[(name, None)], auto_comments=comments, context=context)
    with in_english():
        for name, message in sorted(names_from_code()):
            catalog.add(message, locations=[(name, None)])
    return catalog


def names_from_code():
    """What Django calls a model, or a field that histories show, after its name in code: `due_on` is "due on"."""
    for model in apps.get_models():
        if model._meta.app_label in APPS and not hasattr(model, "history_id"):
            fields = model._meta.concrete_fields if hasattr(model, "history") else ()
            names = [model._meta.verbose_name, model._meta.verbose_name_plural, *(each.verbose_name for each in fields)]
            for name in names:
                yield str(model._meta.label), str(name)
    yield from (("history", page) for page in history_pages())


def path_of(language, kind="po"):
    return LOCALE / language / "LC_MESSAGES" / f"django.{kind}"


def read(language):
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language, found):
    """The language's catalogue with the messages found, and no others; what is new has no translation."""
    catalog = read(language)
    # A moment that changes each time would be in every difference.
    header, since = catalog.header_comment, catalog.creation_date
    # What is new is taken over as it is, so each language has messages of its own.
    catalog.update(copy.deepcopy(found), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.header_comment, catalog.creation_date = header, since
    return catalog


def as_po(catalog):
    file = io.BytesIO()
    write_po(file, catalog, width=120, sort_by_file=True, omit_header=False, include_previous=False)
    return file.getvalue()


def as_mo(catalog):
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main():
    """Write the catalogues anew, and say what is not translated."""
    found = messages()
    for language in LANGUAGES:
        catalog = update(language, found)
        path_of(language).write_bytes(as_po(catalog))
        path_of(language, "mo").write_bytes(as_mo(read(language)))
        missing = [message.id for message in catalog if message.id and not message_is_whole(message)]
        print(f"{language}: {len(catalog)} messages, {len(missing)} without a translation")
    return 0


def message_is_whole(message):
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings)


if __name__ == "__main__":
    sys.exit(main())
