"""Markup planted in every text that is kept, past every form, and where it comes out again as markup."""

import io
import re
import zipfile
from xml.etree import ElementTree

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from pypdf import PdfReader

from actions.meetings.db_lock import lock, unlock
from actions.meetings.minutes import minutes_of
from actions.meetings.pack import pack_of
from actions.models import Minutes, Pack, Sending
from partners.immutable_tables import lifted
from plans.serialization import freeze, sha256_of

# It ends an attribute in double quotes, and begins an element.
PLANTED = "\"x-quoted><x-planted a='b'>&"
BUTTON = '"><button formaction=/x/ name=role>'
# Both pass Django's own validators of addresses, or would if the scheme did.
ADDRESS = '"x-quoted<x-planted>'
LINK = f"javascript:{PLANTED}"
HARMLESS_LINK = f"https://example.org/{PLANTED}"

RAW = re.compile(r"<x-planted|\"x-quoted|<button formaction|(?:href|src|action)=[\"']?\s*javascript:", re.IGNORECASE)
TWICE = re.compile(r"&amp;(?:lt|quot|amp);", re.IGNORECASE)

# Keys that are a program's.
GIVEN = {"name", "credential"}

# What Django names for itself; what is in no table here, but in the settings or nowhere.
NOBODY_WRITES = {"auth", "contenttypes", "partners.Session", "socialaccount.SocialApp", "socialaccount.SocialToken"}
# Made by the site from what is planted, and what it has to make.
NOBODY_WRITES |= {"plans.EditionFile", "plans.Job", "partners.MaintenanceRun", "partners.ReadOnlyMode"}
# What holds no words, by label and name: nobody writes it, or a CHECK says what it may be.
NO_WORDS = {
    # Keys of places at the table, of hallmarks and of columns.
    ("actions.Draft", "place"),
    ("actions.Passage", "place"),
    ("actions.Comment", "place"),
    ("plans.Duty", "knows"),
    # Drawn by lot, or sums.
    ("actions.Question", "reference"),
    ("actions.Reminder", "chase"),
    ("actions.Notification", "about"),
    ("actions.Sending", "token"),
    ("actions.Evidence", "stored"),
    ("plans.Assessment", "document_stored"),
    ("plans.Version", "file_stored"),
    ("plans.Version", "payload"),
    # Of one that was published; see tests/plans/versions.
    ("plans.Version", "withdrawn_why"),
    ("partners.Invitation", "token_hash"),
    ("partners.User", "password"),
    ("account.EmailConfirmation", "key"),
    ("partners.Tally", "key"),
    ("actions.Follower", "token"),
    ("actions.FollowRequest", "token"),
    ("partners.Partnership", "colour"),
    # A program's own names.
    ("plans.EditionFile", "name"),
    ("plans.EditionFile", "release"),
    ("plans.Job", "kind"),
    ("plans.Job", "about"),
    ("actions.Follower", "language"),
    ("actions.FollowRequest", "language"),
    ("actions.QuestionDetails", "language"),
    # Numbers of days.
    ("plans.Round", "remind_on"),
    # Written with the edition, which never changes; see tests/test_planting.py.
    ("plans.Edition", "note"),
    ("plans.Withdrawal", "reason"),
    # Frozen from what is planted: see `freeze_again`.
    ("actions.Pack", "payload"),
    ("actions.Minutes", "payload"),
    ("actions.Sending", "payload"),
    ("plans.Edition", "payload"),
    # Keys of the texts; published sets never change, see tests/plans/translations.
    ("plans.Translation", "language"),
    ("plans.Translation", "kind"),
    ("plans.Translation", "which"),
    ("plans.Translation", "field"),
    ("plans.TranslationSet", "language"),
    ("plans.TranslationSet", "payload"),
}


def fields():
    """[(model, field)] of every text there is, histories included, in which somebody's words may stand."""
    for model in apps.get_models():
        if {model._meta.app_label, model._meta.label} & NOBODY_WRITES:
            continue
        label = model._meta.label.replace("Historical", "")
        for field in model._meta.get_fields():
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_text and holds_words(label, field):
                yield model, field


def holds_words(label, field):
    # A form, and mostly a CHECK, says what may stand in a choice or a slug.
    constrained = field.choices or isinstance(field, models.SlugField) or field.name == "history_type"
    return not constrained and "sha256" not in field.name and (label, field.name) not in NO_WORDS


