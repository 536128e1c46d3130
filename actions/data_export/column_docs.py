"""Descriptions of the exported columns, for readers who have only the file."""

from django.apps import apps

from partners.history import HAPPENED

# By the column's heading, in any table. What is true of one column alone is its field's `db_comment`.
COMMON_DOCS = {
    "id": "Number, used by other tables; never changes",
    "position": "Order, smallest first",
    "key": "Short name in web addresses and editions",
    "plan_id": "Plan",
    "continues_id": "What it continues in the previous plan, if anything",
    "meeting_id": "The meeting",
    "action_id": "The action",
    "retired_at": "When it was removed; empty if current",
    "retired_why": "Reason for removal",
    "merged_into_id": "What it was merged into",
    "recorded_at": "When it was recorded here",
    "by_id": "Who did or wrote it",
    "authority_id": "Authority",
    "taken_back_at": "When it was withdrawn or undone; empty if it counts",
    "taken_back_by_id": "Who withdrew or undid it",
    "sha256": "SHA-256 of the file",
    "file": "File in this archive; empty if left out",
    "schema": "Version of the file format",
    "note": "Note",
    "kind": "Kind",
    "state": "State",
    "noted_at": "When it was queued",
    "claimed_at": "When sending last began",
    "sent_at": "When it was sent; empty if not sent",
    "again_by_id": "Who sent it again when the outcome was unknown",
    "again_at": "When it was sent again",
    "doubted_at": "Earlier attempt, which may have arrived",
    "address": "Recipient’s e-mail address",
    "name": "Name",
    "subject": "Subject of the e-mail",
    "text": "Text of the e-mail",
    "failure": "Error from the mail server",
    "user_id": "Person, if they have an account",
    "role": "Role",
    "partnership_id": "Partnership",
    "source": "Source",
    "force": "The police force",
    "district": "District, as in the police file",
    "crime_type": "Type of crime, as in the police file",
    "history_id": "Number of this row",
    "revision_id": "Revision",
    "history_date": "When",
    "history_user_id": "Who; empty for the system",
    "history_change_reason": "Reason, if given",
    "history_type": f"Change: {', '.join(HAPPENED.values())}",
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
