"""Paragraphs of the plan's Markdown, as `plans.templatetags.formatting.prose` shows it on pages."""

from plans.templatetags.formatting import markdown

from .blocks import Paragraph, Run

EMPHASIS = {"strong_open": "strong", "em_open": "emphasis"}


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Headings, paragraphs and list items; a list's numbers are text, so that a change of them is seen."""
    paragraphs, lists, mark, quoted = [], [], "", 0
    for token in markdown.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(None if token.type.startswith("bullet") else int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            mark = "List Bullet"
            if lists[-1] is not None:
                mark, lists[-1] = f"{lists[-1]}. ", lists[-1] + 1
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += 1 if token.nesting > 0 else -1
        elif token.type == "heading_open":
            mark = "Heading 3"
        elif token.type in ("fence", "code_block"):
            paragraphs += [Paragraph.of(line) for line in token.content.splitlines()]
        elif token.type == "inline":
            style = mark if mark in ("List Bullet", "Heading 3") else "List Continue" if lists else ""
            number = [Run(mark)] if mark and mark != style else []
            paragraphs.append(Paragraph.of(*number, *_runs(token.children), style=style or ("Quote" if quoted else "")))
            mark = ""
    return tuple(paragraph for paragraph in paragraphs if paragraph.runs)


def _runs(tokens):
    styles, address = [], ""
    for token in tokens:
        if token.type in EMPHASIS:
            styles.append(EMPHASIS[token.type])
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.type == "link_open":
            address = token.attrGet("href")
        elif token.type == "link_close":
            yield Run(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            yield Run(" ")
        elif token.content:
            yield Run(token.content, styles[-1] if styles else "")
