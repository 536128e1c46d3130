"""Two more engines beside axe: IBM's Equal Access and Squiz's HTML CodeSniffer, from the npm registry.

Their failures count. What they only ask a person to confirm does not: it is as long for a good page as for a bad one.
"""

import functools
import os
import re
from pathlib import Path

from .looks import RESTYLE

IBM = "accessibility-checker-engine/ace.js"
CODE_SNIFFER = "html_codesniffer/build/HTMLCS.js"

# What an engine calls a failure and is none: the rule, and how the element begins.
NO_FAULTS = [
    # A skip link stands before all landmarks, as GOV.UK's guidance says: it is the first thing a keyboard reaches.
    ("aria_content_in_landmark", r'<a [^>]*href="#main-content"'),
    # A form without a name is no landmark (HTML Accessibility API Mappings), so there is nothing to tell apart.
    ("aria_form_label_unique", r"<form(?![^>]* aria-label)"),
    ("aria_landmark_name_unique", r"<form(?![^>]* aria-label)"),
    # What has to be scrolled sideways in a narrow window is reached by keyboard: WCAG 2.1.1, axe, and not all browsers.
    ("element_tabbable_role_valid", r'<div [^>]*role="region"'),
    # What of a plan goes on is asked in one group for each priority; the boxes' one name is for the server alone.
    ("input_checkboxes_grouped", r'<input [^>]*name="go"'),
    # Headings of groups of rows have scope="rowgroup", which is as good as `headers` (technique H63).
    ("WCAG2AA.Principle1.Guideline1_3.1_3_1.H43.HeadersRequired", r'<table class="govuk-table rows-table"'),
]

# IBM's engine takes what clip-path hides from the eye, as GOV.UK does, for hidden from screen readers.
UNCLIPPED = ":is(*, #outweighs-classes) { clip-path: none !important; }"
RUN_IBM = """async () => {
  const report = await new window.ace.Checker().check(document, ["IBM_Accessibility"]);
  const failed = report.results.filter(({value}) => value[0] === "VIOLATION" && value[1] === "FAIL");
  return failed.map(({ruleId, message, snippet, path}) => [ruleId, snippet || "", `${message} ${path.dom}`]);
}"""
RUN_CODE_SNIFFER = """() => new Promise(done => window.HTMLCS.process("WCAG2AA", document, () => {
  const errors = window.HTMLCS.getMessages().filter(({type}) => type === window.HTMLCS.ERROR);
  done(errors.map(({code, msg, element}) => [code, element.outerHTML || "", msg]));
}, () => done([["HTML CodeSniffer failed", "", ""]])))"""


@functools.cache
def source(name):
    return (Path(os.environ["LIVING_PLAN_NPM_PACKAGES"]) / name).read_text(encoding="utf-8")


def faults_by_others(page):
    """What both engines call an error on the page as it is now: a line for each element."""
    page.evaluate(RESTYLE, UNCLIPPED)
    page.evaluate(f"{source(IBM)}; window.ace = ace;")
    page.evaluate(f"{source(CODE_SNIFFER)}; window.HTMLCS = HTMLCS;")
    return [
        f"{rule}: {told}: {element[:200]}"
        for rule, element, told in page.evaluate(RUN_IBM) + page.evaluate(RUN_CODE_SNIFFER)
        if not any(rule == known and re.match(beginning, element) for known, beginning in NO_FAULTS)
    ]
