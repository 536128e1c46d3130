"""Words of a cell as every kind of file has them: line feeds for line breaks, "• " for bullets."""

import re

# Signs that are bullets and nothing else; Word's and Excel's symbol fonts have theirs in the private area.
BULLETS = "•▪●◦‣\u2043∙■□○➢➤✓✔❖·\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
BULLET = re.compile(rf"^[ \t]*[{BULLETS}][ \t\xa0]*(?=\S)", re.M)
# How an item of a list may begin; a sign that is typed is one only beside others of its kind.
ITEM = re.compile(
    r"(?P<sign>•)[ \t]*|(?P<typed>[-–—*]|o(?=[ \t]))[ \t]+|\(?(?P<number>\d{1,2}|[a-z]|[ivx]{2,5})[.)][ \t]+", re.I
)
BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What no XML and no database takes.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufeff]")


def clean(text):
    """Text with one kind of line break and without signs that cannot be seen."""
    return CONTROLS.sub("", BREAKS.sub("\n", text))


def cell_text(text):
    """A cell's text: no blank lines at either end, no spaces at the end of a line, one kind of bullet.

    Dashes and numbers at the beginning of a line stay as they were typed; `list_items` knows them.
    """
    text = "\n".join(line.rstrip(" \t\xa0") for line in clean(text).split("\n")).strip("\n")
    if "\n" not in text and "\t" not in text and text[:1].isalnum():
        return text.strip()
    return BULLET.sub("• ", text).strip()


def list_items(text):
    """The items of a text that is a list, without their bullets, dashes or numbers; [] where it is none.

    A line that begins with a small letter goes on with the item above it.
    """
    items, kinds = [], set()
    for line in filter(None, map(str.strip, text.split("\n"))):
        found = ITEM.match(line)
        if found and line[found.end() :]:
            kinds.add(found["sign"] or found["typed"] or found["number"][:1].isdigit())
            items.append(line[found.end() :])
        elif items and line[0].islower():
            items[-1] += f"\n{line}"
        else:
            return []
    return items if len(items) > 1 and len(kinds) == 1 else []
