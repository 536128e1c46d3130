"""An authority is added by its name alone, from where a plan names it."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import Authority
from partners.settings.new_authorities import add_authority


def test_it_comes_last_and_history_says_who_added_it_and_why(here, cast):
    last = max(a.position for a in here.partnership.authorities.all())
    added = add_authority(here.partnership, " Meadowgate  Homes ", by=cast.coordinator, why="Named in the plan")
    assert (added.name, added.short_name, added.position) == ("Meadowgate Homes", "Meadowgate Homes", last + 1)
    assert added.kind == Authority.Kind.COOPERATING
    (row,) = added.history.all()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "Named in the plan")


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\u202eb"])
def test_a_name_that_cannot_be_is_refused(here, cast, name):
    with pytest.raises(ValidationError):
        add_authority(here.partnership, name, by=cast.coordinator, why="")
    assert not here.partnership.authorities.filter(kind=Authority.Kind.COOPERATING).exists()


def test_a_name_that_is_there_is_refused_whatever_its_case(here, cast):
    taken = here.partnership.authorities.first()
    with pytest.raises(ValidationError, match="already"):
        add_authority(here.partnership, taken.name.upper(), by=cast.coordinator, why="")
