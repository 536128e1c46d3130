"""Small numbers in tables that are shown together: which cells are hidden, and that none can be worked out.

Hidden first are cells below the threshold (primary suppression; the ONS longitudinal study releases none below 10,
celsius.lshtm.ac.uk/onscell.html). Others follow until no subtraction, in whatever tables are shown, gives one of the
first or limits it to less than "from none up to the threshold" (secondary suppression). Which they are is a linear
program, as at the US Bureau of the Census: Zayatz, L. (1992), Using linear programming methodology for disclosure
avoidance purposes, research report RR-92/02. Decision: docs/decisions/0111.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .linear_program import InfeasibleError, LinearProgram, Number
from .tables import Cell, Tables

THRESHOLD, LOWEST_THRESHOLD = 10, 5
# How much more is lost with a total than with one of its parts of the same size, as it is of use in other tables.
A_TOTAL = 5


def hidden_cells(tables: Tables, threshold: int = THRESHOLD) -> set[Cell]:
    """Cells that are not shown. Readers see no difference between those that are small and those that protect them.

    Groups too small to be shown are put together first, with `groups.joined`: hidden totals tie all tables to one
    another, and with many tables that takes minutes.
    """
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"The threshold has to be {LOWEST_THRESHOLD} or more")
    return _Protection(tables, threshold).hide()


def is_small(tables: Tables, cell: Cell, threshold: int) -> bool:
    """Whether a cell has to be hidden for its own sake.

    None is a small number where it says what all of a group did not answer. That nobody of a group answered says
    nothing about anybody. What all people together answered is shown, however few gave an answer.
    """
    count = tables.counts[cell]
    if not tables.group_of(cell) or count >= threshold:
        return False
    somebody = min(tables.counts[tables.group_of(cell)], tables.counts[tables.answer_of(cell)])
    return count > 0 or (tables.says_what_a_group_answered(cell) and somebody > 0)


@dataclass
class Range:
    """What a reader could at most work out of a hidden cell."""

    lowest: Number
    highest: Number


def wide_range(tables: Tables, cell: Cell, threshold: int) -> Range:
    """What a reader may work out of a small cell: that it is up to the threshold.

    Or up to what all people together answered, if that is less. Where none is shown, that there is somebody is no news.
    """
    highest = min(threshold, tables.counts[tables.answer_of(cell)])
    return Range(0 if tables.says_what_a_group_answered(cell) else min(1, highest - 1), highest)


@dataclass
class Linked:
    """Hidden cells that one equation after the other connects, and the equations in which they are."""

    cells: list[Cell] = field(default_factory=list)
    equations: list[dict[Cell, int]] = field(default_factory=list)


class System:
    """Equations of all tables as `{cell: 1 or -1}`, and what a reader knows of a cell without seeing it."""

    def __init__(self, tables: Tables):
        self.counts = tables.counts
        self.equations = [{each.total: -1} | dict.fromkeys(each.parts, 1) for each in tables.equations]
        self._containing: dict[Cell, list[int]] = {cell: [] for cell in self.counts}
        for number, equation in enumerate(self.equations):
            for cell in equation:
                self._containing[cell].append(number)

    def linked(self, cell: Cell, hidden: set[Cell]) -> Linked:
        """The hidden cells that are connected with one."""
        seen, queue, numbers = {cell}, [cell], set[int]()
        for each in queue:
            for number in self._containing[each]:
                if number not in numbers:
                    numbers.add(number)
                    new = (self.equations[number].keys() & hidden) - seen
                    seen |= new
                    queue += sorted(new)
        return Linked(sorted(seen), [self.equations[number] for number in sorted(numbers)])

    def beside(self, cell: Cell) -> set[Cell]:
        """Cells that are in an equation with one."""
        return {each for number in self._containing[cell] for each in self.equations[number]}

    def program(self, linked: Linked) -> LinearProgram:
        """All values that hidden cells could have beside what is shown."""
        index = {cell: number for number, cell in enumerate(linked.cells)}
        equations = []
        for equation in linked.equations:
            unknown = {cell: factor for cell, factor in equation.items() if cell in index}
            total = sum(factor * self.counts[cell] for cell, factor in unknown.items())
            equations.append(({index[cell]: factor for cell, factor in unknown.items()}, total))
        return LinearProgram(equations, len(index))


def ranges(system: System, hidden: set[Cell], wanted: set[Cell], enough: int) -> dict[Cell, Range]:
    """What could be worked out of some hidden cells. A range that reaches `enough` may reach farther."""
    found: dict[Cell, Range] = {}
    for cell in sorted(wanted):
        if cell in found:
            continue
        linked = system.linked(cell, hidden)
        found |= _linked_ranges(system, linked, wanted & set(linked.cells), enough)
    return found


def _linked_ranges(system: System, linked: Linked, wanted: set[Cell], enough: int) -> dict[Cell, Range]:
    program = system.program(linked)
    index = {cell: number for number, cell in enumerate(linked.cells)}
    # Each point that is reached says of all cells how low and how high they may be.
    seen = {cell: Range(system.counts[cell], system.counts[cell]) for cell in wanted}

    def look_around() -> None:
        values = program.values()
        for cell, range_ in seen.items():
            value = values.get(index[cell], 0)
            range_.lowest = min(range_.lowest, value)
            range_.highest = max(range_.highest, value)

    look_around()
    for cell in sorted(wanted):
        if seen[cell].highest < enough:
            program.maximise({index[cell]: 1})
            look_around()
        if seen[cell].lowest > 0:
            program.maximise({index[cell]: -1})
            look_around()
    return seen


class _Protection:
    """The choice of cells: first the small ones, then the cheapest that protect them, then none too many."""

    def __init__(self, tables: Tables, threshold: int):
        self.system, self.threshold = System(tables), threshold
        self.counts = tables.counts
        self.small = {cell for cell in self.counts if is_small(tables, cell, threshold)}
        # What all people together answered, and how many they are, is always shown.
        self.may_hide = {cell for cell in self.counts if tables.group_of(cell)}
        totals = {equation.total for equation in tables.equations}
        self.table_of: dict[tuple[str, ...], set[Cell]] = {}
        for cell in self.may_hide - totals:
            self.table_of.setdefault(_crossed(cell), set()).add(cell)
        self.costs = {
            cell: (self.counts[cell] or threshold) * (A_TOTAL if cell in totals else 1) for cell in self.may_hide
        }
        self.wide = {cell: wide_range(tables, cell, threshold) for cell in self.small}
        self.hidden = set(self.small)

    def hide(self) -> set[Cell]:
        exposed = self._exposed(self.small)
        while exposed:
            for cell in sorted(exposed, key=lambda each: (self.counts[each], each)):
                self._hide_beside(cell)
            exposed = self._exposed(exposed)
        self._show_again()
        return self.hidden

    def _exposed(self, among: set[Cell]) -> set[Cell]:
        found = ranges(self.system, self.hidden, among, self.threshold)
        return {cell for cell, range_ in found.items() if not self._is_wide(cell, range_)}

    def _is_wide(self, cell: Cell, range_: Range) -> bool:
        return range_.lowest <= self.wide[cell].lowest and range_.highest >= self.wide[cell].highest

    def _hide_beside(self, cell: Cell) -> None:
        """Hide the cells that together let one have the lowest and the highest of its range, at the least cost."""
        if not self._hide_for(cell, self.wide[cell].lowest) or not self._hide_for(cell, self.wide[cell].highest):
            # Not even hiding everything lets it: what that does has to do.
            best = ranges(self.system, self.may_hide, {cell}, self.threshold)[cell]
            self.wide[cell].lowest = max(best.lowest, self.wide[cell].lowest)
            self.wide[cell].highest = min(best.highest, self.wide[cell].highest)
            self._hide_for(cell, self.wide[cell].lowest)
            self._hide_for(cell, self.wide[cell].highest)

    def _hide_for(self, cell: Cell, value: Number) -> bool:
        """Whether cells could be hidden for it: of its own table while its totals stay, or else of all tables."""
        moved = None
        for among in filter(None, (self.table_of.get(_crossed(cell)), self.may_hide)):
            if moved is None:
                moved = cheapest_moves(self.system, cell, value, self.hidden & among, {c: self.costs[c] for c in among})
        self.hidden |= moved or set()
        return moved is not None

    def _show_again(self) -> None:
        """Show what turned out not to be needed, the largest first."""
        for cell in sorted(self.hidden - self.small, key=lambda each: (-self.counts[each], each)):
            linked, beside = self.system.linked(cell, self.hidden), self.system.beside(cell)
            self.hidden.remove(cell)
            # Those beside it first, as they are the likeliest to need it.
            if self._exposed(self.small & beside) or self._exposed(self.small & set(linked.cells) - beside):
                self.hidden.add(cell)


def _crossed(cell: Cell) -> tuple[str, ...]:
    """The variables that a cell's table crosses."""
    return tuple(variable for variable, _ in cell)


