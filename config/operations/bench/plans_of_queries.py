"""What PostgreSQL did for each query of a request: blocks of the database read, time, and the plan in short."""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

COLUMNS = re.compile(r"SELECT .*? FROM ", re.DOTALL)
LONGEST = 400


@dataclass(frozen=True)
class Query:
    """A query with the root of its plan, as of EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)."""

    sql: str
    root: dict

    @property
    def buffers(self):
        return self.root["Plan"]["Shared Hit Blocks"] + self.root["Plan"]["Shared Read Blocks"]

    @property
    def milliseconds(self):
        return self.root["Execution Time"]

    @property
    def short(self):
        """The query without its columns."""
        text = " ".join(COLUMNS.sub("SELECT … FROM ", self.sql, count=1).replace('"', "").split())
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"

    def plan(self):
        """The lines of its plan: a step, what it reads, and how many rows came of it."""
        return list(_lines(self.root["Plan"], 0))


def _lines(node, depth):
    of = [node[name] for name in ("Index Name", "Relation Name", "CTE Name") if name in node][:1]
    filtered = node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
    left_out = f", {filtered:,} left out" if filtered else ""
    blocks = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    rows = node["Actual Rows"] * node["Actual Loops"]
    yield f"{'  ' * depth}{' '.join([node['Node Type'], *of])}: {rows:,} rows{left_out}, {blocks:,} blocks"
    for child in node.get("Plans", ()):
        yield from _lines(child, depth + 1)


@contextmanager
def explained():
    """Context manager: yields a list of the Query of each SELECT in the block, run once more to be explained."""
    queries = []

    def explain(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT") and not many:
            with connection.connection.cursor() as cursor:
                [root] = _explanation(cursor, sql, params)
            queries.append(Query(cursor_text(sql, params), root))
        return result

    with connection.execute_wrapper(explain):
        yield queries


def _explanation(cursor, sql, params):
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
    (found,) = cursor.fetchone()
    return json.loads(found) if isinstance(found, str) else found


def cursor_text(sql, params):
    """A query with its values, for people to read."""
    return sql % tuple(map(repr, params)) if params else sql
