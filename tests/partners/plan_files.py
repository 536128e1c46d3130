"""Files of plans that a test writes, read as an upload is."""

import io

from partners.files.read_source import read_source


def read(name, save):
    """The Source of a file that `save` writes."""
    file = io.BytesIO()
    save(file)
    return read_bytes(name, file.getvalue())


def read_bytes(name, content):
    file = io.BytesIO(content)
    file.name = name
    return read_source(file)
