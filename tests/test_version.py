"""The version of the program is that of pyproject.toml, wherever it is shown."""

import subprocess
import sys
import tomllib

import pytest
from django.conf import settings as site

VERSION = tomllib.loads((site.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.mark.parametrize("command", ["--version", "version"])
def test_the_command_says_it_without_any_settings(command):
    answer = subprocess.run(
        [sys.executable, "manage.py", command], cwd=site.BASE_DIR, env={}, capture_output=True, text=True, check=True
    )
    assert answer.stdout == f"Living Plan {VERSION}\n"


def test_the_newest_entry_of_the_changelog_is_of_it():
    log = (site.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    assert next(line for line in log.splitlines() if line.startswith("## ")).split()[1] == VERSION


def test_coordinators_see_it_at_the_foot_of_their_pages_and_nobody_else_does(here, cast, sign_in, published):
    line = f"Living Plan {VERSION}"
    seen = {
        name: line in sign_in(getattr(cast, name)).get("/here/plan/").content.decode()
        for name in ("coordinator", "chair", "officer", "observer")
    }
    assert seen == {"coordinator": True, "chair": False, "officer": False, "observer": False}
    assert line not in sign_in(None).get("/here/").content.decode()
