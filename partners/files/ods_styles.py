"""Styles of an OpenDocument spreadsheet: bold, struck out, fill, and whether a day is shown as a month."""

from dataclasses import dataclass

from .xml_package import attribute, children, descendants, local


@dataclass(frozen=True, slots=True)
class OdsStyle:
    """How a cell looks."""

    bold: bool = False
    struck: bool = False
    fill: str = ""
    shows_month: bool = False


class OdsStyles:
    """The styles of the parts that hold some; each is worked out once."""

    def __init__(self, *roots):
        self.styles, self.months, self.default = {}, set(), None
        for root in roots:
            for style in descendants(root, "style"):
                self.styles[attribute(style, "family"), attribute(style, "name")] = style
            for style in descendants(root, "default-style"):
                if attribute(style, "family") == "table-cell":
                    self.default = style
            for form in descendants(root, "date-style"):
                parts = {local(one) for one in form}
                if {"month", "year"} <= parts and not parts & {"day", "hours", "minutes"}:
                    self.months.add(attribute(form, "name"))
        self._cells, self._texts = {}, {}

    def of_cell(self, name):
        """The OdsStyle of a cell's style."""
        if name not in self._cells:
            bold, struck = self._looks("table-cell", name or "Default")
            fill = self._said("table-cell", name or "Default", "table-cell-properties", "background-color") or ""
            shows_month = self._data_style(name or "Default") in self.months
            fill = fill[1:].upper() if len(fill) == 7 else ""
            self._cells[name] = OdsStyle(bool(bold), bool(struck), fill, shows_month)
        return self._cells[name]

    def of_text(self, name):
        """(bold, struck) of a style of words within a cell; None where it does not say."""
        if name not in self._texts:
            self._texts[name] = self._looks("text", name)
        return self._texts[name]

    def is_hidden_sheet(self, name):
        return self._said("table", name, "table-properties", "display") == "false"

    def _looks(self, family, name):
        weight = self._said(family, name, "text-properties", "font-weight")
        line = self._said(family, name, "text-properties", "text-line-through-style")
        kind = self._said(family, name, "text-properties", "text-line-through-type")
        bold = None if weight is None else weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        struck = None if line is None and kind is None else (line or "solid") != "none" and (kind or "single") != "none"
        return bold, struck

    def _chain(self, family, name):
        seen = set()
        while (family, name) in self.styles and name not in seen:
            seen.add(name)
            style = self.styles[family, name]
            yield style
            name = attribute(style, "parent-style-name")
        if family == "table-cell" and self.default is not None:
            yield self.default

    def _said(self, family, name, properties, wanted):
        """What a style, or one that it is based on, says of something; None if none does."""
        for style in self._chain(family, name):
            for one in children(style, properties):
                if (value := attribute(one, wanted)) is not None:
                    return value
        return None

    def _data_style(self, name):
        return next(
            (said for style in self._chain("table-cell", name) if (said := attribute(style, "data-style-name"))), None
        )
