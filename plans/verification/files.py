"""Receipts in files: a text, or a backup, which has those of all its partnerships."""

import zipfile

from .receipts import NotAReceipt, read_receipts

FOLDER = "receipts/"
LARGEST = 50 * 1024 * 1024


def receipts_in(path):
    """[Receipt] in a file. Raises NotAReceipt and OSError."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return receipts_of_archive(archive)
    if path.stat().st_size > LARGEST:
        raise NotAReceipt(f"{path} is too large")
    try:
        return read_receipts(path.read_text())
    except (UnicodeDecodeError, NotAReceipt) as error:
        raise NotAReceipt(f"{path}: {error}") from error


def receipts_of_archive(archive):
    """[Receipt] in the ZIP file of a backup. Raises NotAReceipt."""
    names = [name for name in archive.namelist() if name.startswith(FOLDER)]
    return [receipt for name in names for receipt in read_receipts(archive.read(name).decode())]
