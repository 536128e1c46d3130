"""Data export of one partnership in open formats, for use elsewhere.

A ZIP file: tables as CSV, trees as JSON, uploaded files, a README.txt in plain words and the same as a Data Package
(datapackage.org, version 2) for programs. It is streamed from one snapshot of the database and not stored.

It is no backup: `config.operations.backup` archives all partnerships of the site and can restore them.
"""
