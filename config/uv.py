"""Runs uv with the arguments given, told where pip's configuration says that packages are.

    .venv/bin/python config/uv.py pip install --require-hashes -r requirements.txt

uv reads no pip.conf and no PIP_…, so a machine on which pip finds an index of its own would lead uv to another. What a
UV_… variable says already stays. It is the uv on PATH, else the locked one, which is put into this environment first.
Whatever it takes is held to the hashes of the requirements, from whichever place it comes.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

LOCKED = Path(__file__).resolve().parent.parent / "requirements-uv.txt"
PIP = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check"]
# Where pip looks, by what wins over what came before; for its other commands it may look elsewhere.
SECTIONS = ["global", "install", ":env:"]
TRUE = ("1", "true", "yes", "on")


def pip_configuration(listed):
    """{option: value} that `pip install` goes by, from the lines of `pip config list`."""
    options = {}
    for section in SECTIONS:
        for name, _, value in (line.partition("=") for line in listed.splitlines()):
            if name.startswith(f"{section}."):
                # pip takes default-timeout in the environment for timeout, and index_url for index-url.
                option = name.removeprefix(f"{section}.").replace("_", "-").removeprefix("default-")
                options[option] = str(ast.literal_eval(value))
    return options


def environment_for_uv(options):
    """The variables by which uv looks where pip with these options does."""
    variables = {
        "UV_DEFAULT_INDEX": options.get("index-url", ""),
        "UV_INDEX": " ".join(options.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(options.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(options.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": options.get("timeout", ""),
        # As pip does: of all places, whichever has the file with the right hash.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "SSL_CERT_FILE": options.get("cert", ""),
        "SSL_CLIENT_CERT": options.get("client-cert", ""),
        "HTTP_PROXY": options.get("proxy", ""),
        "HTTPS_PROXY": options.get("proxy", ""),
    }
    return {name: value for name, value in variables.items() if value}


def find_uv():
    """The path of uv, installed if there is none; None if it cannot be had."""
    own = Path(sys.executable).with_name("uv")
    if uv := shutil.which("uv") or shutil.which(own):
        return uv
    subprocess.run([*PIP, "--quiet", "install", "--require-hashes", "-r", str(LOCKED)], check=False)  # noqa: S603 (our own command)
    return shutil.which(own)


def main(arguments):
    if not (uv := find_uv()):
        sys.exit("There is no uv for this machine")
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=False).stdout  # noqa: S603 (our own)
    options = pip_configuration(listed)
    environment = {"VIRTUAL_ENV": sys.prefix} | environment_for_uv(options) | os.environ
    if options.get("no-index", "").lower() in TRUE:  # for which uv knows no variable
        arguments = [*arguments, "--no-index"]
    os.execve(uv, [uv, *arguments], environment)  # noqa: S606 (uv itself, without a shell)


if __name__ == "__main__":
    main(sys.argv[1:])