def plant(model, field, words=PLANTED, link=LINK):
    """Put markup into every row there is, or those where something stands if the database wants nothing in the others.

    Returns into how many. Where it has to be unique, the row's id stands behind it.
    """
    rows = model._base_manager.all()
    if isinstance(field, models.JSONField):
        for row in rows:
            rows.filter(pk=row.pk).update(**{field.name: _planted(getattr(row, field.name), words)})
        return len(rows)
    try:
        with transaction.atomic():
            return rows.update(**{field.name: _markup(model, field, words, link)})
    except IntegrityError:
        return rows.exclude(**{field.name: ""}).update(**{field.name: _markup(model, field, words, link)})


def _markup(model, field, words, link):
    label = model._meta.label.replace("Historical", "")
    if isinstance(field, models.URLField):
        return Value(link)
    if isinstance(field, models.EmailField):
        # One person's address is the same in every table, and in their history; nobody else has it.
        if label == "partners.User" or _has_user(model):
            return _with(ADDRESS, F("id" if label == "partners.User" else "user_id"), '"@x.org')
        return _with(ADDRESS, F("pk"), f'-{label}.{field.name}"@x.org')
    if (label, field.name) in (
        ("actions.Evidence", "name"),
        ("plans.Assessment", "document_name"),
        ("plans.Version", "file_name"),
    ):
        return Value(f"{words}.pdf")
    return _with(words, F("pk"), "") if _unique(model, field) else Value(words)


def plant_everything(**markup):
    """Put markup into every text that is kept. What is not there at all is told of: a new model wants a row here."""
    with lifted():
        unlock(connection)
        for model, field in fields():
            there = plant(model, field, **markup)
            assert there, f"nothing of {model._meta.label} is there to hold markup in {field.name}"
        freeze_again()
        lock(connection)


def freeze_again():
    """The packs and the minutes that there are, as if they had been frozen with all that is planted now."""
    for model, contents in ((Pack, pack_of), (Minutes, minutes_of)):
        for row in model._base_manager.select_related("meeting__group__partnership"):
            words = freeze(contents(row.meeting))
            model._base_manager.filter(pk=row.pk).update(payload=words, sha256=sha256_of(words))
    for row in Sending._base_manager.exclude(payload="").select_related("meeting__group__partnership"):
        Sending._base_manager.filter(pk=row.pk).update(payload=freeze(minutes_of(row.meeting)))


def _unique(model, field):
    together = [name for constraint in model._meta.constraints for name in getattr(constraint, "fields", ())]
    return field.unique or field.name in together


def _has_user(model):
    return any(field.name == "user" and not field.null for field in model._meta.get_fields())


def _with(before, number, after):
    return Concat(Value(before), Cast(number, models.CharField()), Value(after))


def _planted(value, words):
    if isinstance(value, dict):
        return {key if key in GIVEN else _planted(key, words): _planted(each, words) for key, each in value.items()}
    return words if isinstance(value, str) else value


def markup_in(content, kind):
    """What stands as markup in an answer of this content type, or in a part of a file: [the words around it]."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return [f"{name}: {found}" for name in parts.namelist() for found in markup_in(parts.read(name), name)]
    if content.startswith(b"%PDF-1"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        # An element leaves nothing in a PDF but the words around it.
        return _around(re.compile("x-quoted>(?!<x-planted)"), "".join(text.split()))
    if re.search(r"(xml|rels|svg)$|\bxml|\+xml", kind.partition(";")[0]):
        ElementTree.fromstring(content)  # noqa: S314 (of our own making)
        return _around(re.compile("<x-planted"), content.decode())
    if re.search(r"html$", kind.partition(";")[0]):
        text = content.decode()
        return [*_around(RAW, text), *_around(TWICE, text)]
    return []


def markup_in_mail(message):
    """The same of an e-mail's HTML; and where its text would be taken for markup by a page that shows it."""
    found = [words for part, kind in getattr(message, "alternatives", ()) for words in markup_in(part.encode(), kind)]
    return found + [f"Not a plain str: {message.subject}"] * (type(message.body) is not str)


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def _around(pattern, text):
    return [text[max(0, found.start() - 120) : found.end() + 60] for found in pattern.finditer(text)]
