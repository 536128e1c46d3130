"""Checks editions of a plan that you downloaded. You need Python 3 and nothing else:

    python3 check_editions.py edition-1.json edition-2.json edition-3.json

For each file it prints the edition's number and fingerprint, and whether the file holds the fingerprint of the edition
before it. Compare the last fingerprint with one that you have from elsewhere: a printed edition, the minutes of the
meeting that agreed it, your own note. If that is the same, no word of any of these files was changed.
"""

import hashlib
import json
import sys


def check(paths):
    """Print a line for each file. Returns the exit status: 0 if they follow one another, 1 if not."""
    editions = []
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        edition = json.loads(content)
        editions.append((edition["number"], edition["previous_sha256"], hashlib.sha256(content).hexdigest(), path))
    status, before = 0, None
    for number, previous, fingerprint, path in sorted(editions):
        if before is None:
            said = "begins the plan" if number == 1 else "the first of these files"
        elif before == (number - 1, previous):
            said = f"follows edition {number - 1}"
        elif before[0] == number - 1:
            status, said = 1, f"DOES NOT FOLLOW edition {number - 1}: one of the two files was changed"
        else:
            status, said = 1, f"edition {number - 1} is missing here, so the chain is broken before this one"
        print(f"edition {number}  {fingerprint}  {said}  ({path})")
        before = number, fingerprint
    return status


if __name__ == "__main__":
    sys.exit(check(sys.argv[1:]) if sys.argv[1:] else __doc__)
