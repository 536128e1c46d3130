"""Archives in a folder: named by the moment, so that the newest is the last by name."""

import re
from pathlib import Path

from django.utils import timezone

# Only what `backup` named itself is ever deleted: exports and other files may lie in the same folder.
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.zip")


def archives_in(folder):
    """Paths of the archives that `backup` named in a folder, oldest first."""
    return sorted(path for path in Path(folder).iterdir() if NAME.fullmatch(path.name) and path.is_file())


def new_archive(path, now):
    """A path for a new archive: the path itself or, if it is a folder, one in it named by the moment."""
    path = Path(path)
    return path / f"{timezone.localtime(now):%Y-%m-%dT%H%M%S}.zip" if path.is_dir() else path


def archive_of_partnership(path, slug, now):
    """A path for a new archive of one partnership, which `archives_in` does not take for one of the whole site."""
    path = Path(path)
    return path / f"{slug}-{timezone.localtime(now):%Y-%m-%dT%H%M%S}.zip" if path.is_dir() else path


def prune(folder, keep):
    """Delete all but the newest `keep` archives of a folder. Returns the names of those deleted."""
    old = archives_in(folder)[:-keep]
    for path in old:
        path.unlink()
    return [path.name for path in old]
