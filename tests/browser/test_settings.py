"""The coordinator chooses the partnership's colour: the page says at once what the server will say."""

import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from partners.settings.contrast import MIN_CONTRAST, legibility

from .conftest import on_both_screens
from .test_plan_editor import COORDINATOR, WITH_SCRIPT

COLOURS = [f"#{number:06x}" for number in range(0, 1 << 24, 8191)]
COLOURS += [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)]


@pytest.mark.parametrize("screen", WITH_SCRIPT[:1], ids=str)
def test_the_colour_is_judged_alike_on_either_side(browse):
    page = browse(COORDINATOR)
    page.goto("/north-herts/settings/")
    judged = page.evaluate(
        "async ([address, colours]) => colours.map((await import(address)).legibility)",
        [static("js/contrast.js"), COLOURS],
    )
    assert judged == pytest.approx([legibility(colour) for colour in COLOURS])
    found = {number >= MIN_CONTRAST for number in judged}
    assert found == {True, False}
    assert [number >= MIN_CONTRAST for number in judged] == [legibility(colour) >= MIN_CONTRAST for colour in COLOURS]


@on_both_screens
@pytest.mark.parametrize(("typed", "contrast", "enough"), [("#717171", "4.46", False), ("707070", "4.53", True)])
def test_a_colour_is_told_as_it_is_typed_and_refused_if_it_cannot_be_read(typed, contrast, enough, browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/settings/")
    page.get_by_label("Colour").fill(typed)
    if screen.script:
        expect(page.get_by_role("status")).to_contain_text(f"contrast of this colour: {contrast} to 1")
    page.get_by_role("button", name="Save").click()
    said = "Your changes are saved." if enough else f"contrast of this colour is {contrast} to 1"
    expect(page.get_by_role("alert").first).to_contain_text(said)
    expect(page.get_by_label("Colour")).to_have_value("#707070" if enough else typed)
