"""What a model declares if its rows are official: a receipt names each of them, and `manage.py verify` looks for it."""

from typing import NamedTuple


class Official(NamedTuple):
    """`kind` of the rows in receipts, and the lookups of what makes up a row's name there: "edition 2008-2011/4".

    `payload` is the column of the frozen text, if there is one; its SHA-256 is in the column `sha256`.
    """

    kind: str
    named_by: tuple[str, ...]
    payload: str = ""
