"""Everything of one partnership in open formats, for whoever wants to go on with it elsewhere.

A ZIP file that needs no program of ours: CSV tables for a spreadsheet, JSON where a thing is a tree, the files that
people gave, a README.txt in plain words and the same as a Data Package (datapackage.org, version 2) for programs. It is
written while it is sent, from one moment of the database, and is nowhere kept.

It is no backup: `actions.keeping` has what the site itself needs, of all partnerships, and takes it back.
"""
