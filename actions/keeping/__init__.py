"""Everything that the site knows in one archive, and out of it again into an empty site on either database.

An archive is a ZIP file:

    manifest.json             what follows, below
    tables/<app>.<Model>.jsonl    a row a line, as a JSON list of its columns, histories and all
    evidence/<xx>/<name>          the files of evidence as they lie in EVIDENCE_ROOT

The manifest, written last, has `format`, `made_at`, `migrations` (those that made the tables), `tables` ({label:
{"columns", "rows", "sha256", "last_id"}}) and `evidence` ({path: sha256}). `last_id` is the highest number that a table
ever gave out, so that a number whose row is gone is not given to another thing, whose history would then be mixed up.

Tables are those of all models, so that one which is added later is in it without anybody thinking of it. Left out are
SESSIONS: whoever was signed in signs in again. What is no model's is not in it: the cache, which holds lock-outs and
pages that can be made again. It holds the hashes of passwords and all personal data: keep it as you keep the database.
"""
