"""Linear programs in exact arithmetic: the simplex method on sparse rows of whole numbers and fractions.

Exact, because "is this hidden figure determined?" has no answer within a tolerance. Small, because a report's tables
have some hundred cells. Dantzig's rule, and Bland's (1977, New finite pivoting rules for the simplex method,
Mathematics of Operations Research 2: 103-107) where that makes no headway, so that it always ends.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

Number = int | Fraction
Row = dict[int, Number]
CONSTANT = -1  # the column of what a row adds up to


class InfeasibleError(ValueError):
    """No values of at least 0 satisfy the equations."""


class LinearProgram:
    """Values x ≥ 0 that satisfy equations, each `{variable: coefficient}` and the sum; variables are 0, 1, 2, …"""

    def __init__(self, equations: Sequence[tuple[Mapping[int, int], Number]], variables: int):
        self._rows: list[Row] = []
        self._basis: list[int] = []
        for number, (coefficients, total) in enumerate(equations):
            sign = -1 if total < 0 else 1
            row: Row = {variable: sign * factor for variable, factor in coefficients.items() if factor}
            # An artificial variable for each equation, to begin with.
            self._rows.append(row | {variables + number: 1, CONSTANT: sign * total})
            self._basis.append(variables + number)
        self._begin(variables)

    def maximise(self, objective: Mapping[int, int]) -> Number | None:
        """Highest value of an objective; None if there is no limit. Afterwards `values` has a point that reaches it."""
        reduced: Row = {**objective, CONSTANT: 0}
        for row, variable in zip(self._rows, self._basis, strict=True):
            _subtract(reduced, row, reduced.get(variable, 0))
        return self._climb(reduced)

    def values(self) -> dict[int, Number]:
        """The variables that are not 0 at the point last reached."""
        return {v: row[CONSTANT] for row, v in zip(self._rows, self._basis, strict=True) if row.get(CONSTANT)}

    def _begin(self, variables: int) -> None:
        """Reach a point that satisfies the equations, and drop those that follow from others."""
        if self.maximise(dict.fromkeys(self._basis, -1)) != 0:
            raise InfeasibleError
        for number in range(len(self._rows) - 1, -1, -1):
            if self._basis[number] >= variables:
                column = next((v for v in sorted(self._rows[number]) if 0 <= v < variables), None)
                if column is None:
                    del self._rows[number], self._basis[number]
                else:
                    self._pivot(number, column, {})
        self._rows = [{v: factor for v, factor in row.items() if v < variables} for row in self._rows]

    def _climb(self, reduced: Row) -> Number | None:
        stalled = 0
        while entering := self._entering(reduced, careful=stalled > len(self._rows)):
            leaving = self._leaving(*entering)
            if leaving is None:
                return None
            before = reduced.get(CONSTANT, 0)
            self._pivot(leaving, *entering, reduced)
            stalled = stalled + 1 if reduced.get(CONSTANT, 0) == before else 0
        return -reduced.get(CONSTANT, 0)

    @staticmethod
    def _entering(reduced: Row, *, careful: bool) -> tuple[int] | None:
        better = [(v if careful else -factor, v) for v, factor in reduced.items() if v != CONSTANT and factor > 0]
        return (min(better)[1],) if better else None

    def _leaving(self, column: int) -> int | None:
        """The row that limits a variable most; of several, that of the lowest variable."""
        limits = []
        for number, row in enumerate(self._rows):
            factor = row.get(column, 0)
            if factor > 0:
                limits.append((_divided(row.get(CONSTANT, 0), factor), self._basis[number], number))
        return min(limits)[2] if limits else None

    def _pivot(self, number: int, column: int, reduced: Row) -> None:
        row = self._rows[number]
        factor = row[column]
        if factor != 1:
            row = self._rows[number] = {v: _divided(each, factor) for v, each in row.items()}
        for other in (*self._rows, reduced):
            if other is not row and (multiple := other.get(column)):
                _subtract(other, row, multiple)
        self._basis[number] = column


def _subtract(row: Row, other: Row, multiple: Number) -> None:
    if not multiple:
        return
    for variable, factor in other.items():
        value = row.get(variable, 0) - multiple * factor
        if value:
            row[variable] = value
        else:
            row.pop(variable, None)


def _divided(number: Number, by: Number) -> Number:
    if by == 1:
        return number
    if by == -1:
        return -number
    quotient = Fraction(number, by)
    return quotient.numerator if quotient.denominator == 1 else quotient
