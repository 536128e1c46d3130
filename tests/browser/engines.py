"""Two more engines beside axe: IBM's Equal Access and Squiz's HTML CodeSniffer, from the npm registry.

Their failures count. What they only ask a person to confirm does not: it is as long for a good page as for a bad one.
"""

import functools
import os
from pathlib import Path

IBM = "accessibility-checker-engine/ace.js"
CODE_SNIFFER = "html_codesniffer/build/HTMLCS.js"

# What IBM's engine calls a failure and is none, by (rule, beginning of the element).
NO_FAULTS = {
    # GOV.UK's skip link stands before all landmarks, as its guidance says: it is the first thing a keyboard reaches.
    ("aria_content_in_landmark", '<a data-module="govuk-skip-link"'),
}

RUN_IBM = """async () => {
  const report = await new window.ace.Checker().check(document, ["IBM_Accessibility"]);
  const failed = report.results.filter(({value}) => value[0] === "VIOLATION" && value[1] === "FAIL");
  return failed.map(({ruleId, message, snippet, path}) => [ruleId, snippet || "", `${message} ${path.dom}`]);
}"""
RUN_CODE_SNIFFER = """() => new Promise(done => window.HTMLCS.process("WCAG2AA", document, () => {
  const errors = window.HTMLCS.getMessages().filter(({type}) => type === window.HTMLCS.ERROR);
  done(errors.map(({code, msg, element}) => [code, msg, element.outerHTML?.slice(0, 200)].join(": ")));
}, () => done(["HTML CodeSniffer failed"])))"""


@functools.cache
def source(name):
    return (Path(os.environ["LIVING_PLAN_NPM_PACKAGES"]) / name).read_text(encoding="utf-8")


def faults_by_others(page):
    """What both engines call an error on the page as it is now: a line for each element."""
    page.evaluate(f"{source(IBM)}; window.ace = ace;")
    page.evaluate(f"{source(CODE_SNIFFER)}; window.HTMLCS = HTMLCS;")
    found = [
        f"IBM {rule}: {told}: {snippet[:200]}"
        for rule, snippet, told in page.evaluate(RUN_IBM)
        if not any(rule == known and snippet.startswith(element) for known, element in NO_FAULTS)
    ]
    return found + page.evaluate(RUN_CODE_SNIFFER)
