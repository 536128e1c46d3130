"""How this release is tested for accessibility, and what is known not to be accessible in it.

The accessibility statement prints this. Each line names the test that makes it true; a release changes both together.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Tested(NamedTuple):
    """What is tested, in a sentence, and `by` which file of this repository."""

    what: str
    by: str


TESTED = (
    Tested(
        _(
            "Each kind of page with axe, by all its rules for WCAG 2.2 at levels A and AA, in a wide window and in one "
            "of 320 pixels; one in four also with IBM Equal Access and HTML CodeSniffer."
        ),
        "tests/browser/test_every_page.py",
    ),
    Tested(
        _("Text at 200%, wider spacing of text, forced colours, the dark scheme, and print on A4."),
        "tests/browser/looks.py",
    ),
    Tested(
        _("Pages and forms without JavaScript, in a wide window and in one of 320 pixels."), "tests/browser/conftest.py"
    ),
    Tested(_("The HTML of all pages and e-mails with the W3C’s checker."), "tests/test_html.py"),
    Tested(_("The contrast of all colours, the partnership’s own included."), "tests/test_colours.py"),
    Tested(
        _("The PDF of the plan: its tags (as in PDF/UA-1), order, language and title."),
        "tests/plans/exports/test_pdf.py",
    ),
    Tested(_("The Word documents, with a checker of their format."), "tests/test_word_documents.py"),
)

# What those who made the program know of it.
KNOWN_PROBLEMS = (
    _("The makers of the program have not tested it with people who use a screen reader, or speech recognition."),
    _("Documents that the partnership has uploaded, or links to, are not made or checked by this site."),
)
