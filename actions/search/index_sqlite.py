"""The search index on SQLite: FTS5, with two functions in Python that its triggers call."""
# Every name in this SQL is one of our own tables, columns and triggers.
# ruff: noqa: S608

import re

from .words import FOLDED, LATIN, fold

WORD = re.compile(f"[a-z0-9{LATIN[0]}-{LATIN[-1]}]+")
AT_ONCE = "{}"  # SQLite reads the ids once
MATCHES_PATTERN = "search_document.words REGEXP '(?i)' || %s"
# FTS5 has no letters of its own beyond what Unicode calls letters and numbers, and takes no accents away.
TABLES = [
    "CREATE TABLE search_document (id integer PRIMARY KEY, source text NOT NULL, object_id bigint NOT NULL, "
    "partnership_id bigint NOT NULL, moment text, words text NOT NULL, UNIQUE (source, object_id))",
    "CREATE INDEX search_newest ON search_document (partnership_id, moment DESC, source, object_id DESC)",
    "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '.×÷'\")",
]
ADD = "INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, search_tokens(NEW.partnership_id, NEW.words));"
# An index without content is told what it has to forget.
REMOVE = (
    "INSERT INTO search_index (search_index, rowid, tokens) "
    "VALUES ('delete', OLD.id, search_tokens(OLD.partnership_id, OLD.words));"
)
CHANGED = "WHEN (OLD.words, OLD.partnership_id) IS NOT (NEW.words, NEW.partnership_id)"
INDEXING = [
    f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {ADD} END",
    f"CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document {CHANGED} BEGIN {REMOVE} {ADD} END",
    f"CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN {REMOVE} END",
]
# A row written into the view brings the document with its id up to date.
REFRESH = """
CREATE TRIGGER {view}_refreshed INSTEAD OF INSERT ON {view} BEGIN
DELETE FROM search_document WHERE source = '{name}' AND object_id = NEW.object_id
AND NOT EXISTS (SELECT 1 FROM {view} WHERE object_id = NEW.object_id);
{filling} WHERE object_id = NEW.object_id ON CONFLICT (source, object_id) DO UPDATE
SET partnership_id = excluded.partnership_id, moment = excluded.moment, words = excluded.words;
END"""
TRIGGER = "CREATE TRIGGER {view}_{table}_{event} AFTER {event} ON {table}{when} BEGIN {body} END"


def register(connection):
    """Give a connection the functions that the triggers call."""
    connection.create_function("search_fold", 1, fold, deterministic=True)
    connection.create_function("search_tokens", 2, tokens, deterministic=True)


def tokens(partnership_id, words):
    """What the index holds of a document: its words, each with the partnership, whose search reads no others."""
    return " ".join(f"{partnership_id}.{word}" for word in WORD.findall(words))


def filling(source):
    """The statement that inserts all documents of a source, or those of a WHERE that follows."""
    return (
        "INSERT INTO search_document (source, object_id, partnership_id, moment, words) "
        f"SELECT '{source.name}', object_id, partnership_id, moment, search_fold(passage) FROM {source.view}"
    )


def statements(sources):
    return [f"-- {FOLDED}", *TABLES, *INDEXING, *(each for source in sources for each in _statements_of(source))]


def _statements_of(source):
    yield f"CREATE VIEW {source.view} (object_id, partnership_id, moment, passage) AS {source.truth}"
    yield REFRESH.format(view=source.view, name=source.name, filling=filling(source))
    removal = f"DELETE FROM search_document WHERE source = '{source.name}' AND object_id = OLD.id;"
    yield from _triggers(source, source.table, source.columns, "SELECT {row}.id", removal)
    for touch in source.touches:
        yield from _triggers(source, touch.table, touch.columns, touch.keys)


def _triggers(source, table, columns, keys, removal=None):
    changed = f" WHEN ({_row('OLD', columns)}) IS NOT ({_row('NEW', columns)})"
    new, old = (f"INSERT INTO {source.view} (object_id) {keys.format(row=row)};" for row in ("NEW", "OLD"))
    for event, when, body in (("INSERT", "", new), ("UPDATE", changed, new), ("DELETE", "", removal or old)):
        yield TRIGGER.format(view=source.view, table=table, event=event, when=when, body=body)


def _row(version, columns):
    return ", ".join(f"{version}.{column}" for column in columns)


def unhook(cursor):
    _drop(cursor, ("trigger", "view"))


def drop(cursor):
    _drop(cursor, ("table",))


def _drop(cursor, kinds):
    cursor.execute("SELECT type, name FROM sqlite_master WHERE name LIKE 'search^_%' ESCAPE '^'")
    # The index's own tables go with it.
    for kind, name in cursor.fetchall():
        if kind in kinds and not name.startswith("search_index_"):
            cursor.execute(f"DROP {kind} IF EXISTS {name}")


def condition(partnership_id, terms):
    """(SQL, parameters) of the documents that have all these terms."""
    matches = []
    for term in terms:
        phrase = " ".join(f"{partnership_id}.{word}" for word in term.words)
        matches.append(f'"{phrase}"' if term.is_phrase else f'"{phrase}" *')
    sql = " AND search_document.id IN (SELECT rowid FROM search_index WHERE search_index MATCH %s)"
    return sql, [" AND ".join(matches)]
