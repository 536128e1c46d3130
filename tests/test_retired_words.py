"""Words that no page, e-mail or file uses any more, and what to write instead; docs/glossary.md has those in use."""

import ast
import re

from .test_house import APPS, ROOT, files

# (what is no longer written, what is written instead). Matched as whole words, in any case.
RETIRED = {
    # Names of pages, buttons and states.
    r"desk": "Your tasks",
    r"(your|the) rounds|(?<!reporting )rounds$": "Reporting (menu), reporting round",
    r"your sign-in": "Your account",
    r"leave (it|them)(?! (empty|blank))|not now": "Cancel",
    r"show me|show it|go to that day|as at another day": "Show results, Preview, View this page on another date",
    r"look at (what|the list|it)|a look": "Preview, Check",
    r"(on|off|short of|ahead of) course|the course": "on target, behind target, missing target",
    r"cannot be judged( yet)?|judge (it|them)|judged? otherwise": "too early to tell; override the rating",
    r"busy or working|quiet and improving": "Activity and results; Little activity, improving",
    r"how far along|what it serves|its own address": "Progress so far, Our aim, Permanent link",
    r"work (them|it) down": "Fill the gaps",
    r"stop showing|show(n|s)? (it|them)? ?no more|shown no more": "remove, no longer shown",
    r"make it a draft again|it is ready": "Return to draft, Mark as ready",
    r"narrow(er|ed)?": "Filter",
    r"write the plan": "Edit the plan",
    # Verbs.
    r"told(?! us)|tells|(?<!early to )tell(?! us)": "shown, reported, said; Contact your coordinator",
    r"(?<!out)st(and|ands|anding|ood)( (on|in|here|under|above|beside|as|at|now|still|for|by))": "is, is shown",
    r"mend(s|ed|ing)?": "correct",
    r"take(s|n)? back|took back": "undo (an update), withdraw (a version), remove (a signature)",
    r"retire(d|s|ment)?": "remove from the plan, removed",
    r"write down|writ(e|ten) down": "record",
    r"wait(s|ed|ing)? (for|under|until)|waits": "not yet, outstanding",
    r"go on|goes on|going on with": "continue",
    r"comes? (in|into)": "import, sign in",
    r"goes (over|out|for good|to nobody)": "is transferred, is sent, is deleted",
    r"put(s)? (them|it) in another order": "Reorder",
    r"give (a|the) figure": "Add a figure",
    r"bring(s)? (it|them|something) in|brought in": "import",
    # Kinds of sentences.
    r"of which|to whom|of whom|by whom|for whom|from whom|with whom|by which|whereof": "a sentence of its own",
    r"is no (date|number|colour|address|link|file|whole)": "is not a …",
    r"what it is there|in its own words|the plan.s own words": "See it there; Full text of the plan",
    r"no more(?! reminders)": "no longer, nothing else",
    r"mood|rhythms?": "opinion; how often reported",
    r"(no|without|in|own|the) (?-i:word)|word (on|that|from|of)": "no update; one line; text",
    r"silent": "not updated",
    r"owes?|owed|owing": "outstanding, due",
    r"wanted": "due, needed",
    r"(?<!single )letters?(?! (and|or|of|at))": "e-mail",
    r"emails?": "e-mail",
    r"newest (figure|update|report|edition|version|round)s?": "latest",
    r"passages?": "results",
    r"(last |was |were )here (on|for)|not here for|been here": "last signed in, not signed in for",
    r"things?": "say what they are",
    r"^(write|say|give) (?!how)": "Enter …",
    r"not said": "not given",
    r"(bring|brings|brought) (it |them |that |one )?back": "Restore",
    r"hung on|hangs? on|thrown away|(?<!-)anew": "belongs to, deleted, again",
    r"somebody else was there first": "changed since you opened this page",
    r"said to the public|told to the public": "Public statement",
}
PATTERNS = {re.compile(rf"\b(?:{words})\b", re.IGNORECASE): instead for words, instead in RETIRED.items()}

