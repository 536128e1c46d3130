"""The archive, written while it is sent: no part of it is kept on the disk or whole in memory."""

import csv
import io
import json
import logging
import re
import zipfile
from itertools import islice

from django.db import models
from django.utils.timezone import localtime

from actions.keeping.backing_up import PIECE
from actions.models import Update
from partners import clock
from partners.database import snapshot
from partners.models import Membership, User
from partners.uploads import path_of
from plans.files import file_of_outline
from plans.models import Plan
from plans.outline import PARTNERSHIP, outline
from plans.timetravel import HAPPENED

from .columns import cells, columns_of
from .contents import FILES, ON_DISK, TABLES, has_history, past_rows_of, rows_of
from .describing import Member, package_of, readme_of

BATCH = 500
# Compressed already.
DENSE = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".odt", ".ods")
# What no file can be called on some system or other.
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|]')
log = logging.getLogger(__name__)


def export(partnership, *, addresses=False):
    """Everything of a partnership as a ZIP file, in pieces of bytes; people's e-mail addresses only if asked for.

    It is as the partnership was at one moment, whatever is written meanwhile.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for _ in _Export(archive, partnership, addresses).pieces():
            if pipe.waiting >= PIECE:
                yield pipe.drain()
    yield pipe.drain()


class _Pipe:
    """A file that is only written to; what was written waits to be sent."""

    def __init__(self):
        self.parts, self.waiting = [], 0

    def write(self, part):
        self.parts.append(bytes(part))
        self.waiting += len(part)
        return len(part)

    def flush(self):
        """There is nothing behind it."""

    def drain(self):
        whole = b"".join(self.parts)
        self.parts, self.waiting = [], 0
        return whole


class _Export:
    """Its methods write into the archive and yield now and then, so that what is written can be sent."""

    def __init__(self, archive, partnership, addresses):
        self.archive, self.partnership, self.addresses = archive, partnership, addresses
        self.moment = localtime(clock.now()).replace(microsecond=0)
        self.people, self.members, self.evidence = set(), [], []

    def pieces(self):
        with snapshot():
            for label in TABLES:
                if label != "partners.User":
                    paths = self.paths(label) if label in FILES else None
                    yield from self.table(label, paths)
                    yield from self.files(label, paths)
            for label in filter(has_history, TABLES):
                yield from self.table(label, past=True)
            yield from self.table("partners.User")
        for stored, path in self.evidence:
            yield from self.file(stored, path)
        yield from self.words("datapackage.json", json.dumps(package_of(self), ensure_ascii=False, indent=1))
        yield from self.words("README.txt", readme_of(self).replace("\n", "\r\n"))

    def paths(self, label):
        """{id of a row: the path of its file} of those that have one."""
        kept = FILES[label]
        rows = rows_of(label, self.partnership).filter(kept.given).order_by("pk")
        found = {}
        for pk, *of in rows.values_list("pk", *kept.of):
            found[pk] = kept.path.format(*(NOT_IN_A_NAME.sub("_", str(part)) for part in of))
        if label in ON_DISK:
            stored = {pk: name for pk, name in rows.values_list("pk", kept.column) if path_of(name).exists()}
            found = {pk: found[pk] for pk in stored}
            self.evidence += [(stored[pk], path) for pk, path in found.items()]
        return found

    def table(self, label, paths=None, *, past=False):
        columns = columns_of(label, addresses=self.addresses, past=past)
        header = [column.name for column in columns] + ["file"] * (paths is not None)
        path = f"{'history' if past else 'tables'}/{TABLES[label].name}.csv"
        member = Member(path, label, past, columns)
        with self.open(path) as file:
            # Without the mark, Excel takes the file for one of an older encoding.
            member.write(file, b"\xef\xbb\xbf" + _lines([header]))
            rows = self.rows(label, columns, past)
            while batch := list(islice(rows, BATCH)):
                member.write(file, _lines(self.lines(columns, batch, paths, past)))
                member.rows += len(batch)
                yield
        self.members.append(member)

    def rows(self, label, columns, past):
        """Tuples of the columns' values, by id or, in a history, as they were written."""
        if label == "partners.User":
            return self.everybody(columns)
        rows = past_rows_of(label, self.partnership) if past else rows_of(label, self.partnership)
        if label == "actions.Action" and not past:
            newest = Update.objects.standing().filter(action=models.OuterRef("pk")).order_by("-pk")
            rows = rows.annotate(status_now=models.Subquery(newest.values("status")[:1]))
        lookups = [column.lookup for column in columns]
        return rows.order_by("pk").values_list(*lookups).iterator(chunk_size=BATCH)

    def everybody(self, columns):
        """Whom the other tables name. The address of who was never a member here is not this partnership's to give."""
        members = Membership.ever.in_partnership(self.partnership).values("user")
        email = models.Case(models.When(pk__in=members, then="email"), default=models.Value(""))
        users = User.objects.filter(pk__in=self.people - {None}).order_by("pk").annotate(address=email)
        return iter(users.values_list(*("address" if c.lookup == "email" else c.lookup for c in columns)))

    def lines(self, columns, batch, paths, past):
        """The rows as they stand in the file. Whom they name is remembered."""
        for place, column in enumerate(columns):
            if column.to == "partners.User":
                self.people.update(row[place] for row in batch)
            if past and column.name == "history_type":
                batch = [(*row[:place], HAPPENED[row[place]], *row[place + 1 :]) for row in batch]
        if paths is None:
            return map(cells, batch)
        return [[*cells(row), paths.get(row[0])] for row in batch]

    def files(self, label, paths):
        """The files of a table's rows that are in the database, one after the other."""
        if not paths or label in ON_DISK:
            return
        column = FILES[label].column
        if label == "plans.Plan":
            for plan in Plan.objects.filter(pk__in=paths).select_related("partnership"):
                yield from self.words(paths[plan.pk], file_of_outline(outline(plan, audience=PARTNERSHIP), "plan.json"))
            return
        rows = rows_of(label, self.partnership).filter(pk__in=paths).order_by("pk")
        for pk, content in rows.values_list("pk", column).iterator(chunk_size=1):
            yield from self.words(paths[pk], content)

    def file(self, stored, path):
        """A file that somebody gave, as it lies on the disk."""
        try:
            source = path_of(stored).open("rb")
        except FileNotFoundError:
            log.error("The file %s went while it was exported", stored)
            return
        with source, self.open(path) as file:
            while piece := source.read(PIECE):
                file.write(piece)
                yield

    def words(self, path, content):
        with self.open(path) as file:
            file.write(content.encode() if isinstance(content, str) else bytes(content))
        yield

    def open(self, path):
        info = zipfile.ZipInfo(path, self.moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if path.lower().endswith(DENSE) else zipfile.ZIP_DEFLATED
        return self.archive.open(info, "w")


def _lines(rows):
    page = io.StringIO()
    csv.writer(page, lineterminator="\r\n").writerows(rows)
    return page.getvalue().encode()
