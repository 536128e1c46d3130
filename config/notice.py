"""The text of NOTICE: what the site is made with, and under which licences. `make notice` writes it."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
Living Plan is under the MIT licence (LICENSE). It is made with the works of others, under licences of their own.

In the repository, each beside its licence:

govuk-frontend     MIT          static/vendor/govuk-frontend/
Inter              OFL-1.1      static/vendor/inter/
Noto Nastaliq Urdu OFL-1.1      static/vendor/noto-nastaliq-urdu/

Installed from the package index, not part of the repository (those marked * only where a site wants them):

"""


def notice():
    needed, extras = _names("requirements.txt"), _names("requirements-extras.txt")
    lines = [_line(name, "" if name in needed else " *") for name in sorted(needed | extras)]
    return HEAD + "".join(filter(None, lines))


def _names(file):
    return set(re.findall(r"(?m)^([a-z0-9][-a-z0-9_.]*)(?:\[[^]]*\])?==", (ROOT / file).read_text(encoding="utf-8")))


def _line(name, mark):
    """A package's line; none for one that is for other systems only."""
    try:
        of_package = metadata(name)
    except PackageNotFoundError:
        return ""
    return f"{name + mark:<30} {_licence(of_package)}\n"


def _licence(of_package):
    if expression := of_package["License-Expression"]:
        return expression
    classifiers = of_package.get_all("Classifier", [])
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    written = (of_package["License"] or "").strip()
    # Some write the whole text there, and some that there are two.
    return written if written and len(written) < 20 and written != "Dual License" else "; ".join(named)


if __name__ == "__main__":
    print(notice(), end="")
