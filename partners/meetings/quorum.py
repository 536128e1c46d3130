"""Quorum and seniority at a meeting; only responsible authorities that existed on its day count."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from ..models import Attendance, Authority


@dataclass(frozen=True)
class Seniors:
    """Test of regulation 12: a person in a senior position came from each authority. `missing` are the authorities
    without anybody senior, in the partnership's order.
    """

    needed: tuple[Authority, ...]
    missing: tuple[Authority, ...]

    @property
    def met(self):
        return bool(self.needed) and not self.missing


@dataclass(frozen=True)
class Quorum:
    """Number of responsible authorities needed (None: no quorum agreed), and those present."""

    needed: int | None
    present: tuple[Authority, ...]

    @property
    def met(self):
        """None if no quorum was agreed."""
        return None if self.needed is None else len(self.present) >= self.needed


def quorum_in_words(needed, present):
    """A sentence without its full stop; both are numbers, and `needed` is None where no quorum was agreed."""
    numbers = {"present": present, "needed": needed}
    if needed is None:
        sentence = ngettext(
            "No quorum is agreed: %(present)s responsible authority present",
            "No quorum is agreed: %(present)s responsible authorities present",
            present,
        )
    elif present >= needed:
        sentence = ngettext(
            "Quorum met: %(present)s responsible authority present, %(needed)s needed",
            "Quorum met: %(present)s responsible authorities present, %(needed)s needed",
            present,
        )
    else:
        sentence = ngettext(
            "Quorum not met: %(present)s responsible authority present, %(needed)s needed",
            "Quorum not met: %(present)s responsible authorities present, %(needed)s needed",
            present,
        )
    return sentence % numbers


def responsible_on(day, authorities):
    """The responsible authorities among `authorities` that existed on the day."""
    return tuple(a for a in authorities if a.kind == Authority.Kind.RESPONSIBLE and a.existed_on(day))


def seniors_of(attendances, authorities, day):
    """The Seniors of a meeting on a day, from its attendances and all of the partnership's authorities."""
    needed = responsible_on(day, authorities)
    present = {each.authority_id for each in attendances if each.senior and each.state == Attendance.State.PRESENT}
    return Seniors(needed, tuple(a for a in needed if a.pk not in present))


def quorum_of(needed, attendances, authorities, day):
    """The Quorum of a meeting on a day; `needed` is the group's quorum or None."""
    present = {each.authority_id for each in attendances if each.state == Attendance.State.PRESENT}
    return Quorum(needed, tuple(a for a in responsible_on(day, authorities) if a.pk in present))
