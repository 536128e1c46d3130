import subprocess
import tempfile
from pathlib import Path

import pytest

from . import bare


@pytest.fixture(scope="session")
def installed():
    """The folder of a Debian as it is when it has just been installed."""
    # On a disk, and with a path short enough for sockets.
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "debian"
        root.mkdir(mode=0o755)
        Path(folder).chmod(0o755)
        bare.install(root)
        yield root


@pytest.fixture(scope="module")
def debian(installed):
    """A copy of it, which the tests of one file change."""
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        subprocess.run(["cp", "-a", f"{installed}/.", folder], check=True)
        yield Path(folder)
