"""A plan brought in from a spreadsheet, however a council keeps it: read, mapped, shown as what it would do, and saved
whole or not at all.
"""
