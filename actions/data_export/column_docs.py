"""Descriptions of the exported columns, for readers who have only the file."""

from django.apps import apps

from partners.history import HAPPENED

# By the column's heading, in any table. What is true of one column alone is its field's `db_comment`.
COMMON_DOCS = {
    "id": "Its number. It never changes, and other tables name it by this",
    "position": "Its place among its like, the smallest first",
    "key": "The short word that it has in addresses and editions",
    "plan_id": "The plan that it belongs to",
    "continues_id": "What it continues in the plan before, if anything",
    "meeting_id": "The meeting",
    "action_id": "The action",
    "retired_at": "When it left; empty while it stands",
    "retired_why": "Why it left",
    "merged_into_id": "What took it in when the two were made one",
    "recorded_at": "When it was written down here",
    "by_id": "Who did or wrote it",
    "authority_id": "For which authority",
    "taken_back_at": "When it was taken back as a mistake; empty while it stands",
    "taken_back_by_id": "Who took it back",
    "sha256": "SHA-256 of the file",
    "file": "The file in this archive; empty if it is not given",
    "schema": "The number of the form in which the file is written",
    "note": "What was said about it",
    "kind": "Of which kind it is",
    "state": "How far it is",
    "noted_at": "When it was decided to write",
    "claimed_at": "When the site last began to send it",
    "sent_at": "When it went; empty if it did not",
    "again_by_id": "Who had it sent again, as it was not known whether it had gone",
    "again_at": "When that was",
    "doubted_at": "The attempt before that, which may have arrived",
    "address": "The e-mail address that it went to",
    "name": "Its name",
    "subject": "The subject of the letter",
    "text": "The letter",
    "failure": "What the mail server said when it did not go",
    "user_id": "The person, if they have an account here",
    "role": "What the person may do",
    "partnership_id": "The partnership, always the same",
    "source": "Where it comes from",
    "force": "The police force",
    "district": "The district, as the police’s file names it",
    "crime_type": "The type of crime, as the police’s file names it",
    "history_id": "The number of this row",
    "revision_id": "The write that it belongs to",
    "history_date": "When it was done",
    "history_user_id": "Who did it; empty for the site itself",
    "history_change_reason": "Why, if a reason was given",
    "history_type": f"What was done: {', '.join(HAPPENED.values())}",
}


def column_doc(label, field):
    """The description of a column of a model's table: a sentence without its full stop."""
    export = apps.get_model(label).export
    own, heading = export.describes.get(field.attname), export.headings.get(field.name, field.attname)
    for text in (field.db_comment, own, field.help_text, COMMON_DOCS.get(heading)):
        if text:
            return str(text).rstrip(".")
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]
