"""A page of docs/ as somebody follows it: the files to be written and the commands to be given, in order."""

import re
from dataclasses import dataclass

# Words with which a command in the middle of a sentence begins.
SPOKEN = ("chmod ", "chown ", "install ", "ln ", "nginx ", "systemctl ")
# Settings, a line of cron's, or the section of a unit.
BEGINS_A_FILE = re.compile(r"[A-Z_]+=|\d+ |\[")


@dataclass(frozen=True)
class File:
    path: str
    text: str


@dataclass(frozen=True)
class Commands:
    text: str


def sections(page):
    """{heading: text} of a page's sections, in order."""
    parts = re.split(r"(?m)^## (.+)$", page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def steps(section):
    """Yield the File and Commands of a section.

    An indented block is commands, unless the paragraph before ends in a colon and names a path in /etc, and it begins
    as a file does. A fenced block is a file with such a paragraph, or else an example. Commands in a paragraph are
    given after the block that it leads to.
    """
    path, spoken = None, []
    for kind, text in _blocks(section):
        if kind == "text":
            yield from spoken
            spoken = [Commands(code) for code in re.findall(r"`([^`]+)`", text) if code.startswith(SPOKEN)]
            named = re.findall(r"`(/etc/[^`]+)`", text)
            path = named[0] if named and text.endswith(":") else None
            continue
        if path and (kind == "fenced" or BEGINS_A_FILE.match(text)):
            yield File(path, text)
        elif kind == "indented":
            yield Commands(text)
        yield from spoken
        path, spoken = None, []
    yield from spoken


def _blocks(section):
    """Yield ("text", a paragraph), ("indented", …) and ("fenced", …)."""
    for part in re.split(r"(?ms)^(```.*?^```)$", section):
        if part.startswith("```"):
            yield "fenced", part.partition("\n")[2].removesuffix("```")
            continue
        for block in re.split(r"(?m)(?:^[ ]*\n)+(?=\S)|(?<=\S\n)\n+(?=    )", part):
            lines = block.strip("\n").splitlines()
            if lines and lines[0].startswith("    "):
                yield "indented", "".join(f"{line[4:]}\n" for line in lines)
            elif lines:
                yield "text", "\n".join(lines).strip()
