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

from actions.evidence import path_of
from actions.keeping.backing_up import PIECE, snapshot
from actions.models import Update
from partners import clock
from partners.models import Membership, User
from plans.files import file_of_outline
from plans.models import Plan
from plans.outline import PARTNERSHIP, outline

from .columns import cell, columns_of, done
from .contents import FILES, TABLES, has_history, past_rows_of, rows_of
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
                    paths = dict(self.paths(label))
                    yield from self.table(label, paths)
                    yield from self.files(label, paths)
            for label in filter(has_history, TABLES):
                yield from self.table(label, {}, past=True)
            yield from self.table("partners.User", {})
        for stored, path in self.evidence:
            yield from self.file(stored, path)
        yield from self.words("datapackage.json", json.dumps(package_of(self), ensure_ascii=False, indent=1))
        yield from self.words("README.txt", readme_of(self).replace("\n", "\r\n"))

    def paths(self, label):
        """(id of a row, path of its file) of those that have one."""
        if kept := FILES.get(label):
            rows = rows_of(label, self.partnership).filter(kept.given).order_by("pk")
            for pk, stored, *of in rows.values_list(
                "pk", kept.column if label == "actions.Evidence" else "pk", *kept.of
            ):
                path = kept.path.format(*(NOT_IN_A_NAME.sub("_", str(part)) for part in of))
                if label != "actions.Evidence":
                    yield pk, path
                elif path_of(stored).exists():
                    self.evidence.append((stored, path))
                    yield pk, path

    def table(self, label, paths, *, past=False):
        columns = columns_of(label, addresses=self.addresses, past=past)
        header = [column.name for column in columns] + ["file"] * (label in FILES and not past)
        path = f"{'history' if past else 'tables'}/{TABLES[label].name}.csv"
        member = Member(path, label, past, columns)
        with self.open(path) as file:
            # Without the mark, Excel takes the file for one of an older encoding.
            member.write(file, b"\xef\xbb\xbf" + _lines([header]))
            rows = self.rows(label, columns, past)
            while batch := list(islice(rows, BATCH)):
                lines = [self.line(columns, row, past) for row in batch]
                if len(header) > len(columns):
                    lines = [[*line, paths.get(row[0], "")] for line, row in zip(lines, batch, strict=True)]
                member.write(file, _lines(lines))
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
        users = User.objects.filter(pk__in=self.people).order_by("pk").annotate(address=email)
        return iter(users.values_list(*("address" if c.lookup == "email" else c.lookup for c in columns)))

    def line(self, columns, row, past):
        found = []
        for column, value in zip(columns, row, strict=True):
            if column.to == "partners.User" and value is not None:
                self.people.add(value)
            found.append(done(value) if past and column.name == "history_type" else cell(value))
        return found

    def files(self, label, paths):
        """The files of a table's rows that are in the database, one after the other."""
        if not paths or label == "actions.Evidence":
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
        """A file of evidence, as it lies on the disk."""
        try:
            source = path_of(stored).open("rb")
        except FileNotFoundError:
            log.error("The file of evidence %s went while it was exported", stored)
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
