"""The search index on PostgreSQL: a column of lexemes with a GIN index. Its functions need no extension."""
# Every name in this SQL is one of our own tables, columns and functions.
# ruff: noqa: S608

from .query import NOT_A_LETTER, WORD_END, WORD_START
from .words import FOLDED

# The ids are read once: otherwise the planner may look up each row's document instead.
AT_ONCE = "SELECT unnest(ARRAY({}))"
MATCHES_PATTERN = "search_document.words ~* %s"
# A lexeme is no longer than this; nobody asks for a longer word.
LONGEST = 200
# In plpgsql, since a function in SQL that cannot be inlined costs twenty times as much.
FUNCTIONS = [
    # The collation "C" leaves all but ASCII to the table; a text in ASCII does not need it.
    f"""
CREATE FUNCTION search_fold(passage text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
BEGIN
IF octet_length(passage) = length(passage) THEN RETURN lower(passage COLLATE "C"); END IF;
RETURN translate(lower(passage COLLATE "C"), '{"".join(FOLDED)}', '{"".join(FOLDED.values())}');
END $$""",
    f"""
CREATE FUNCTION search_lexemes(partnership_id bigint, words text) RETURNS tsvector
IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
BEGIN
RETURN array_to_tsvector(ARRAY(SELECT partnership_id || '.' || left(word, {LONGEST})
FROM regexp_split_to_table(words, '{NOT_A_LETTER}+') AS word WHERE word <> ''));
END $$""",
]
TABLES = [
    'CREATE TABLE search_document (source text COLLATE "C" NOT NULL, object_id bigint NOT NULL, '
    "partnership_id bigint NOT NULL, moment timestamptz, words text NOT NULL, lexemes tsvector NOT NULL, "
    "PRIMARY KEY (source, object_id))",
    "CREATE INDEX search_newest ON search_document (partnership_id, moment DESC NULLS LAST, source, object_id DESC)",
    # What was written last waits in a short list, which each search reads as well.
    "CREATE INDEX search_index ON search_document USING gin (lexemes) WITH (gin_pending_list_limit = 256)",
]
# The row's lock comes first: then the view shows what others have written to the same document.
REFRESH = """
CREATE FUNCTION {view}_refresh(key bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE held record; truth record;
BEGIN
SELECT d.partnership_id, d.moment, d.words INTO held FROM search_document d
WHERE source = '{name}' AND object_id = key FOR UPDATE;
SELECT t.partnership_id, t.moment, search_fold(t.passage) AS words INTO truth FROM {view} t WHERE object_id = key;
IF truth IS NOT DISTINCT FROM held THEN RETURN; END IF;
IF truth.words IS NULL THEN
DELETE FROM search_document WHERE source = '{name}' AND object_id = key;
ELSIF (truth.partnership_id, truth.words) IS NOT DISTINCT FROM (held.partnership_id, held.words) THEN
UPDATE search_document SET moment = truth.moment WHERE source = '{name}' AND object_id = key;
ELSE
INSERT INTO search_document (source, object_id, partnership_id, moment, words, lexemes)
VALUES ('{name}', key, truth.partnership_id, truth.moment, truth.words,
search_lexemes(truth.partnership_id, truth.words)) ON CONFLICT (source, object_id) DO UPDATE
SET partnership_id = excluded.partnership_id, moment = excluded.moment, words = excluded.words,
lexemes = excluded.lexemes;
END IF;
END $$"""
TOUCHED = """
CREATE FUNCTION {view}_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'TRUNCATE' THEN DELETE FROM search_document WHERE source = '{name}';
ELSIF TG_OP = 'DELETE' THEN PERFORM {view}_refresh(keys.id) FROM ({old}) AS keys (id);
ELSE PERFORM {view}_refresh(keys.id) FROM ({new}) AS keys (id);
END IF;
RETURN NULL;
END $$"""
TRIGGER = (
    "CREATE TRIGGER {view}_{event} AFTER {event} ON {table} FOR EACH {each}{when} EXECUTE FUNCTION {view}_{table}()"
)


def filling(source):
    """The statement that inserts all documents of a source."""
    return (
        "INSERT INTO search_document (source, object_id, partnership_id, moment, words, lexemes) "
        f"SELECT '{source.name}', object_id, partnership_id, moment, words, search_lexemes(partnership_id, words) "
        f"FROM {source.view}, LATERAL search_fold(passage) AS words"
    )


def statements(sources):
    return [*FUNCTIONS, *TABLES, *(each for source in sources for each in _statements_of(source))]


def _statements_of(source):
    yield f"CREATE VIEW {source.view} (object_id, partnership_id, moment, passage) AS {source.truth}"
    yield REFRESH.format(view=source.view, name=source.name)
    yield from _triggers(source, source.table, source.columns, "SELECT {row}.id")
    for touch in source.touches:
        yield from _triggers(source, touch.table, touch.columns, touch.keys)


def _triggers(source, table, columns, keys):
    names = {"view": source.view, "name": source.name, "table": table}
    yield TOUCHED.format(**names, old=keys.format(row="OLD"), new=keys.format(row="NEW"))
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    for event, when in (("INSERT", ""), ("UPDATE", f" WHEN ({changed})"), ("DELETE", "")):
        yield TRIGGER.format(**names, event=event, each="ROW", when=when)
    yield TRIGGER.format(**names, event="TRUNCATE", each="STATEMENT", when="")


def unhook(cursor):
    """The triggers go with their functions."""
    cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewname LIKE 'search\\_%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP VIEW {name}")
    cursor.execute(
        "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
        "AND proname LIKE 'search\\_%'"
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {signature} CASCADE")


def drop(cursor):
    cursor.execute("DROP TABLE IF EXISTS search_document")


def condition(partnership_id, terms):
    """(SQL, parameters) of the documents that have all these terms."""
    lexemes, patterns = [], []
    for term in terms:
        *whole, last = (f"'{partnership_id}.{word[:LONGEST]}'" for word in term.words)
        lexemes += [*whole, last if term.is_phrase else f"{last}:*"]
        # That words stand in a row is not in the index.
        if whole:
            together = f"{NOT_A_LETTER}+".join(term.words)
            patterns.append(WORD_START + together + (WORD_END if term.is_phrase else ""))
    sql = " AND search_document.lexemes @@ %s::tsquery" + " AND search_document.words ~ %s" * len(patterns)
    return sql, [" & ".join(lexemes), *patterns]
