"""Words of a cell as every kind of file has them: line feeds for line breaks, "• " for bullets."""

import re

# Signs that are bullets and nothing else; Word's and Excel's symbol fonts have theirs in the private area.
BULLETS = "•▪●◦‣\u2043∙■□○➢➤✓✔❖·\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
BULLET = re.compile(rf"^[ \t]*[{BULLETS}][ \t\xa0]*(?=\S)", re.M)
# Signs that are bullets where several lines begin with them.
MAYBE_BULLET = re.compile(r"^[ \t]*(?P<sign>[-–—*]|o(?=[ \t]))[ \t]+(?=\S)", re.M)
BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What no XML and no database takes.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufeff]")


def clean(text):
    """Text with one kind of line break and without signs that cannot be seen."""
    return CONTROLS.sub("", BREAKS.sub("\n", text))


def cell_text(text):
    """A cell's text: no blank lines at either end, no spaces at the end of a line, one kind of bullet."""
    text = "\n".join(line.rstrip(" \t\xa0") for line in clean(text).split("\n")).strip("\n")
    if "\n" not in text and "\t" not in text and text[:1].isalnum():
        return text.strip()
    text = BULLET.sub("• ", text)
    signs = [found["sign"] for found in MAYBE_BULLET.finditer(text)]
    for sign in set(signs):
        if signs.count(sign) > 1:
            text = re.sub(rf"^[ \t]*{re.escape(sign)}[ \t]+(?=\S)", "• ", text, flags=re.M)
    return text.strip()
