"""The export as a streamed ZIP file: never on disk, never whole in memory."""

import csv
import io
import json
import logging
import re
import zipfile
from itertools import islice

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils.timezone import localtime

from partners import clock
from partners.database import snapshot
from partners.files.uploads import path_of
from partners.history import HAPPENED
from partners.models import FileRemoval, Membership, User
from plans.exports.formats import file_of_outline
from plans.history.activity_log import labels_of, scope
from plans.models import Plan
from plans.outline.build import PARTNERSHIP, outline

from ..models import Update
from .columns import cells, columns_of
from .datapackage import Member, package_of, readme_of
from .tables import exported_tables, rows_of

READ_SIZE = 64 * 1024
BATCH = 500
# File types that are compressed already.
COMPRESSED = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".odt", ".ods")
# Characters that some operating system forbids in file names.
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
logger = logging.getLogger(__name__)


def export(partnership, *, addresses=False):
    """A partnership's data as a ZIP file, in chunks of bytes; with e-mail addresses only if `addresses`.

    All tables come from one snapshot, regardless of concurrent writes.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for _ in _Export(archive, partnership, addresses).pieces():
            if pipe.waiting >= READ_SIZE:
                yield pipe.drain()
    yield pipe.drain()


class _Pipe:
    """A write-only file that buffers its content until drained; `waiting` is the number of bytes buffered."""

    def __init__(self):
        self.parts, self.waiting = [], 0

    def write(self, part):
        self.parts.append(bytes(part))
        self.waiting += len(part)
        return len(part)

    def flush(self):
        """Do nothing: there is no underlying file."""

    def drain(self):
        content = b"".join(self.parts)
        self.parts, self.waiting = [], 0
        return content


class _Export:
    """Writes the archive. Its generator methods yield regularly, so that the content written so far can be sent."""

    def __init__(self, archive, partnership, addresses):
        self.archive, self.partnership, self.addresses = archive, partnership, addresses
        self.moment = localtime(clock.now()).replace(microsecond=0)
        self.people, self.members, self.evidence = set(), [], []

    def pieces(self):
        with snapshot():
            tables = exported_tables()
            for label, table in tables.items():
                if label != "partners.User":
                    paths = self.file_paths(label) if table.file else None
                    yield from self.write_table(label, paths)
                    yield from self.row_files(label, paths)
            for label in (label for label in tables if label in labels_of()):
                yield from self.write_table(label, past=True)
            yield from self.write_table("partners.User")
        for stored, path in self.evidence:
            yield from self.stored_file(stored, path)
        yield from self.write_text("datapackage.json", json.dumps(package_of(self), ensure_ascii=False, indent=1))
        yield from self.write_text("README.txt", readme_of(self).replace("\n", "\r\n"))

    def file_paths(self, label):
        """{row id: path of its file in the archive} of the rows with a file."""
        file_column = apps.get_model(label).export.file
        rows = rows_of(label, self.partnership).filter(file_column.given).order_by("pk")
        path_by_pk = {}
        for pk, *parts in rows.values_list("pk", *file_column.path_columns):
            path_by_pk[pk] = file_column.path.format(*(FORBIDDEN_IN_NAMES.sub("_", str(part)) for part in parts))
        if file_column.on_disk:
            stored = dict(rows.values_list("pk", file_column.column))
            removed = set(FileRemoval.objects.in_partnership(self.partnership).values_list("stored", flat=True))
            stored = {
                pk: name for pk, name in stored.items() if name not in removed and default_storage.exists(path_of(name))
            }
            path_by_pk = {pk: path_by_pk[pk] for pk in stored}
            self.evidence += [(stored[pk], path) for pk, path in path_by_pk.items()]
        return path_by_pk

    def write_table(self, label, paths=None, *, past=False):
        columns = columns_of(label, addresses=self.addresses, past=past)
        header = [column.name for column in columns] + ["file"] * (paths is not None)
        path = f"{'history' if past else 'tables'}/{apps.get_model(label).export.name}.csv"
        member = Member(path, label, past, columns)
        with self.open(path) as file:
            # Without the byte order mark, Excel assumes an older encoding.
            member.write(file, b"\xef\xbb\xbf" + _csv_bytes([header]))
            rows = self.value_rows(label, columns, past)
            while batch := list(islice(rows, BATCH)):
                member.write(file, _csv_bytes(self.cell_rows(columns, batch, paths, past)))
                member.rows += len(batch)
                yield
        self.members.append(member)

    def value_rows(self, label, columns, past):
        """Tuples of the columns' values, by id or, in a history, in the order of writing."""
        if label == "partners.User":
            return self.named_people(columns)
        rows = scope(label, self.partnership) if past else rows_of(label, self.partnership)
        if label == "actions.Action" and not past:
            rows = rows.annotate(status_now=models.Subquery(Update.objects.newest_of("pk").values("status")))
        lookups = [column.lookup for column in columns]
        return rows.order_by("pk").values_list(*lookups).iterator(chunk_size=BATCH)

    def named_people(self, columns):
        """The people named in other tables. Only members, past or present, have their address included."""
        members = Membership.all_objects.in_partnership(self.partnership).values("user")
        email = models.Case(models.When(pk__in=members, then="email"), default=models.Value(""))
        users = User.objects.filter(pk__in=self.people - {None}).order_by("pk").annotate(address=email)
        return iter(users.values_list(*("address" if c.lookup == "email" else c.lookup for c in columns)))

    def cell_rows(self, columns, batch, paths, past):
        """The rows as CSV cells. Adds the people they name to `self.people`."""
        for index, column in enumerate(columns):
            if column.to == "partners.User":
                self.people.update(row[index] for row in batch)
            if past and column.name == "history_type":
                batch = [(*row[:index], HAPPENED[row[index]], *row[index + 1 :]) for row in batch]
        if paths is None:
            return map(cells, batch)
        return [[*cells(row), paths.get(row[0])] for row in batch]

    def row_files(self, label, paths):
        """Write the files of a table's rows that are stored in the database."""
        file_column = apps.get_model(label).export.file
        if not paths or file_column.on_disk:
            return
        if label == "plans.Plan":
            for plan in Plan.objects.filter(pk__in=paths).select_related("partnership"):
                yield from self.write_text(
                    paths[plan.pk], file_of_outline(outline(plan, audience=PARTNERSHIP), "plan.json")
                )
            return
        rows = rows_of(label, self.partnership).filter(pk__in=paths).order_by("pk")
        for pk, content in rows.values_list("pk", file_column.column).iterator(chunk_size=1):
            yield from self.write_text(paths[pk], content)

    def stored_file(self, stored, path):
        """Copy an uploaded file from the storage."""
        try:
            source = default_storage.open(path_of(stored))
        except FileNotFoundError:
            logger.error("The file %s went while it was exported", stored)
            return
        with source, self.open(path) as member:
            while chunk := source.read(READ_SIZE):
                member.write(chunk)
                yield

    def write_text(self, path, content):
        with self.open(path) as file:
            file.write(content.encode() if isinstance(content, str) else bytes(content))
        yield

    def open(self, path):
        info = zipfile.ZipInfo(path, self.moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if path.lower().endswith(COMPRESSED) else zipfile.ZIP_DEFLATED
        return self.archive.open(info, "w")


def _csv_bytes(rows):
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
