"""Import of a plan from any council's spreadsheet: parsing, column mapping, preview, and an all-or-nothing save."""
