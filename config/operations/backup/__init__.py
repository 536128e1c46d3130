"""Backup of the whole site in one archive, and restore into an empty site on either database.

An archive is a ZIP file:

    manifest.json                 described below
    tables/<app>.<Model>.jsonl    one row a line, as a JSON list of its columns; histories included
    evidence/<xx>/<name>          the files of evidence, as in EVIDENCE_ROOT
    receipts/<partnership>.txt    what its official record was, for `manage.py verify --receipt`

The manifest, written last, has `format`, `made_at`, `migrations` (those applied), `tables` ({label: {"columns",
"rows", "sha256", "last_id"}}) and `evidence` ({path: sha256}). `last_id` is the highest id a table ever used, so that
the id of a deleted row is not reused and two histories mixed.

The tables are those of all models, so new models are included automatically. Sessions are left out: everybody signs in
again. What is no model is left out too: the cache, which holds lock-outs and pages that can be rebuilt, and the search
index, which a restore makes anew. The archive holds password hashes and all personal data: protect it like the
database.

An archive of one partnership is the same, with its own rows and people (belongings.py) and its receipt alone.
"""
