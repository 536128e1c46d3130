"""Tables of counts that are shown together, as one linear system: what each total adds up from, across all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

# The variables that a cell fixes, sorted: (("age", "18 to 24"), ("ward", "Royston")). () is the number of all answers.
Cell = tuple[tuple[str, str], ...]


class Equation(NamedTuple):
    """A total is the sum of its parts."""

    total: Cell
    parts: tuple[Cell, ...]


def cell(**values: str) -> Cell:
    return tuple(sorted(values.items()))


class Tables:
    """Counts of linked tables.

    groups    variables that say who answered, with all their values: {"ward": [...], "age": [...]}. "Not given" is a
              value like others
    answers   variables that say what was answered. A question with several answers is a variable for each of them,
              whose values are yes and no
    shown     the tables, each as the variables that it crosses: [("ward",), ("age", "ward"), ("q3", "ward")]. With a
              table go its margins
    """

    def __init__(
        self,
        records: Iterable[Mapping[str, str]],
        *,
        groups: Mapping[str, Sequence[str]],
        answers: Mapping[str, Sequence[str]] | None = None,
        shown: Iterable[Collection[str]],
    ):
        self.values = {**groups, **(answers or {})}
        self.groups = frozenset(groups)
        crossed = {
            tuple(sorted(part)) for table in shown for n in range(len(table) + 1) for part in combinations(table, n)
        }
        self._crossed = sorted(crossed | {()})
        self.counts = self._count(records)
        self.equations = self._equations()

    def says_what_a_group_answered(self, of: Cell) -> bool:
        """Whether a cell crosses who answered with what was answered."""
        return bool(self.groups & dict(of).keys()) and not self.groups >= dict(of).keys()

    def group_of(self, of: Cell) -> Cell:
        """The cell of all answers from those whose answers a cell counts."""
        return tuple((variable, value) for variable, value in of if variable in self.groups)

    def answer_of(self, of: Cell) -> Cell:
        """The cell of all people who gave the answers that a cell counts; of all people, if it counts none."""
        return tuple((variable, value) for variable, value in of if variable not in self.groups)

    def _count(self, records: Iterable[Mapping[str, str]]) -> dict[Cell, int]:
        counts = {
            tuple(zip(crossed, values, strict=True)): 0
            for crossed in self._crossed
            for values in product(*(self.values[variable] for variable in crossed))
        }
        variables = sorted({variable for crossed in self._crossed for variable in crossed})
        found = Counter(tuple(record[variable] for variable in variables) for record in records)
        for values, number in found.items():
            known = dict(zip(variables, values, strict=True))
            for crossed in self._crossed:
                counts[tuple((variable, known[variable]) for variable in crossed)] += number
        return counts

    def _equations(self) -> list[Equation]:
        found = []
        for crossed in self._crossed:
            for variable, values in self.values.items():
                finer = tuple(sorted((*crossed, variable)))
                if variable not in crossed and finer in self._crossed:
                    found += [
                        Equation(total, tuple(tuple(sorted((*total, (variable, value)))) for value in values))
                        for total in self.counts
                        if tuple(name for name, _ in total) == crossed
                    ]
        return found
