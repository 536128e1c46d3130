"""Streams of a file of the old kinds of Office (OLE): a small file system of sectors in chains.

xlrd has a reader of its own for it, which follows a damaged chain in a circle without end.
"""

import struct

FREE = 0xFFFFFFFA
STREAM, ROOT = 2, 5
ENTRY = 128


class Ole:
    """The file's entries by name. Raises ValueError, LookupError or struct.error for a damaged file."""

    def __init__(self, content):
        self.content = content
        self.size, self.small_size = (1 << struct.unpack_from("<H", content, at)[0] for at in (30, 32))
        if self.size not in (512, 4096) or self.small_size != 64:
            raise ValueError
        directory, _, self.cutoff, small_table = struct.unpack_from("<4I", content, 48)
        self.table = self._numbers(self._table_sectors())
        self.entries = {}
        entries = self._read(self.table, directory, content, self.size, offset=1)
        for at in range(0, len(entries) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind:
                self.entries.setdefault(name, (kind, *struct.unpack_from("<2I", entries, at + 116)))
        self.small_table = self._numbers(self._chain(self.table, small_table, len(content) // self.size))
        root = next((entry for entry in self.entries.values() if entry[0] == ROOT), (ROOT, FREE, 0))
        self.small = self._read(self.table, root[1], content, self.size, offset=1)

    def stream(self, name):
        """The bytes of a stream; none where there is none."""
        kind, start, length = self.entries.get(name, (0, FREE, 0))
        if kind != STREAM:
            return b""
        if length < self.cutoff:
            return self._read(self.small_table, start, self.small, self.small_size)[:length]
        return self._read(self.table, start, self.content, self.size, offset=1)[:length]

    def _table_sectors(self):
        """Sectors of the table of sectors: the first 109 are in the header, the others in sectors of their own."""
        sectors = list(struct.unpack_from("<109I", self.content, 76))
        more, each, seen = struct.unpack_from("<I", self.content, 68)[0], self.size // 4 - 1, set()
        while more < FREE:
            if more in seen:
                raise ValueError
            seen.add(more)
            *some, more = struct.unpack_from(f"<{each + 1}I", self.content, (more + 1) * self.size)
            sectors += some
        sectors = [sector for sector in sectors if sector < FREE]
        # A chain that is longer than the file goes in a circle.
        if len(sectors) > len(self.content) // self.size:
            raise ValueError
        return sectors

    def _numbers(self, sectors):
        return [
            number
            for sector in sectors
            for number in struct.unpack_from(f"<{self.size // 4}I", self.content, (sector + 1) * self.size)
        ]

    @staticmethod
    def _chain(table, start, most):
        sectors = []
        while start < FREE:
            if len(sectors) > most:
                raise ValueError
            sectors.append(start)
            start = table[start]
        return sectors

    def _read(self, table, start, content, size, offset=0):
        sectors = self._chain(table, start, len(content) // size)
        return b"".join(content[(sector + offset) * size : (sector + offset + 1) * size] for sector in sectors)
