"""The site's own settings, for tests: quick, on throw-away data, over plain http."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("INSECURE_COOKIES", "true")

# A folder for each process, so that neither the workers of pytest-xdist nor two runs at once meet.
_folder = tempfile.mkdtemp(prefix="living-plan-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["STATIC_ROOT"] = f"{_folder}/static"
os.mkdir(os.environ["STATIC_ROOT"])
os.environ["EVIDENCE_ROOT"] = f"{_folder}/evidence"

from config.settings import *  # noqa: F403 (all of them)
from config.settings import DATABASES, STORAGES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since threads cannot share a database in memory. Nobody wants this data after a crash, so nothing waits
    # for the disk.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

# Files straight from static/: nothing has to be collected before a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test that wants its jobs done says so.
START_JOBS = False
