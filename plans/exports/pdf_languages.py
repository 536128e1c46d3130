"""The language of each part of a tagged PDF that is in another one than the PDF, as PDF/UA-1 asks (7.2).

WeasyPrint notes the language of the whole document alone, so its function that makes the tree of tags is wrapped.
"""

import functools


@functools.cache
def note_languages():
    """Have WeasyPrint note the language of a part, from now on."""
    import pydyf
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_with_languages(box, parent, pdf, *others):
        style = (box._box if isinstance(box, AbsolutePlaceholder) else box).style
        whole = pdf.catalog["Lang"].string if "Lang" in pdf.catalog else None
        for element in build(box, parent, pdf, *others):
            if style["lang"] and style["lang"] != whole:
                element["Lang"] = pydyf.String(style["lang"])
            yield element

    tags._build_box_tree = build_with_languages
