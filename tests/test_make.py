"""What make does beside the site: a demonstration of another version, and uv told what pip knows."""

import os
import shutil
import subprocess
import sys

from django.conf import settings

from config.uv import environment_for_uv, pip_configuration

LISTED = """\
:env:.default-timeout='60'
:env:.find-links='/srv/wheels /opt/wheels'
download.index-url='https://elsewhere.example/simple'
global.cert='/etc/ssl/ours.pem'
global.find-links='/none'
global.index-url='https://global.example/simple'
install.index-url='https://reader:it%27s@install.example/simple'
global.extra-index-url='https://one.example/simple\\nfile:///srv/simple'
"""


def test_a_demonstration_of_another_version_is_left_alone_with_a_line_that_says_what_to_do(tmp_path):
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    for folder in ("fixtures", "static", "templates", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / ".venv/.runtime").touch()

    def make(target):
        environ = {"PATH": os.environ["PATH"]}
        return subprocess.run(["make", target], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)

    assert make("demo-is-ours").returncode == 0
    (tmp_path / ".demo/.prepared").touch()
    (tmp_path / ".demo/migrations").write_text("partners/migrations/0001_of_old.py\n")
    assert make("demo-is-ours").returncode == 0
    assert not (tmp_path / ".demo/.prepared").exists()  # so that its database is looked at

    (tmp_path / ".demo/demo.env").write_text("SECRET_KEY=of-old\n")
    refused = make("demo")
    assert refused.returncode != 0
    assert [line for line in refused.stderr.splitlines() if not line.startswith("make:")] == [
        "The demonstration was made by another version. To begin again, which forgets what was changed: make demo-reset"
    ]
    assert (tmp_path / ".demo/demo.env").read_text() == "SECRET_KEY=of-old\n"


def test_uv_looks_where_pip_would():
    options = pip_configuration(LISTED)
    assert environment_for_uv(options) == {
        "UV_DEFAULT_INDEX": "https://reader:it%27s@install.example/simple",
        "UV_INDEX": "https://one.example/simple file:///srv/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/srv/wheels,/opt/wheels",
        "UV_HTTP_TIMEOUT": "60",
        "SSL_CERT_FILE": "/etc/ssl/ours.pem",
    }
    assert environment_for_uv(pip_configuration("")) == {"UV_INDEX_STRATEGY": "unsafe-best-match"}
