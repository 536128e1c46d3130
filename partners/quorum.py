"""Who has to be at a meeting, and who was: of the responsible authorities that existed on its day, and of no others."""

from dataclasses import dataclass

from .models import Attendance, Authority


@dataclass(frozen=True)
class Seniors:
    """The test of regulation 12: somebody senior came from every responsible authority. `missing` are those from which
    nobody senior did, in the partnership's order.
    """

    needed: tuple[Authority, ...]
    missing: tuple[Authority, ...]

    @property
    def met(self):
        return bool(self.needed) and not self.missing


@dataclass(frozen=True)
class Quorum:
    """How many responsible authorities had to be represented (None: none was agreed), and which of them were."""

    needed: int | None
    present: tuple[Authority, ...]

    @property
    def met(self):
        """None where no quorum was agreed."""
        return None if self.needed is None else len(self.present) >= self.needed


def responsible_on(day, authorities):
    """Those of the authorities that were responsible ones and existed on a day."""
    return tuple(a for a in authorities if a.kind == Authority.Kind.RESPONSIBLE and a.existed_on(day))


def seniors_of(attendances, authorities, day):
    """The Seniors of a meeting on a day, of its attendances and all of the partnership's authorities."""
    needed = responsible_on(day, authorities)
    came = {one.authority_id for one in attendances if one.senior and one.state == Attendance.State.PRESENT}
    return Seniors(needed, tuple(a for a in needed if a.pk not in came))


def quorum_of(needed, attendances, authorities, day):
    """The Quorum of a meeting on a day, of the number `needed` in its group."""
    came = {one.authority_id for one in attendances if one.state == Attendance.State.PRESENT}
    return Quorum(needed, tuple(a for a in responsible_on(day, authorities) if a.pk in came))
