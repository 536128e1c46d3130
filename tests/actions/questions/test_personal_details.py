"""Probable personal details are found in what people write, and little else is."""

import pytest

from actions.questions.personal_details import find_personal_details, pieces, without_personal_details

TEXT = "Ring Ann Smith on 01462 474000 or ann@example.org, 12 Baldock Road, SG6 3JF."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ann.smith+news@mail.example.org.", ["ann.smith+news@mail.example.org"]),
        ("Ring 01462 474000 or +44 (0)7700 900123!", ["01462 474000", "+44 (0)7700 900123"]),
        ("At sg6 3jf, and at W1A1AA.", ["sg6 3jf", "W1A1AA"]),
        ("I live at 12a Baldock Road, Flat 3.", ["12a Baldock Road", "Flat 3"]),
        ("Mr. Brown and PCSO Jane Green came.", ["Mr. Brown", "PCSO Jane Green"]),
        ("My name is Ann Smith and I ask.", ["My name is Ann Smith"]),
        ("The car was AB12 CDE.", ["AB12 CDE"]),
        ("In June 2009 there were 37 burglaries in Letchworth, 12 more than the 25 of 2008.", []),
        ("Why is the Baldock Road dark? It was £1,000,000 in 2008/09.", []),
        ("", []),
    ],
)
def test_what_is_probably_personal_is_found(text, found):
    assert [text[one.start : one.end] for one in find_personal_details(text)] == found


def test_names_that_were_given_are_found_wherever_they_stand():
    text = "I, ann o’neil, ask. Joanna does not. Yours, O’NEIL"
    found = find_personal_details(text, ["Ann O’Neil"])
    assert [text[one.start : one.end] for one in found] == ["ann o’neil", "O’NEIL"]


def test_the_pieces_make_the_text_again_and_the_rest_is_a_beginning():
    assert "".join(piece.text for piece in pieces(TEXT, ["Ann Smith"])) == TEXT
    assert without_personal_details(TEXT, ["Ann Smith"]) == "Ring […] on […] or […], […], […]."


@pytest.mark.parametrize("text", ["0 " * 2500, "a" * 5000, "a." * 2500, "12 " + "Aa " * 1600, "+" * 5000, "(" * 5000])
def test_long_and_hostile_text_makes_no_pattern_run_away(text):
    assert "".join(piece.text for piece in pieces(text, ["(a+)+"])) == text