MARKUP = re.compile(r"<[^>]*>")
SPOKEN = re.compile(r'\b(?:title|alt|aria-label|placeholder|value|content|label)="([^"]*)"')
# A text and not a name in the code.
READ = re.compile(r"^[A-Z]\w|\w[,:]? \w")
SQL = re.compile(r"\s*(?:CREATE|INSERT|SELECT|UPDATE|DELETE|DROP|ALTER|WITH) ")
# How the plans of others are read, and what only developers read.
OTHERS = ("actions/plan_import/reading/", "partners/files/docx_looks.py", "config/operations/bench/")
INLINE = re.compile(r"</?(?:a|b|i|strong|em|span|time)\b[^>]*>")


def texts_of_template(source):
    """(line, text) of what a reader meets in a template; what Django fills in reads “…”."""
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", blank, source, flags=re.DOTALL)
    source = re.sub(r"<(script|style|svg)\b.*?</\1>", blank, source, flags=re.DOTALL)
    for number, line in enumerate(source.splitlines(), 1):
        for tag in re.findall(r"\{[{%].*?[%}]\}", line):
            yield from ((number, text) for text in re.findall(r'"([^"]*)"', tag) if READ.search(text))
        line = re.sub(r"\{[{%].*?[%}]\}", "…", line)
        yield from ((number, text) for text in SPOKEN.findall(line))
        yield from ((number, text.strip()) for text in MARKUP.split(INLINE.sub("", line)) if text.strip(" …"))


def blank(found):
    return "\n" * found[0].count("\n")


def texts_of_python(source):
    """(line, text) of every string that could be shown: neither a docstring nor a name in the code."""
    tree = ast.parse(source)
    unread = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            unread.add(node.value)
        if isinstance(node, ast.JoinedStr):
            unread.update(node.values)
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            texts = ["".join(map(str, parts))]
        else:
            texts = [node.value] if isinstance(node, ast.Constant) and node not in unread else []
        for text in texts:
            if isinstance(text, str) and READ.search(text) and not SQL.match(text):
                yield node.lineno, text


def texts_of_script(source):
    source = re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", blank, source, flags=re.DOTALL)
    for number, line in enumerate(source.splitlines(), 1):
        yield from ((number, text) for _, text in re.findall(r"""(["'`])(.*?)\1""", line) if " " in text)


def texts():
    """(path, line, text) of all that people read."""
    kinds = (
        (texts_of_template, [p for s in (".html", ".txt") for p in files("templates", suffix=s)]),
        (
            texts_of_python,
            [p for p in files("config", *APPS, suffix=".py") if not p.startswith(OTHERS) and "/migrations/" not in p],
        ),
        (texts_of_script, files("static/js", suffix=".js")),
    )
    for read, paths in kinds:
        for path in paths:
            for line, text in read((ROOT / path).read_text(encoding="utf-8")):
                yield path, line, text


def retired(text):
    """(what stands there, what to write) for each retired word in a text."""
    return [(m[0], instead) for pattern, instead in PATTERNS.items() if (m := pattern.search(text))]


def test_nobody_reads_a_retired_word():
    found = [(path, line, *each) for path, line, text in texts() for each in retired(text)]
    assert [f"{path}:{line}: “{was}”: {instead}" for path, line, was, instead in found] == []


def test_the_words_are_found_where_people_read_them():
    html = '<p title="The desk">You <b>are</b> told {# told #}</p>{% include "a.html" with label="Leave it" %}'
    python = 'def f(x):\n    """Told."""\n    return _("It was told"), f"Leave {x}", x["told"], f"#told-{x}"'
    script = 'say("Not now"); // told'
    assert [text for _, text in texts_of_template(html)] == ["Leave it", "The desk", "You are told"]
    assert [text for _, text in texts_of_python(python)] == ["Leave …", "It was told"]
    assert [text for _, text in texts_of_script(script)] == ["Not now"]
