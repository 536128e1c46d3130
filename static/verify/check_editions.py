"""Checks editions of a plan that you downloaded. You need Python 3 and nothing else. In the folder with the files, type

    python3 check_editions.py        (on Windows: py check_editions.py)

It reads every .json file there, or those that you name after it. For each edition it prints the number, the
fingerprint, and whether the file holds the fingerprint of the edition before it. Compare the last fingerprint with
one that you have from elsewhere: a printed edition, the minutes of the meeting that agreed it, your own note. If that
is the same, no word of any of these files was changed.
"""

import hashlib
import json
import sys
from pathlib import Path


def read(path):
    """(partnership, plan, number, fingerprint of the edition before, fingerprint, path), or None: it is no edition."""
    try:
        content = path.read_bytes()
        edition = json.loads(content)
        plan = edition["partnership"], edition["plan"], edition["number"], edition["previous_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return *plan, hashlib.sha256(content).hexdigest(), path


def check(paths):
    """Print a line for each file. Returns the exit status: 0 if they follow one another, 1 if not."""
    found = [(path, read(path)) for path in paths]
    status, before = 0, (None, 0, None)
    for *plan, number, previous, fingerprint, path in sorted(edition for _, edition in found if edition):
        if before[0] != plan:
            before = plan, 0, None
            print(f"Plan {plan[1]} of {plan[0]}")
        last = before[1]
        if number == 1:
            said = "begins the plan"
        elif last == 0:
            said = "the first of these files"
        elif last != number - 1:
            status = 1
            said = (
                f"edition {number - 1} is missing here (its fingerprint is {previous}), so nothing is proved before it"
            )
        elif before[2] == previous:
            said = f"follows edition {last}"
        else:
            status, said = 1, f"DOES NOT FOLLOW edition {last}: one of the two files was changed"
        print(f"edition {number}  {fingerprint}  {said}  ({path})")
        before = plan, number, fingerprint
    for path in (path for path, edition in found if edition is None):
        status = 1
        print(f"{path} is not the file of an edition, or cannot be read")
    return status


if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[1:]] or sorted(Path().glob("*.json"))
    sys.exit(check(files) if files else f"There is no .json file in this folder.\n\n{__doc__}")
