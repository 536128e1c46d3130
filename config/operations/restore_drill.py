"""Restore drill: an archive restored into a throwaway site, held against itself, and removed again."""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

# A restore is a line of the log of sign-ins and downloads.
RECORDED_BY_THE_DRILL = {"partners.AccessEvent"}


class DrillFailed(Exception):
    """The archive did not come back as it was; the message says what failed."""


class Outcome(NamedTuple):
    rows: int
    files: int
    seconds: float


def drill(archive, folder=None):
    """Restore an archive and compare it with what was restored. Returns an Outcome. Raises DrillFailed.

    The site is an SQLite file and a folder of evidence in a temporary folder inside `folder`. It is filled by the same
    commands as a real one, checked by `verify`, and backed up again: every table and file must have the same digest.
    """
    archive, began = Path(archive).resolve(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="living-plan-drill-", dir=folder) as place:
        again = Path(place) / "again.zip"
        _manage(place, "migrate", "--verbosity", "0")
        _manage(place, "restore", str(archive))
        seconds = time.monotonic() - began
        _manage(place, "verify", "--receipt", str(archive))
        _manage(place, "backup", str(again))
        manifest = _manifest(archive)
        _compare(manifest, _manifest(again))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return Outcome(rows, len(manifest["evidence"]), seconds)


def _manage(place, *arguments):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{place}/drill.sqlite3",
        "DATABASE_POOLER_URL": "",
        "DATABASE_REPLICA_URL": "",
        "FILES_STORAGE": "folder",
        "EVIDENCE_ROOT": f"{place}/evidence",
    }
    done = subprocess.run(  # noqa: S603 (our own commands)
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise DrillFailed(f"{arguments[0]}: {(done.stderr or done.stdout).strip()}")


def _manifest(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def _compare(manifest, restored):
    different = [
        label
        for label, table in manifest["tables"].items()
        if any(restored["tables"].get(label, {}).get(name) != table[name] for name in ("columns", "rows", "sha256"))
        and label not in RECORDED_BY_THE_DRILL
    ]
    different += [path for path, digest in manifest["evidence"].items() if restored["evidence"].get(path) != digest]
    if different:
        raise DrillFailed(f"Not as in the archive: {', '.join(different[:10])}")
