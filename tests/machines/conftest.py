import tempfile
from pathlib import Path

import pytest

from . import bare


@pytest.fixture(scope="session")
def debian():
    """The folder of a Debian as it is when it has just been installed."""
    # On a disk, and with a path short enough for sockets.
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        root.chmod(0o755)
        bare.install(root)
        yield root
