"""NOTICE names every library that a site may install, with its licence."""

from config.notice import ROOT, notice


def test_the_notice_is_what_the_locked_libraries_say():
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == notice()
