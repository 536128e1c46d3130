"""What a model declares about the export of a partnership's data (`actions/data_export/`).

A model has an `export`, or says in `not_exported` why it has none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Q

HOUSEKEEPING = "The site’s own housekeeping, such as who is signed in now."


class FileColumn(NamedTuple):
    """A column exported as one file per row: its name, the path in the archive, and the columns that fill that path.

    Only rows that match `given` have a file. With `on_disk`, the column holds only the name of a file in
    `partners.files.uploads`.
    """

    column: str
    path: str
    path_columns: tuple[str, ...] = ()
    given: Q = Q()
    on_disk: bool = False


class Export(NamedTuple):
    """A model's table in the export: `name` of its file, and `what` it holds.

    `left_out` are columns never exported, `addresses` those exported only on request. `shown_as` is the field shown
    beside its ids in other tables. `belongs_to`, as in `History`, is for models without a history. `describes` is for
    columns of inherited fields; others have a `db_comment`. `headings` are the columns whose heading in the files is
    not the field's name: {field: heading}.
    """

    name: str
    what: str
    left_out: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    shown_as: str = ""
    file: FileColumn | None = None
    belongs_to: tuple[str, ...] = ()
    describes: Mapping[str, str] = MappingProxyType({})
    headings: Mapping[str, str] = MappingProxyType({})

    @property
    def title(self):
        return self.name.replace("_", " ").capitalize()