def cheapest_moves(
    system: System, cell: Cell, value: Number, hidden: set[Cell], costs: Mapping[Cell, int]
) -> set[Cell] | None:
    """Cells to hide so that one could as well have another value: those that cost least. None if none do.

    Hidden cells move as far as they can, for nothing; shown ones at the cost of what is lost with them. These are none,
    and can only go up, or as many as the threshold, and need no limit.
    """
    columns = [(each, 1) for each in sorted(hidden - {cell})]
    losses: dict[int, int] = {}
    for each in sorted(costs.keys() - hidden):
        for change in (1, -1) if system.counts[each] else (1,):
            losses[len(columns)] = -costs[each]
            columns.append((each, change))
    by_cell: dict[Cell, list[tuple[int, int]]] = {}
    for column, (each, change) in enumerate(columns):
        by_cell.setdefault(each, []).append((column, change))
    equations = []
    for equation in system.equations:
        moving, spare = dict[int, int](), 0
        for each, factor in equation.items():
            moving |= {column: factor * change for column, change in by_cell.get(each, ())}
            spare += factor * system.counts[each] if each in hidden and each != cell else 0
        if moving:
            equations.append((moving, spare - equation.get(cell, 0) * (value - system.counts[cell])))
    try:
        program = LinearProgram(equations, len(columns))
    except InfeasibleError:
        return None
    program.maximise(losses)
    return {columns[column][0] for column in program.values()} - hidden
